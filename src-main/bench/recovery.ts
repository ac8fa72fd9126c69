/**
 * One recovery run, in a process of its own, against the practice exchange in another: a flatten with the copy budget
 * spent (T7), a peer that goes silent (T16), reconnects with and without unknown orders (T17). Started by `main.ts`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { FaultsRequest } from "../practice/faults.ts";
import type { Log } from "../runtime/port.ts";
import type { ExchangeWord } from "./exchange.ts";
import { startRecoveryEngine, type RecoveryEngine } from "./recovery-engine.ts";
import { FOLLOWERS, type RecoverySamples, type RecoverySpec, type RecoveryWord } from "./recovery-spec.ts";

const WAIT_MS_MAX = 60_000;
const SYMBOL = /^NQ[A-Z]\d$/u;

const spec = JSON.parse(process.argv[2] ?? "null") as RecoverySpec;
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (words, data) => process.stderr.write(`${words} ${JSON.stringify(data ?? {})}\n`),
};

class Run {
  readonly #exchange: ExchangeWord;
  readonly #subject: RecoveryEngine;
  #symbol = "";

  constructor(exchange: ExchangeWord, subject: RecoveryEngine) {
    this.#exchange = exchange;
    this.#subject = subject;
  }

  async measure(): Promise<RecoverySamples> {
    await this.#live();
    this.#symbol = await this.#front();
    // First: after six losses in ten minutes the limit is a wider one.
    const silenceMs = await this.#silences();
    const plain = await this.#reconnects(false);
    const unknown = await this.#reconnects(true);
    // Last: it leaves the login without a request to spare.
    const flattens = await this.#flattens();
    return {
      flattenMs: flattens.map(({ decidedMs }) => decidedMs),
      flattenInAllMs: flattens.map(({ inAllMs }) => inAllMs),
      silenceMs,
      exitsOnlyMs: plain.map(({ exitsOnlyMs }) => exitsOnlyMs),
      liveMs: plain.map(({ liveMs }) => liveMs),
      exitsOnlyUnknownMs: unknown.map(({ exitsOnlyMs }) => exitsOnlyMs),
      liveUnknownMs: unknown.map(({ liveMs }) => liveMs),
    };
  }

  /** Every follower holds a contract, every token that an entry could have is gone; then everything is flattened. */
  async #flattens(): Promise<{ readonly decidedMs: number; readonly inAllMs: number }[]> {
    const { engine, budget, watched, nowMs, forget } = this.#subject;
    const [, ...followers] = this.#exchange.accounts;
    const samples: { readonly decidedMs: number; readonly inAllMs: number }[] = [];
    for (let at = 0; at < spec.flattens; at += 1) {
      for (const { name } of followers) await this.#trade(name, 1);
      await this.#until("positions", () => this.#held(1));
      while (budget.take("entry", nowMs() * 1e6) === 0);
      forget();
      const commandMs = nowMs();
      engine.flatten({ kind: "everything" });
      if (watched.liquidations !== FOLLOWERS)
        throw new Error(`${watched.liquidations} of ${FOLLOWERS} were closed`);
      const { decidedMs, writtenMs } = watched;
      samples.push({ decidedMs: writtenMs - decidedMs, inAllMs: writtenMs - commandMs });
      await this.#until("flat", () => this.#held(0));
      await sleep(20);
    }
    return samples;
  }

  async #silences(): Promise<number[]> {
    const samples: number[] = [];
    for (let at = 0; at < spec.silences; at += 1) {
      this.#subject.forget();
      await this.#faults({ silent: true });
      const silentMs = this.#subject.nowMs();
      await this.#until("sends stopped", () => this.#subject.watched.lostMs > 0);
      samples.push(this.#subject.watched.lostMs - silentMs);
      await this.#faults({ silent: false });
      await this.#live();
    }
    return samples;
  }

  async #reconnects(withUnknown: boolean): Promise<{ exitsOnlyMs: number; liveMs: number }[]> {
    const samples: { exitsOnlyMs: number; liveMs: number }[] = [];
    const [leader] = this.#exchange.accounts;
    for (let at = 0; at < spec.reconnects; at += 1) {
      const { watched, forget } = this.#subject;
      forget();
      if (withUnknown) {
        await this.#faults({ dropAfter: { orders: FOLLOWERS / 2, when: "after" } });
        await this.#trade(leader?.name ?? "", 1);
      } else await this.#faults({ dropConnections: true });
      await this.#until("reconnected", () => watched.liveMs > 0);
      samples.push({
        exitsOnlyMs: watched.exitsOnlyMs - watched.lostMs,
        liveMs: watched.liveMs - watched.lostMs,
      });
      if (withUnknown) await this.#closeAll(leader?.name ?? "");
      else await sleep(200);
    }
    return samples;
  }

  /** The leader sells; what is unknown needs ten seconds and two readings. */
  async #closeAll(leader: string): Promise<void> {
    await this.#trade(leader, -1);
    await this.#until("closed", () => this.#held(0));
    await this.#until("certain", () =>
      this.#subject.engine
        .snapshot()
        .followers.every(({ working, state }) => working === 0 && state !== "unknown"),
    );
  }

  #held(contracts: number): boolean {
    return this.#subject.engine.snapshot().followers.every(({ lines, working }) => {
      const line = lines.find(({ contract }) => contract === this.#symbol);
      return working === 0 && (line?.confirmed ?? 0) === contracts;
    });
  }

  async #live(): Promise<void> {
    await this.#until("live", () => {
      const { groups, followers } = this.#subject.engine.snapshot();
      return groups[0]?.leader.state === "live" && followers.every(({ state }) => state !== "offline");
    });
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const endMs = this.#subject.nowMs() + WAIT_MS_MAX;
    while (!holds()) {
      if (this.#subject.nowMs() > endMs) throw new Error(`not ${what} within ${WAIT_MS_MAX / 1000} s`);
      await sleep(5);
    }
  }

  async #front(): Promise<string> {
    const [login] = [await this.#post("/v1/auth/accesstokenrequest", { name: "bench", password: "bench" })];
    const headers = { authorization: `Bearer ${(login as { accessToken: string }).accessToken}` };
    const reply = await fetch(new URL("/v1/contract/suggest?t=NQ&l=3", this.#exchange.httpUrl), { headers });
    const found = ((await reply.json()) as { name: string }[]).find(({ name }) => SYMBOL.test(name));
    if (found === undefined) throw new Error("the exchange has no NQ");
    return found.name;
  }

  #faults(change: FaultsRequest): Promise<unknown> {
    return this.#post("/practice/faults", change);
  }

  #trade(account: string, quantity: number): Promise<unknown> {
    const action = quantity > 0 ? "Buy" : "Sell";
    return this.#post("/practice/trade", { account, symbol: this.#symbol, action, qty: Math.abs(quantity) });
  }

  async #post(path: string, body: object): Promise<unknown> {
    const reply = await fetch(new URL(path, this.#exchange.httpUrl), {
      method: "POST",
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text}`);
    return JSON.parse(text);
  }
}

const folder = mkdtempSync(join(tmpdir(), "mimik-recovery-"));
const child = fork(fileURLToPath(new URL("./exchange.ts", import.meta.url)), [String(FOLLOWERS + 1)], {
  execArgv: [],
});
process.once("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

function say(word: RecoveryWord): void {
  process.send?.(word);
}

try {
  const [exchange] = (await once(child, "message")) as [ExchangeWord];
  const subject = startRecoveryEngine(exchange, folder, log);
  try {
    say({ kind: "measured", samples: await new Run(exchange, subject).measure() });
  } finally {
    await subject.stop();
  }
} catch (error) {
  say({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
} finally {
  child.disconnect();
  rmSync(folder, { recursive: true, force: true });
  if (process.connected) process.disconnect();
}
