/**
 * A follower that missed an entry is brought in by a resync (R4): the preview names the exact orders and is bound to the
 * positions that it was made of; what is sent is what was shown, and the follower is in the trade from then on.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";
import { ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { LEADER_LOST } from "./support/verdict-words.ts";
import { judge } from "./support/verdict.ts";

const MISSED = "PRAC0009";
const OTHER = "PRAC0029";
const followers = { [MISSED]: 200, [OTHER]: 100 };
const holds = (missed: number, other: number): Positions => ({ [MISSED]: missed, [OTHER]: other });

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const follower = (): string => desk.row(MISSED).id;
const preview = (toward: "implied" | "flat"): ResyncPreview =>
  desk.host.groups.previewResync({ follower: follower(), toward });

function confirm({ id, version, atMs, toward }: ResyncPreview): string {
  return desk.host.groups.confirmResync({ follower: follower(), toward, id, version, atMs }).kind;
}

/** The leader is in, one follower was not reachable then. */
async function missedEntry(): Promise<void> {
  desk = await Desk.open({ exchange, followers });
  desk.cut("followers");
  await expect.poll(() => desk.row(MISSED).state, WAIT).toBe("offline");
  await desk.lead(2);
  await desk.stands(holds(0, 2));
  desk.mend("followers");
  await expect.poll(() => desk.row(MISSED).state, WAIT).not.toBe("offline");
}

describe("resync", () => {
  test("brings a follower in by the orders that were shown, once, and it follows from then on", async () => {
    await missedEntry();
    await desk.lead(1);
    await desk.saw(3);
    expect(desk.told(MISSED).outcome).toBe("not-in-trade");
    await desk.stands(holds(0, 3));
    const shown = preview("implied");
    expect(shown.lines).toMatchObject([
      { leader: 3, confirmed: 0, toward: 6, orders: [{ leg: "open", side: "buy", quantity: 6 }] },
    ]);
    const twice = (): Promise<void> => {
      expect(confirm(shown)).toBe("sent");
      expect(confirm(shown)).toBe("changed");
      return Promise.resolve();
    };
    expect(await ordersDuring(desk, twice, holds(6, 3))).toEqual({ [MISSED]: [6], [OTHER]: [] });
    expect(await ordersDuring(desk, () => desk.lead(-1), holds(4, 2))).toEqual({
      [MISSED]: [-2],
      [OTHER]: [-1],
    });
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [/connection/iu, LEADER_LOST] });
  });

  test("a leader that moves between preview and confirmation: nothing is sent, the new orders are shown", async () => {
    await missedEntry();
    const shown = preview("implied");
    await desk.lead(2);
    await desk.saw(4);
    const late = (): Promise<void> => {
      expect(confirm(shown)).toBe("changed");
      return Promise.resolve();
    };
    expect(await ordersDuring(desk, late, holds(0, 4))).toEqual({ [MISSED]: [], [OTHER]: [] });
    await desk.lead(-4);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [/connection/iu, LEADER_LOST] });
  });

  test("toward flat: closes, and what the leader adds afterwards is not copied", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(4, 2));
    const close = (): Promise<void> => {
      expect(confirm(preview("flat"))).toBe("sent");
      return Promise.resolve();
    };
    expect(await ordersDuring(desk, close, holds(0, 2))).toEqual({ [MISSED]: [-4], [OTHER]: [] });
    await desk.lead(1);
    await desk.stands(holds(0, 3));
    await desk.lead(-3);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });
});
