/**
 * A follower's connection is down, the leader leaves, and the app is closed and opened again meanwhile: the exit is due
 * the moment that the follower's books are read, whether the app saw the leader leave or was closed at that time.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { CockpitEvent } from "../../src-shared/cockpit/event.ts";
import { Books } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { turn } from "./support/passage.ts";
import { LEADER } from "./support/setup.ts";
import { judge } from "./support/verdict.ts";

const NEAR = "PRAC0002";
const CUT = "PRAC0009";
const CUT_TOO = "PRAC0010";
const FAR = "PRAC0029";
/** Behind it CUT and CUT_TOO. */
const LOGIN = "followers";
const followers = { [NEAR]: 100, [CUT]: 100, [CUT_TOO]: 200, [FAR]: 50 };
const holds = (near: number, one: number, two: number, far: number): Positions => ({
  [NEAR]: near,
  [CUT]: one,
  [CUT_TOO]: two,
  [FAR]: far,
});
const FLAT = holds(0, 0, 0, 0);
const ALARMS = [/lost|connection|socket/iu];
/** The promise of the product: from reconciled to sent. */
const SENT_WITHIN_MS = 1000;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

async function cut(): Promise<void> {
  desk.cut(LOGIN);
  await expect.poll(() => desk.row(CUT).state, WAIT).toBe("offline");
}

/** When Mimik told that the account is reconciled, in its own time; asked for before the connection can be back. */
function watchLive(account: string): () => number | undefined {
  let liveMs: number | undefined;
  desk.host.subscribe(({ event, payload }) => {
    if (event !== "cockpit.event" || liveMs !== undefined) return;
    const { atMs, changes } = payload as CockpitEvent;
    for (const change of changes) {
      if (change.kind !== "follower" || change.follower.account !== account) continue;
      if (change.follower.state !== "offline") liveMs = atMs;
    }
  });
  return () => liveMs;
}

/** When the exit of this account was decided and handed on, by the ledger's own record. */
function orderedMs(account: string, since: number): number {
  const ledger = new Database(join(desk.folder, "ledger.sqlite"), { readonly: true });
  try {
    const sql = `SELECT max(o.wall_ms) FROM orders o JOIN account a ON a.account = o.account
      WHERE a.name = ? AND o.wall_ms >= ?`;
    return ledger.prepare<[string, number], number | null>(sql).pluck().get(account, since) ?? Number.NaN;
  } finally {
    ledger.close();
  }
}

/** Starts the app anew, mends the wire, and holds how soon the exits went to what the product promises. */
async function startAndMeasure(stands: Positions, before: () => Promise<void> = () => Promise.resolve()) {
  desk.forget();
  const startedMs = Date.now();
  await desk.start();
  const live = watchLive(CUT);
  await before();
  desk.mend(LOGIN);
  await desk.stands(stands);
  await desk.quiet();
  await expect.poll(() => Number.isFinite(orderedMs(CUT, startedMs)), WAIT).toBe(true);
  const sinceLiveMs = orderedMs(CUT, startedMs) - (live() ?? Number.NaN);
  expect(sinceLiveMs).toBeLessThanOrEqual(SENT_WITHIN_MS);
  const { requests } = desk.tapOf(LOGIN);
  const read = requests.find(({ what }) => what === "user/syncrequest");
  const exit = requests.find(({ what }) => what.startsWith("order/"));
  const onWireMs = Math.round((exit?.atMs ?? Number.NaN) - (read?.atMs ?? Number.NaN));
  // Decided in the turn that made the account live, so most often before the cockpit heard of it.
  process.stdout.write(
    `exit decided ${Math.max(0, sinceLiveMs)} ms after the account was live, on the wire ${onWireMs} ms after its books were asked for\n`,
  );
}

describe("exit during the follower's disconnection, restart of the app in between", () => {
  test("the app saw the leader go flat: closed when the follower is read, once", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 4, 8, 2));
    await cut();
    await desk.lead(-4);
    await desk.stands(holds(0, 4, 8, 0));
    await desk.stop();
    desk.mend(LOGIN);
    await startAndMeasure(FLAT);
    const books = await Books.of(desk);
    expect(books.orders()).toEqual({ [NEAR]: [4, -4], [CUT]: [4, -4], [CUT_TOO]: [8, -8], [FAR]: [2, -2] });
    await judge(desk, { alarms: ALARMS });
  });

  test("the leader went flat while the app was closed", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 4, 8, 2));
    await cut();
    await desk.stop();
    await desk.unseen(-4);
    desk.mend(LOGIN);
    await startAndMeasure(FLAT);
    const books = await Books.of(desk);
    expect(books.orders()).toEqual({ [NEAR]: [4, -4], [CUT]: [4, -4], [CUT_TOO]: [8, -8], [FAR]: [2, -2] });
    await judge(desk, { alarms: ALARMS });
  });

  /** Seen: 4 → 2, keeps 2 and 4. Unseen: 2 → 1, own above size(1) = 1, 2, 1 is closed. */
  test("a part seen, a part while the app was closed, and the wire still down at the start", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 4, 8, 2));
    await cut();
    await desk.lead(-2);
    await desk.stands(holds(2, 4, 8, 1));
    await desk.stop();
    await desk.unseen(-1);
    await startAndMeasure(holds(1, 1, 2, 1), async () => {
      await expect.poll(() => desk.snapshot().groups[0]?.leader.state, WAIT).toBe("live");
      await expect.poll(() => desk.row(NEAR).lines[0]?.confirmed, WAIT).toBe(1);
      await turn(100);
      expect(desk.row(CUT).state).toBe("offline");
    });
    await desk.unseen(-1);
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of desk.followers) books.expectWithin(account, 0, 8);
    await judge(desk, { alarms: ALARMS });
  });

  test("the leader turned round meanwhile: the old side is closed, the new one is missed and shown", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 2, 4, 1));
    await cut();
    await desk.stop();
    await desk.unseen(-5);
    desk.mend(LOGIN);
    await startAndMeasure(FLAT);
    expect((await exchange.held(new Map([[LEADER, desk.symbol]])))[LEADER]).toBe(-3);
    await desk.unseen(3);
    await desk.saw(0);
    await desk.stands(FLAT);
    await judge(desk, { alarms: ALARMS });
  });
});
