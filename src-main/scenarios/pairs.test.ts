/**
 * Contracts that are not the leader's own on every follower: pairs of the user's, contracts without a pair (denied, and
 * nobody else minds), contracts of the target kind (copied as themselves), and two that would share one.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ContractMap } from "../../src-shared/group.ts";
import { Books } from "./support/books.ts";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { LEADER, type Followers } from "./support/setup.ts";
import { judge } from "./support/verdict.ts";

const PAIRED = "PRAC0009";
const SAME = "PRAC0010";
const MICRO = "PRAC0029";
const followers: Followers = {
  [PAIRED]: { multiplier: 200, contractMap: { pairs: [["NQ", "MNQ"]] } },
  [SAME]: 100,
  [MICRO]: { multiplier: 1000, contractMap: "mini-to-micro" },
};

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** The leader trades another product than the desk's, and Mimik has handled it. */
async function trades(symbol: string, quantity: number, leader: number): Promise<void> {
  await exchange.trade({ account: LEADER, symbol, quantity });
  const last = (): unknown => {
    const entry = desk.snapshot().tape[0];
    return [entry?.contract, entry?.l1];
  };
  await expect.poll(last, WAIT).toEqual([symbol, leader]);
}

/** Positions of the followers in one contract. */
async function hold(symbol: string, paired: number, same: number, micro: number): Promise<void> {
  const symbols = new Map(desk.followers.map((account) => [account, symbol]));
  await expect
    .poll(() => exchange.held(symbols), WAIT)
    .toEqual({ [PAIRED]: paired, [SAME]: same, [MICRO]: micro });
  await desk.quiet();
}

const ordersOf = async (account: string): Promise<readonly string[]> =>
  (await Books.of(desk)).placed(account).map(({ action, qty, symbol }) => `${action} ${qty} ${symbol}`);

/** Every reason that the ledger holds for this follower, in order. */
function reasonsOf(account: string): readonly string[] {
  const ledger = new Database(join(desk.folder, "ledger.sqlite"), { readonly: true });
  try {
    const sql = `SELECT t.reason FROM attempt t JOIN leader_event e ON e.event_id = t.event_id
      WHERE t.follower LIKE ? AND t.reason IS NOT NULL ORDER BY e.wall_ms`;
    return ledger.prepare<[string], string>(sql).pluck().all(`%/${account}`);
  } finally {
    ledger.close();
  }
}

describe("the leader's contract and the follower's", () => {
  test("without a pair: denied there, copied elsewhere, and the exit makes no order there", async () => {
    desk = await Desk.open({ exchange, followers });
    const es = await exchange.front("ES");
    const mes = await exchange.front("MES");
    await trades(es, 2, 2);
    expect(desk.told(PAIRED)).toMatchObject({ outcome: "no-pair", contract: null, quantity: 0 });
    await hold(es, 0, 2, 0);
    await hold(mes, 0, 0, 20);
    await trades(es, 1, 3);
    expect(desk.told(PAIRED).outcome).toBe("no-pair");
    await trades(es, -3, 0);
    expect(desk.told(PAIRED).outcome).toBe("nothing");
    await hold(es, 0, 0, 0);
    await hold(mes, 0, 0, 0);
    expect(await ordersOf(PAIRED)).toEqual([]);
    await expect.poll(() => reasonsOf(PAIRED), WAIT).toEqual(["no-pair", "no-pair"]);
    await desk.lead(1);
    await desk.stands({ [PAIRED]: 2, [SAME]: 1, [MICRO]: 10 });
    await desk.lead(-1);
    await desk.stands({ [PAIRED]: 0, [SAME]: 0, [MICRO]: 0 });
    await judge(desk);
  });

  test("of the target kind already: copied as itself", async () => {
    desk = await Desk.open({ exchange, followers });
    const mnq = await exchange.front("MNQ");
    await trades(mnq, 3, 3);
    await hold(mnq, 6, 3, 30);
    await trades(mnq, -2, 1);
    await hold(mnq, 2, 1, 10);
    await trades(mnq, -1, 0);
    await hold(mnq, 0, 0, 0);
    await judge(desk);
  });

  test("two of the leader's never share one: the second is denied, and its exit touches nothing", async () => {
    desk = await Desk.open({ exchange, followers });
    const mnq = await exchange.front("MNQ");
    await desk.lead(1);
    await desk.stands({ [PAIRED]: 2, [SAME]: 1, [MICRO]: 10 });
    await trades(mnq, 3, 3);
    expect(desk.told(PAIRED).outcome).toBe("contract-shared");
    expect(desk.told(MICRO).outcome).toBe("contract-shared");
    await hold(mnq, 2, 3, 10);
    await trades(mnq, -3, 0);
    await hold(mnq, 2, 0, 10);
    await desk.lead(-1);
    await hold(mnq, 0, 0, 0);
    await trades(mnq, 1, 1);
    await hold(mnq, 2, 1, 10);
    await trades(mnq, -1, 0);
    await hold(mnq, 0, 0, 0);
    await desk.stands({ [PAIRED]: 0, [SAME]: 0, [MICRO]: 0 });
    await judge(desk);
  });

  /** A point of NQ is 20 dollars, of MES 5: keeping the notional, 1 NQ at 0.50× is 1 × 0.50 × 4 = 2 MES; 3 NQ are 6. */
  test("pairs of the user's own, one for one and with the notional kept", async () => {
    const pairs: ContractMap = { pairs: [["NQ", "MES"]] };
    desk = await Desk.open({
      exchange,
      followers: {
        [PAIRED]: { multiplier: 200, contractMap: pairs },
        [SAME]: { multiplier: 50, contractMap: pairs, keepNotional: true },
      },
    });
    await desk.lead(1);
    await desk.stands({ [PAIRED]: 2, [SAME]: 2 });
    await desk.lead(2);
    await desk.stands({ [PAIRED]: 6, [SAME]: 6 });
    await desk.lead(-2);
    await desk.stands({ [PAIRED]: 2, [SAME]: 2 });
    await desk.lead(-1);
    await desk.stands({ [PAIRED]: 0, [SAME]: 0 });
    expect(await ordersOf(PAIRED)).toEqual([2, 4, -4, -2].map((quantity) => orderWords(quantity)));
    await judge(desk);
  });
});

function orderWords(quantity: number): string {
  return `${quantity > 0 ? "Buy" : "Sell"} ${Math.abs(quantity)} ${desk.symbols.get(PAIRED) ?? ""}`;
}
