/**
 * A group's session window opens and ends (check 7, flattenAtEnd), on an exchange whose books stand on a Wednesday and a
 * host whose wall clock agrees with them. Daylight-saving changes, overnight windows and holidays are unit tests.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { setWall, wallMs } from "./support/pushed-time.ts";
import { LEADER_LOST } from "./support/verdict-words.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

/** A Wednesday, 09:00 in Chicago. */
const WEDNESDAY = "2026-11-18T15:00:00.000Z";
const MINUTE_MS = 60_000;
/** Enough for the start of a desk and a trade in real time. */
const SPARE_MS = 40_000;

const ONE = "PRAC0009";
const TWO = "PRAC0029";
const followers = { [ONE]: 100, [TWO]: 200 };
const holds = (one: number, two: number): Positions => ({ [ONE]: one, [TWO]: two });
const NONE = { [ONE]: [], [TWO]: [] };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.startAt(WEDNESDAY);
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const timeOfDay = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The host's wall clock as the exchange's, and the next full minute that leaves time enough. */
async function nextMinute(): Promise<number> {
  const nowMs = await exchange.nowMs();
  setWall(nowMs);
  return Math.ceil((nowMs + SPARE_MS) / MINUTE_MS) * MINUTE_MS;
}

function windowOf({ from, to }: Window, flattenAtEnd: boolean) {
  const [fromText, toText] = [timeOfDay(from), timeOfDay(to)];
  return { sessions: [{ days: ["wed" as const], from: fromText, to: toText, zone: "UTC", flattenAtEnd }] };
}

/** Time passes until a little after this. */
const until = (ms: number): Promise<void> => desk.elapse(ms - wallMs() + 1500);

describe("the end of a session window", () => {
  test("flattenAtEnd: closed when the window ends, entries denied from then on", async () => {
    const end = await nextMinute();
    desk = await Desk.open({
      exchange,
      followers,
      group: windowOf({ from: end - 120 * MINUTE_MS, to: end }, true),
    });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await desk.elapse(end - wallMs() - 5000);
    expect(await desk.held()).toEqual(holds(2, 4));
    expect(await ordersDuring(desk, () => until(end), holds(0, 0))).toEqual({ [ONE]: [-2], [TWO]: [-4] });
    await desk.liveInTime();
    const since = await exchange.nextOrderId();
    await desk.lead(1);
    await desk.saw(3);
    expect(desk.followers.map((account) => desk.told(account).outcome)).toEqual([
      "outside-session",
      "outside-session",
    ]);
    await desk.lead(-3);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    expect((await Books.of(desk)).orders(since)).toEqual(NONE);
    await judge(desk, { alarms: [LEADER_LOST] });
  });

  test("without it: nothing is closed, exits are copied, entries are not", async () => {
    const end = await nextMinute();
    desk = await Desk.open({
      exchange,
      followers,
      group: windowOf({ from: end - 120 * MINUTE_MS, to: end }, false),
    });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    expect(await ordersDuring(desk, () => until(end), holds(2, 4))).toEqual(NONE);
    await desk.liveInTime();
    await desk.lead(1);
    await desk.saw(3);
    expect(desk.told(ONE).outcome).toBe("outside-session");
    await desk.lead(-2);
    await desk.stands(holds(1, 1));
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [LEADER_LOST] });
  });

  test("the app is closed when the window ends: flattened as soon as the books are read", async () => {
    const end = await nextMinute();
    desk = await Desk.open({
      exchange,
      followers,
      group: windowOf({ from: end - 120 * MINUTE_MS, to: end }, true),
    });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await desk.stop();
    setWall(end + 5 * MINUTE_MS);
    expect(await ordersDuring(desk, () => desk.start(), holds(0, 0))).toEqual({ [ONE]: [-2], [TWO]: [-4] });
    await expect.poll(() => desk.snapshot().groups[0]?.leader.state, WAIT).toBe("live");
    await desk.unseen(-2);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [LEADER_LOST] });
  });

  test("a follower is unreachable when the window ends: flattened when it is back", async () => {
    const end = await nextMinute();
    desk = await Desk.open({
      exchange,
      followers,
      group: windowOf({ from: end - 120 * MINUTE_MS, to: end }, true),
    });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    desk.cut("followers");
    await expect.poll(() => desk.row(ONE).state, WAIT).toBe("offline");
    await until(end);
    await desk.stands(holds(2, 0));
    desk.mend("followers");
    await desk.liveInTime();
    await desk.stands(holds(0, 0));
    await desk.unseen(-2);
    await desk.saw(0);
    await judge(desk, { alarms: [/connection|lost/iu] });
  });
});

describe("the start of a session window", () => {
  test("entries are denied before it, copied after it; what stood before stays missed", async () => {
    const start = await nextMinute();
    desk = await Desk.open({
      exchange,
      followers,
      group: windowOf({ from: start, to: start + 120 * MINUTE_MS }, true),
    });
    await desk.lead(1);
    await desk.saw(1);
    expect(desk.told(ONE).outcome).toBe("outside-session");
    expect(await ordersDuring(desk, () => until(start), holds(0, 0))).toEqual(NONE);
    await desk.liveInTime();
    await desk.lead(1);
    await desk.saw(2);
    expect(desk.told(ONE).outcome).toBe("not-in-trade");
    await desk.lead(-2);
    await desk.saw(0);
    await desk.lead(1);
    await desk.stands(holds(1, 2));
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [LEADER_LOST] });
  });
});
