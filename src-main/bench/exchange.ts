/**
 * The practice exchange in a process of its own, with one login of as many accounts as a recovery run needs. Started by
 * `recovery.ts` with that number as its argument; ends with its parent.
 */
import { startExchange, type RunningExchange } from "../practice/server.ts";

export interface ExchangeWord {
  readonly httpUrl: string;
  readonly wsUrl: string;
  readonly mdUrl: string;
  readonly accounts: readonly { readonly id: number; readonly name: string }[];
}

export const LOGIN = { name: "bench", password: "bench" } as const;
const SEED = 1;

async function serve(accounts: number): Promise<RunningExchange> {
  return startExchange({ seed: SEED, users: [{ ...LOGIN, accounts }], log: () => undefined });
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  process.once("disconnect", () => process.exit(0));
  const { httpUrl, wsUrl, mdUrl, users } = await serve(Number(process.argv[2]));
  const word: ExchangeWord = { httpUrl, wsUrl, mdUrl, accounts: users[0]?.accounts ?? [] };
  process.send(word);
}
