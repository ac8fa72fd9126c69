/** Evidence of a drill that went right, for tables that then change one thing: two followers, 1× and 10× in micros. */
import type { FollowerRow, LeaderRow, TapeEntry } from "../../../../src-shared/cockpit/model.ts";
import type { Hundredths } from "../../../../src-shared/money.ts";
import type { PracticeFill, PracticeOrder } from "../../../practice/state.ts";
import type { Checkpoint, DrillEvidence, DrillFollower } from "../evidence.ts";
import type { CopyRule } from "../must-hold.ts";

export const START_MS = Date.parse("2026-11-20T15:00:00.000Z");
const LEADER = "PRAC0001";

export function ruleOf(multiplier: number, change: Partial<CopyRule> = {}): CopyRule {
  return {
    sizing: {
      mode: "multiplier",
      multiplier: multiplier as Hundredths,
      rounding: "nearest",
      atLeastOne: true,
      maxContracts: 50,
      maxOrderContracts: 50,
    },
    contractMap: "same",
    keepNotional: false,
    ...change,
  };
}

export const followers: readonly DrillFollower[] = [
  { id: "f2", account: "PRAC0002", rule: ruleOf(100) },
  { id: "f4", account: "PRAC0004", rule: ruleOf(1000, { contractMap: "mini-to-micro" }) },
];

const POINT_VALUES: Readonly<Record<string, number>> = { NQ: 20_000_000, MNQ: 2_000_000, ES: 50_000_000 };
export const valueOf = (root: string): number | undefined => POINT_VALUES[root];

export interface Trade {
  readonly account: string;
  /** Signed contracts. */
  readonly net: number;
  readonly symbol?: string;
  /** Milliseconds after the start. */
  readonly at?: number;
  readonly status?: PracticeOrder["ordStatus"];
  readonly clOrdId?: string;
  readonly byHand?: boolean;
}

/** Orders and their fills, in the order given; a rejected order has no fill. */
function booksOf(trades: readonly Trade[]): { orders: PracticeOrder[]; fills: PracticeFill[] } {
  const orders: PracticeOrder[] = [];
  const fills: PracticeFill[] = [];
  for (const [index, trade] of trades.entries()) {
    const { account, net, symbol = "NQZ6", at = 0, status = "Filled", byHand = account === LEADER } = trade;
    const id = 100 + index * 2;
    const timestamp = new Date(START_MS + at).toISOString();
    const common = {
      account,
      symbol,
      action: net > 0 ? "Buy" : "Sell",
      qty: Math.abs(net),
      timestamp,
    } as const;
    const clOrdId = trade.clOrdId ?? `c${id}`;
    const filledQty = status === "Filled" ? common.qty : 0;
    const order = { ...common, id, orderType: "Market", ordStatus: status, filledQty } as const;
    orders.push(byHand ? { ...order, isAutomated: false } : { ...order, isAutomated: true, clOrdId });
    if (status === "Filled") fills.push({ ...common, id: id + 1, orderId: id, price: 25_000 });
  }
  return { orders, fills };
}

export function rowOf(follower: DrillFollower, symbol: string, confirmed: number): FollowerRow {
  return {
    id: follower.id,
    group: "g",
    account: follower.account,
    connection: "c",
    enabled: true,
    size: "1.00× nearest",
    map: "same",
    state: "in-sync",
    reason: "",
    action: "",
    entriesOff: [],
    ratio: null,
    working: 0,
    lines: [
      {
        contract: symbol,
        leaderContract: "NQZ6",
        confirmed,
        expected: confirmed,
        inFlight: 0,
        state: "in-sync",
        cause: null,
        open: null,
      },
    ],
    exitHeld: null,
    lastCopy: null,
  };
}

export function leaderOf(confirmed: number): LeaderRow {
  const line = { contract: "NQZ6", confirmed, state: "known", open: null } as const;
  return { account: LEADER, connection: "c", state: "live", reason: "", lines: [line], lastFill: null };
}

export function tapeOf(follower: string, outcome: string, words: string): TapeEntry {
  const told = { follower, account: follower, outcome, words, contract: null, quantity: 0, price: null };
  const figures = {
    slippageTicks: null,
    arithmetic: [],
    checks: [],
    ownUs: null,
    answeredUs: null,
    filledUs: null,
  };
  return {
    eventId: "e1",
    group: "g",
    groupName: "Practice",
    kind: "fill",
    atMs: START_MS,
    contract: "NQZ6",
    quantity: 1,
    price: "25000.00",
    l0: 0,
    l1: 1,
    complete: true,
    followers: [{ ...told, ...figures }],
  };
}

export function checkpoint(
  held: { leader: number; one: number; micro: number },
  change: Partial<Checkpoint> = {},
): Checkpoint {
  const [first, second] = followers;
  if (!first || !second) throw new Error("two followers");
  return {
    name: "check 1",
    atMs: START_MS + 60_000,
    positions: [
      { account: LEADER, symbol: "NQZ6", net: held.leader },
      { account: first.account, symbol: "NQZ6", net: held.one },
      { account: second.account, symbol: "MNQZ6", net: held.micro },
    ],
    rows: [rowOf(first, "NQZ6", held.one), rowOf(second, "MNQZ6", held.micro)],
    leader: leaderOf(held.leader),
    tape: [],
    alarms: [],
    ...change,
  };
}

/** The leader buys 2 and sells 2; both followers do as they must. */
export const goodTrades: readonly Trade[] = [
  { account: LEADER, net: 2 },
  { account: "PRAC0002", net: 2, at: 10 },
  { account: "PRAC0004", net: 20, symbol: "MNQZ6", at: 12 },
  { account: LEADER, net: -2, at: 5_000 },
  { account: "PRAC0002", net: -2, at: 5_100 },
  { account: "PRAC0004", net: -20, symbol: "MNQZ6", at: 5_300 },
];

export function evidenceOf(
  trades: readonly Trade[] = goodTrades,
  change: Partial<DrillEvidence> = {},
): DrillEvidence {
  const { orders, fills } = booksOf(trades);
  return {
    leader: LEADER,
    contract: "NQZ6",
    followers,
    orders,
    fills,
    scripted: orders.filter(({ account }) => account === LEADER).map(({ id }) => id),
    held: [checkpoint({ leader: 2, one: 2, micro: 20 })],
    flat: checkpoint({ leader: 0, one: 0, micro: 0 }, { name: "at the end" }),
    clearedMs: START_MS,
    unable: "",
    void: "",
    ...change,
  };
}
