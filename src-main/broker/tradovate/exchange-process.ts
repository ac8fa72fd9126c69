/** The practice exchange in another process, for tests. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What the exchange prints when it is ready. */
export interface Ready {
  readonly http: string;
  readonly ws: string;
  readonly md: string;
  readonly users: readonly {
    readonly name: string;
    readonly password: string;
    readonly accounts: readonly { readonly id: number; readonly name: string }[];
  }[];
}

export interface ExchangeProcess {
  readonly ready: Ready;
  /** @throws when the exchange does not do as it is told. */
  tell(path: "faults" | "trade", body: object): Promise<void>;
  /** What the exchange had received before is answered when this is. */
  roundTrip(): Promise<void>;
  stop(): void;
}

export async function startExchange(): Promise<ExchangeProcess> {
  const main = fileURLToPath(new URL("../../practice/main.ts", import.meta.url));
  const exchange = spawn(process.execPath, [main, "--port", "0", "--seed", "1"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(exchange.stdout), "line")) as [string];
  const ready = JSON.parse(line) as Ready;
  return {
    ready,
    async tell(path, body) {
      const url = new URL(`/practice/${path}`, ready.http);
      const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    async roundTrip() {
      const response = await fetch(new URL("/practice/faults", ready.http));
      await response.text();
    },
    stop: () => exchange.kill(),
  };
}
