/**
 * How Mimik's orders are marked at the broker (Phase B): automated, with its key and the group's tag; a liquidation with
 * nothing, since the call has no such fields. The exchange's operator identifier is sent for nobody who has not entered one.
 */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PracticeOrder } from "../practice/state.ts";
import { Books } from "./support/books.ts";
import { Desk } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const FOLLOWER = "PRAC0009";
const followers = { [FOLLOWER]: 200 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

function marksOf({ clOrdId, text, isAutomated, customTag50 }: PracticeOrder): object {
  return { clOrdId, text, isAutomated, customTag50 };
}

test("an entry, an exit in part and one of the rest", async () => {
  desk = await Desk.open({ exchange, followers });
  await desk.lead(2);
  await desk.stands({ [FOLLOWER]: 4 });
  await desk.lead(-1);
  await desk.stands({ [FOLLOWER]: 2 });
  await desk.lead(-1);
  await desk.stands({ [FOLLOWER]: 0 });
  const placed = (await Books.of(desk)).placed(FOLLOWER);
  const key: unknown = expect.stringMatching(/^MK~lf~.{1,58}$/u);
  const marked = { clOrdId: key, text: "SC1", isAutomated: true, customTag50: undefined };
  const bare = { clOrdId: undefined, text: undefined, isAutomated: undefined, customTag50: undefined };
  expect(placed.map(({ action, qty }) => [action, qty])).toEqual([
    ["Buy", 4],
    ["Sell", 2],
    ["Sell", 2],
  ]);
  expect(placed.map(marksOf)).toEqual([marked, marked, bare]);
  await judge(desk);
});
