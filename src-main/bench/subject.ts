/**
 * One run, in a process of its own so that code is cold at its start and nothing of another run is left: both floors and
 * both engines, each on its own socket to one peer, measured fill by fill. Started by `main.ts` with the run's spec.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WebSocket } from "ws";
import { accountKeyOf, venueOf, type ContractName, type OrderKey } from "../../src-shared/ids.ts";
import { accountPart, placeText } from "../broker/tradovate/orders.ts";
import type { OrderIntent } from "../core/effect.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Log } from "../runtime/port.ts";
import { systemTimers } from "../runtime/timers.ts";
import { warmUp } from "../runtime/warm-up.ts";
import { startEngine, type EngineUnderTest } from "./engine-under-test.ts";
import { rawFloor, wsFloor } from "./floor.ts";
import { accountsOf, type PeerAccount } from "./peer-messages.ts";
import {
  CONTRACT,
  FLOOR_PATH,
  variants,
  type PeerWord,
  type Round,
  type RunSamples,
  type RunSpec,
  type SubjectWord,
  type Variant,
  type VariantSamples,
} from "./spec.ts";
import { Stopwatch } from "./stopwatch.ts";

const LIVE_MS_MAX = 10_000;
const POLL_MS = 20;
/** After the start: nothing of it is to fall into the first sample. */
const SETTLE_MS = 300;

const spec = JSON.parse(process.argv[2] ?? "null") as RunSpec;
const clock = systemClock();
const timers = systemTimers(clock);
/** What the shared clock shows when the clock of this process shows 0. */
const sharedStartNs = Number(process.hrtime.bigint()) - clock.monoNs();

/** Sockets lost at the end of a run are expected; what an engine calls an error is not, and shows. */
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (words, data) => process.stderr.write(`${words} ${JSON.stringify(data ?? {})}\n`),
};

function say(word: SubjectWord): void {
  process.send?.(word);
}

function accountsFor(variant: Variant): readonly PeerAccount[] {
  return accountsOf(1_000_000 * (variants.indexOf(variant) + 1), spec.followers);
}

/** The texts that the client would write for one fill, built beforehand. */
function orderTexts(variant: Variant): readonly string[] {
  const [, ...followers] = accountsFor(variant);
  return followers.map(({ id, name }, index) => {
    const account = accountKeyOf(venueOf("demo", ""), String(id));
    const order = {
      order: `MK~lf~800000002~${id}~${CONTRACT}~o1` as OrderKey,
      contract: CONTRACT as ContractName,
      side: 1,
      quantity: 1,
      tag: "mimik",
    } as OrderIntent;
    return placeText(1000 + index, accountPart(account, name), order);
  });
}

interface Seated {
  readonly stopwatches: ReadonlyMap<Variant, Stopwatch>;
  readonly engines: readonly EngineUnderTest[];
  readonly floors: readonly WebSocket[];
}

async function seat(port: number, folder: string): Promise<Seated> {
  const stopwatches = new Map(variants.map((variant) => [variant, new Stopwatch(clock, spec.followers)]));
  const stopwatchOf = (variant: Variant): Stopwatch => {
    const stopwatch = stopwatches.get(variant);
    if (stopwatch === undefined) throw new Error(`no stopwatch for ${variant}`);
    return stopwatch;
  };
  const engines = (["T1", "T2"] as const).map((variant) =>
    startEngine({
      variant,
      port,
      accounts: accountsFor(variant),
      folder: join(folder, variant),
      clock,
      timers,
      log,
      stopwatch: stopwatchOf(variant),
    }),
  );
  const floor = (variant: Variant): Parameters<typeof wsFloor>[0] => ({
    url: `ws://127.0.0.1:${port}${FLOOR_PATH}${encodeURIComponent(variant)}`,
    texts: orderTexts(variant),
    clock,
    stopwatch: stopwatchOf(variant),
  });
  const floors = await Promise.all([wsFloor(floor("ws floor")), rawFloor(floor("raw floor"))]);
  const deadlineNs = clock.monoNs() + LIVE_MS_MAX * 1e6;
  while (!engines.every((engine) => engine.isLive())) {
    if (clock.monoNs() > deadlineNs) throw new Error("an engine was not live in time");
    await sleep(POLL_MS);
  }
  await sleep(SETTLE_MS);
  return { stopwatches, engines, floors };
}

async function heard<Kind extends PeerWord["kind"]>(
  peer: ChildProcess,
  kind: Kind,
): Promise<Extract<PeerWord, { readonly kind: Kind }>> {
  const [word] = (await Promise.race([
    once(peer, "message"),
    once(peer, "exit").then(([code]) => [{ kind: "failed", why: `the peer ended (${String(code)})` }]),
  ])) as [PeerWord];
  if (word.kind === "failed") throw new Error(word.why);
  if (word.kind !== kind) throw new Error(`the peer said ${word.kind} where ${kind} was due`);
  return word as Extract<PeerWord, { readonly kind: Kind }>;
}

/** Joins what both ends noted, round by round. @throws Error when they do not speak of the same rounds. */
function samplesOf(variant: Variant, stopwatch: Stopwatch, rounds: readonly Round[]): VariantSamples {
  const own = rounds.filter((round) => round.variant === variant);
  if (own.length !== stopwatch.laps.length) {
    throw new Error(`${variant}: ${own.length} fills were sent, ${stopwatch.laps.length} answers written`);
  }
  const writtenNs: number[] = [];
  const arrivedNs: number[] = [];
  for (const [index, { readableNs, writtenNs: atNs }] of stopwatch.laps.entries()) {
    const round = own[index];
    if (round?.measured !== true) continue;
    writtenNs.push(atNs - readableNs);
    arrivedNs.push(round.arrivedNs - sharedStartNs - readableNs);
  }
  return { writtenNs, arrivedNs };
}

async function measure(folder: string, peer: ChildProcess): Promise<RunSamples> {
  const { port } = await heard(peer, "ready");
  const { stopwatches, engines, floors } = await seat(port, folder);
  const done = heard(peer, "done");
  peer.send("begin");
  const { rounds } = await done;
  for (const engine of engines) await engine.stop();
  for (const floor of floors) floor.terminate();
  const entries = [...stopwatches].map(([variant, stopwatch]): [Variant, VariantSamples] => [
    variant,
    samplesOf(variant, stopwatch, rounds),
  ]);
  return Object.fromEntries(entries) as RunSamples;
}

const folder = mkdtempSync(join(tmpdir(), "mimik-bench-"));
// The benchmark was ended from outside: nobody waits for this run.
process.once("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
// As the host does before it connects.
warmUp(() => clock.now());
const peer = fork(fileURLToPath(new URL("./peer.ts", import.meta.url)), [JSON.stringify(spec)], {
  execArgv: [],
});
try {
  const samples = await measure(folder, peer);
  say({ kind: "measured", samples });
} catch (error) {
  say({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
} finally {
  peer.disconnect();
  rmSync(folder, { recursive: true, force: true });
  process.disconnect();
}
