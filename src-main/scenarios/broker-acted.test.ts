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
/** Dollars: two contracts at 20 dollars a point lose them in 20 points. */
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
  await response.text();
  expect(response.status).toBe(200);
}

async function isLimited(): Promise<{ readonly id: number; readonly realizedPnL: number }> {
  const { accounts } = await exchange.state();
  const found = accounts.find(({ name }) => name === LIMITED);
  if (found === undefined) throw new Error(`the exchange has no ${LIMITED}`);
  return found;
}

/** The broker closes this account once it has lost that much more of the day. */
async function limit(): Promise<void> {
  const { id, realizedPnL } = await isLimited();
  await ask("useraccountautoliq/update", { id, dailyLossAutoLiq: LIMIT - realizedPnL });
}

/** The limit is gone, and the account open again. */
async function release(): Promise<void> {
  const { id } = await isLimited();
  await ask("useraccountautoliq/update", { id });
  await ask("accountriskstatus/resetautoliqstatus", { accountId: id });
}

/** The price falls far enough for the one that has a limit. */
async function fall(): Promise<void> {
  const { fills } = await exchange.state();
  const price = fills.findLast(({ symbol }) => symbol === desk.symbol)?.price ?? Number.NaN;
  await exchange.price(desk.symbol, price - LIMIT / 40 - 5);
}

const acted = (): number => desk.snapshot().alarms.filter(({ words }) => ACTED.test(words)).length;

interface Case {
  readonly group: GroupPlan;
  readonly faults: FaultsRequest;
}

const cases: Readonly<Record<string, Case>> = {
  "told in the usual order, in a group that flattens": {
    group: { foreignTrades: "flatten-and-stop-entries" },
    faults: {},
  },
  "told in any order, in a group that ignores others' trades": {
    group: { foreignTrades: "ignore" },
    faults: { shuffleEvents: { seed: 5 } },
  },
  "told in batches and twice": {
    group: {},
    faults: { shuffleEvents: { seed: 6 }, batchEvents: true, duplicateEvents: 2 },
  },
};

describe("a follower that the broker liquidates", () => {
  test.each(Object.entries(cases))("%s: the broker acted, and Mimik does nothing", async (_name, played) => {
    desk = await Desk.open({ exchange, followers, group: played.group });
    await exchange.faults({ freezePrices: true, ...played.faults });
    await limit();
    await desk.lead(2);
    await desk.stands(holds(2, 2));
    expect(await ordersDuring(desk, fall, holds(0, 2))).toEqual({ [LIMITED]: [], [FREE]: [] });
    await expect.poll(acted, WAIT).toBe(1);
    expect(desk.row(LIMITED).entriesOff).toEqual([]);
    await release();
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [ACTED], said: [ACTED] });
  });

  test("while its login is cut off: the same is said once it is back", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ freezePrices: true });
    await limit();
    await desk.lead(2);
    await desk.stands(holds(2, 2));
    const login = exchange.userOf(LIMITED);
    desk.cut(login);
    await expect.poll(() => desk.row(LIMITED).state, WAIT).toBe("offline");
    await fall();
    desk.mend(login);
    await desk.liveInTime();
    await desk.stands(holds(0, 2));
    await expect.poll(acted, WAIT).toBe(1);
    await release();
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [ACTED], said: [ACTED] });
  });
});
