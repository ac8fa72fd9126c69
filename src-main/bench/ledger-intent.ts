/**
 * What the durable intent costs on the way of a fill: appended to the journal, or inserted as a transaction, for 1, 5
 * and 20 followers. Prints one line per case; behind docs/decisions/0003. Run: `node src-main/bench/ledger-intent.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Intent } from "../core/effect.ts";
import { encodeIntent } from "../ledger/intent-codec.ts";
import { openLedger } from "../ledger/open.ts";
import type { Ledger } from "../ledger/port.ts";
import { intentOf, MONDAY_MS } from "../ledger/testing/rows.ts";

const SAMPLES = 600;
const WARM_UP = 120;
const PAUSE_MS = 8;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Case {
  readonly name: string;
  run(ledger: Ledger, intent: Intent): void;
  /** What an engine does later in the frame, outside the measured time. */
  after(ledger: Ledger, intent: Intent): void;
}

const cases: readonly Case[] = [
  {
    name: "encode only",
    run: (_ledger, intent) => {
      encodeIntent(intent);
    },
    after: () => undefined,
  },
  {
    name: "JSON.stringify of the object",
    run: (_ledger, intent) => {
      JSON.stringify(intent);
    },
    after: () => undefined,
  },
  {
    name: "journal append",
    run: (ledger, intent) => {
      ledger.appendIntents([intent]);
    },
    after: (ledger, intent) => {
      ledger.commit([{ kind: "intent", intent }]);
    },
  },
  {
    name: "transaction",
    run: (ledger, intent) => {
      ledger.commit([{ kind: "intent", intent }]);
    },
    after: () => undefined,
  },
];

function microseconds(samples: readonly number[], share: number): string {
  const sorted = samples.toSorted((one, other) => one - other);
  return ((sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN) * 1_000).toFixed(0);
}

async function measure(one: Case, followers: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), "mimik-bench-"));
  const ledger = openLedger({ folder, clock: { wallMs: () => MONDAY_MS }, log: silent });
  ledger.restore();
  const samples: number[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    const intent = intentOf(`${followers}-${index}`, followers);
    const start = performance.now();
    one.run(ledger, intent);
    samples.push(performance.now() - start);
    one.after(ledger, intent);
    await sleep(PAUSE_MS);
  }
  ledger.close();
  rmSync(folder, { recursive: true });
  return samples.slice(WARM_UP);
}

for (const followers of [1, 5, 20]) {
  const bytes = encodeIntent(intentOf("size", followers)).length;
  for (const one of cases) {
    const samples = await measure(one, followers);
    const line = `${followers} followers, ${one.name}: p50 ${microseconds(samples, 0.5)} µs, p99 ${microseconds(samples, 0.99)} µs`;
    process.stdout.write(`${line} (${samples.length} samples, line of ${bytes} bytes)\n`);
  }
}
