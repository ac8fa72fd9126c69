/** Builders of whole facts for the ledger's tests, with ids that tell what they belong to. */
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  FollowerId,
  GroupId,
  OrderKey,
  VenueKey,
} from "../../../src-shared/ids.ts";
import type { Ticks } from "../../../src-shared/money.ts";
import { tradeDateAt } from "../../../src-shared/trading-day.ts";
import type { FollowerDecision, LegDecision } from "../../core/decision.ts";
import type { AttemptRow, Intent, LeaderEvent, LegRow, OrderRow } from "../../core/effect.ts";
import type { BrokerFill } from "../../core/input.ts";

/** Monday 2026-11-23, 09:00 in Chicago. */
export const MONDAY_MS = Date.UTC(2026, 10, 23, 15, 0, 0);
/** The Friday before. */
export const FRIDAY_MS = Date.UTC(2026, 10, 20, 15, 0, 0);

export const venue = "practice" as VenueKey;
export const group = "g1" as GroupId;
const leaderAccount = "practice#1" as AccountKey;
export const contract = "MNQZ6" as ContractName;
export const connection = "c1" as ConnectionId;

export function followerOf(index: number): FollowerId {
  return `g1/c1/Follower "${index}"` as FollowerId;
}

export function accountOf(index: number): AccountKey {
  return `practice#${100 + index}` as AccountKey;
}

export function fillOf(id: string, over: Partial<BrokerFill> = {}): BrokerFill {
  return {
    account: leaderAccount,
    contract,
    fillId: id as FillId,
    orderId: `L-${id}` as BrokerOrderId,
    side: 1,
    quantity: 2,
    priceTicks: 98_765 as Ticks,
    tradeDate: tradeDateAt(MONDAY_MS),
    filledAtMs: MONDAY_MS - 7,
    active: true,
    receivedNs: 1_234_567_890,
    ...over,
  };
}

export function legDecisionOf(over: Partial<LegDecision> = {}): LegDecision {
  return {
    leg: "open",
    verdict: "send",
    sized: 2,
    quantity: 2,
    cut: false,
    arithmetic: "leader 0 → 2, 1.00× nearest: 0 → 2, order 2",
    checks: [
      { check: 1, pass: true, seen: "group active" },
      { check: 2, pass: true, seen: "follower on" },
      { check: 3, pass: true, seen: "leader live, follower live" },
      { check: 4, pass: true, seen: "not locked, entries on" },
      { check: 6, pass: true, seen: "MNQ, all symbols" },
      { check: 8, pass: true, seen: "projected 0, leader side 1" },
      { check: 9, pass: true, seen: "leader from flat" },
      { check: 10, pass: true, seen: "2, order cap 10, position cap 10" },
    ],
    ...over,
  };
}

export function decisionOf(
  index: number,
  legs: readonly LegDecision[] = [legDecisionOf()],
): FollowerDecision {
  return { follower: followerOf(index), account: accountOf(index), contract, legs };
}

export function eventOf(id: string, followers: number, over: Partial<LeaderEvent> = {}): LeaderEvent {
  return {
    eventId: `e-${id}`,
    kind: "copied",
    group,
    venue,
    fill: fillOf(id),
    l0: 0,
    l1: 2,
    wallMs: MONDAY_MS,
    decidedNs: 1_234_600_000,
    decisions: Array.from({ length: followers }, (_, index) => decisionOf(index)),
    ...over,
  };
}

export function legOf(id: string, index: number, over: Partial<LegRow> = {}): LegRow {
  return {
    legId: `${id}:${index}:open`,
    cause: { kind: "leader-fill", id },
    follower: followerOf(index),
    account: accountOf(index),
    contract,
    leg: "open",
    quantity: 2,
    ...over,
  };
}

export function orderOf(id: string, index: number, over: Partial<OrderRow> = {}): OrderRow {
  return {
    order: `M-${id}-${index}-1` as OrderKey,
    kind: "market",
    follower: followerOf(index),
    group,
    account: accountOf(index),
    connection,
    contract,
    side: 1,
    quantity: 2,
    closing: 0,
    attempt: 1,
    legs: [`${id}:${index}:open`],
    leaderOrder: `L-${id}` as BrokerOrderId,
    tag: "Mimik Practice",
    ...over,
  };
}

/** A leader fill copied to that many followers, one order each. */
export function intentOf(id: string, followers: number, at = MONDAY_MS): Intent {
  const indexes = Array.from({ length: followers }, (_, index) => index);
  return {
    at,
    event: eventOf(id, followers, { wallMs: at }),
    legs: indexes.map((index) => legOf(id, index)),
    orders: indexes.map((index) => orderOf(id, index)),
  };
}

export function attemptOf(event: LeaderEvent, index: number, over: Partial<AttemptRow> = {}): AttemptRow {
  return {
    follower: followerOf(index),
    decision: event.decisions[index] ?? decisionOf(index),
    orders: [`M-${event.fill.fillId}-${index}-1` as OrderKey],
    status: "filled",
    filled: 2,
    filledTicks: 197_530,
    reason: null,
    text: null,
    timings: { receivedNs: 1, decidedNs: 2, sentNs: 3, answeredNs: 4, filledNs: null },
    ...over,
  };
}
