/**
 * The practice exchange in a process of its own whose books begin at a date that the test names, so that a session window
 * or a day of the week never depends on when the test is run. Sockets and tokens keep real time.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ExchangeProcess, Ready } from "../../broker/tradovate/exchange-process.ts";

const MAIN = fileURLToPath(new URL("../../practice/main.ts", import.meta.url));

function scenarioAt(start: string): object {
  return {
    version: 1,
    name: "dated books",
    seed: 1,
    clock: { kind: "virtual", start, speed: 1 },
    steps: [{ do: "wait", forMs: 0 }],
  };
}

/** @param start ISO time in UTC */
export async function startDatedExchange(start: string): Promise<ExchangeProcess> {
  const folder = mkdtempSync(join(tmpdir(), "mimik-dated-"));
  const file = join(folder, "scenario.json");
  writeFileSync(file, JSON.stringify(scenarioAt(start)));
  const exchange = spawn(process.execPath, [MAIN, "--port", "0", "--scenario", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(exchange.stdout), "line")) as [string];
  rmSync(folder, { recursive: true });
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
