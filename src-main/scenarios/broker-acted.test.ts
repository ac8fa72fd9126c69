/**
 * The broker's own risk engine closes a follower (R6): it is said that the broker acted, whatever the group does about
 * other people's trades, in whatever order the broker tells of it, and also where Mimik only reads of it afterwards.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FaultsRequest } from "../practice/faults.ts";
import { ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import type { GroupPlan } from "./support/setup.ts";
import { judge } from "./support/verdict.ts";

const LIMITED = "PRAC0009";
const FREE = "PRAC0010";
const followers = { [LIMITED]: 100, [FREE]: 100 };
const holds = (limited: number, free: number): Positions => ({ [LIMITED]: limited, [FREE]: free });
/** Of two contracts at 20 dollars a point: 40 points. */
const LIMIT = 800;
const ACTED = /PRAC0009 sold 2 .* by an order of the broker's own \(broker acted\)/u;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** What any program could ask of the exchange in the name of an account's owner. */
async function ask(path: string, body: object): Promise<void> {
  const token = await exchange.login(exchange.userOf(LIMITED));
  const response = await fetch(new URL(`/v1/${path}`, exchange.ready.http), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** The broker closes this account once the day has lost that much; null takes the limit away and opens it again. */
async function limit(dailyLossAutoLiq: number | null): Promise<void> {
  const account = exchange.ready.users
    .flatMap(({ accounts }) => accounts)
    .find(({ name }) => name === LIMITED);
  await ask("useraccountautoliq/update", { id: account?.id, dailyLossAutoLiq });
  if (dailyLossAutoLiq === null)
    await ask("accountriskstatus/resetautoliqstatus", { accountId: account?.id });
}

/** The leader is in with two, and the price falls far enough for the one that has a limit. */
async function fall(): Promise<void> {
  const { fills } = await exchange.state();
  const price = fills.findLast(({ symbol }) => symbol === desk.symbol)?.price ?? Number.NaN;
  await exchange.price(desk.symbol, price - LIMIT / 40 - 5);
}

const acted = (): number => desk.snapshot().alarms.filter(({ words }) => ACTED.test(words)).length;

const told: Readonly<Record<string, FaultsRequest>> = {
  "in the usual order": {},
  "in any order": { shuffleEvents: { seed: 5 } },
  "in single fills, in batches, twice": {
    shuffleEvents: { seed: 6 },
    batchEvents: true,
    partialFills: { maxQty: 2, delayMs: 0 },
    duplicateEvents: 2,
  },
};
const groups: readonly GroupPlan[] = [
  { foreignTrades: "ignore" },
  { foreignTrades: "flatten-and-stop-entries" },
];

describe.each(groups)("a follower that the broker liquidates, with %o", (group) => {
  test.each(Object.entries(told))(
    "told %s: the broker acted, and Mimik does nothing",
    async (_name, faults) => {
      desk = await Desk.open({ exchange, followers, group });
      await exchange.faults({ freezePrices: true, ...faults });
      await limit(LIMIT);
      await desk.lead(2);
      await desk.stands(holds(2, 2));
      expect(await ordersDuring(desk, fall, holds(0, 2))).toEqual({ [LIMITED]: [], [FREE]: [] });
      await expect.poll(acted, WAIT).toBe(1);
      expect(desk.row(LIMITED).entriesOff).toEqual([]);
      await limit(null);
      await desk.lead(-2);
      await desk.stands(holds(0, 0));
      await judge(desk, { alarms: [ACTED], said: [ACTED] });
    },
  );
});
