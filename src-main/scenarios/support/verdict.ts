/**
 * How a scenario is judged when it is over: by the exchange's own lists, and by the ledger file that is left behind.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "vitest";
import type { PracticeOrder, PracticeState } from "../../practice/state.ts";
import type { Desk } from "./desk.ts";
import { WAIT } from "./desk.ts";
import { LEADER } from "./setup.ts";

export interface Judgement {
  /** Alarms that belong to the scenario; any other is one too many. */
  readonly alarms?: readonly RegExp[];
  /** The least that the trader must have been told. */
  readonly said?: readonly RegExp[];
}

/** Everything that must hold at the end. Stops the host. */
export async function judge(desk: Desk, { alarms = [], said = [] }: Judgement = {}): Promise<void> {
  await desk.follows();
  const state = await desk.exchange.state();
  expectNoOrderTwice(desk, state);
  await expect.poll(() => desk.snapshot().followers.reduce((sum, row) => sum + row.working, 0), WAIT).toBe(0);
  await desk.stop();
  const ledger = new Database(join(desk.folder, "ledger.sqlite"), { readonly: true });
  try {
    expectLedgerAgrees(desk, state, ledger);
    const words = ledger
      .prepare<[], string>("SELECT words FROM activity WHERE severity = 'alarm'")
      .pluck()
      .all();
    expect(words.filter((each) => !alarms.some((allowed) => allowed.test(each)))).toEqual([]);
    for (const wanted of said) expect(words).toEqual(expect.arrayContaining([expect.stringMatching(wanted)]));
  } finally {
    ledger.close();
  }
}

/** Orders of Mimik carry its key; liquidations carry nothing. A human's say that they are not automated, the exchange's so. */
function ordersOf(desk: Desk, state: PracticeState): readonly PracticeOrder[] {
  return state.orders.filter(
    ({ account, isAutomated, admin }) => desk.followers.includes(account) && isAutomated !== false && !admin,
  );
}

/** `MK~lf~FILL~ACCOUNT~CONTRACT~oN`: the entry that a leader's fill caused. */
const entryKey = /^MK~lf~(?<fill>[^~]+)~[^~]+~(?<contract>[^~]+)~o\d+$/u;

/**
 * Each key at most once; at most one entry per leader fill, follower and contract; no entry without a fill of the
 * leader's; and by quantity, whatever the keys say, no more opened than the leader's fills called for.
 */
function expectNoOrderTwice(desk: Desk, state: PracticeState): void {
  const orders = ordersOf(desk, state);
  const keys = orders.flatMap(({ clOrdId }) => clOrdId ?? []);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  const leaderFills = new Set(
    state.fills.filter(({ account }) => account === LEADER).map(({ id }) => String(id)),
  );
  const entries = new Set<string>();
  for (const { account, clOrdId } of orders) {
    const found = entryKey.exec(clOrdId ?? "")?.groups;
    if (found === undefined) continue;
    const { fill = "", contract = "" } = found;
    expect(leaderFills).toContain(fill);
    const entry = `${fill} ${account} ${contract}`;
    expect(entries).not.toContain(entry);
    entries.add(entry);
  }
}

interface OrderRow {
  readonly order_key: string;
  readonly name: string;
  readonly kind: string;
  readonly quantity: number;
  readonly status: string;
  readonly broker_order_id: string | null;
  readonly filled: number;
}

const ledgerOrders = `
SELECT o.order_key, a.name, o.kind, o.quantity,
  (SELECT status FROM order_event e WHERE e.order_key = o.order_key ORDER BY id DESC LIMIT 1) AS status,
  (SELECT broker_order_id FROM order_event e WHERE e.order_key = o.order_key AND broker_order_id IS NOT NULL
    ORDER BY id DESC LIMIT 1) AS broker_order_id,
  (SELECT coalesce(sum(quantity), 0) FROM (SELECT DISTINCT fill_id, quantity FROM fill f
    WHERE f.order_key = o.order_key OR f.account = o.account AND f.order_id = (SELECT broker_order_id
      FROM order_event e WHERE e.order_key = o.order_key AND broker_order_id IS NOT NULL))) AS filled
FROM orders o JOIN account a ON a.account = o.account
`;
const ledgerPositions = `
SELECT a.name AS name, p.contract AS contract, p.confirmed AS confirmed
FROM position p JOIN account a ON a.account = p.account
`;

const statusOf: Readonly<Record<string, string>> = {
  Filled: "filled",
  Rejected: "rejected",
  Canceled: "cancelled",
};
/** What the ledger may say of an order that the exchange never had. */
const NEVER_THERE = ["rejected", "not-placed"];

/** Orders, fills and positions of the ledger are those of the exchange, and nothing is left open. */
function expectLedgerAgrees(desk: Desk, state: PracticeState, ledger: Database.Database): void {
  const rows = ledger.prepare<[], OrderRow>(ledgerOrders).all();
  const wire = ordersOf(desk, state).filter(({ id }) => id >= desk.firstOrderId);
  const byKey = new Map(wire.map((order) => [order.clOrdId ?? "", order]));
  const byId = new Map(wire.map((order) => [String(order.id), order]));
  const matched = new Set<number>();
  for (const row of rows) {
    const order = byKey.get(row.order_key) ?? byId.get(row.broker_order_id ?? "");
    if (order === undefined) {
      expect(NEVER_THERE, `${row.order_key} (${row.status}) is not at the exchange`).toContain(row.status);
      continue;
    }
    matched.add(order.id);
    expect(row).toMatchObject({
      name: order.account,
      status: statusOf[order.ordStatus],
      quantity: order.qty,
      filled: order.filledQty,
    });
  }
  expect(wire.filter(({ id }) => !matched.has(id))).toEqual([]);
  const held = ledger
    .prepare<[], { name: string; contract: string; confirmed: number }>(ledgerPositions)
    .all()
    .filter(({ name, contract }) => contract === desk.symbols.get(name));
  const wanted = desk.wanted();
  for (const { name, confirmed } of held) expect([name, confirmed]).toEqual([name, wanted[name]]);
  expect(ledger.prepare("SELECT order_key FROM open_order").all()).toEqual([]);
  expect(ledger.prepare("SELECT event_id FROM open_event").all()).toEqual([]);
}
