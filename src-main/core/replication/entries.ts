/**
 * Entries are events: one order per leader fill, once, within two seconds, or never. An open leg waits while the other
 * side stands (S4) and goes as one order for all that waited, or is stale. Nothing here is ever sent again.
 */
import { assertInvariant } from "../../../src-shared/assert.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import type { LegRow, OrderRow } from "../effect.ts";
import type { Side } from "../input.ts";
import { orderKeyOf } from "../order-key.ts";
import { newOrder, registerOrder } from "../orders.ts";
import { openingRest } from "../own-order.ts";
import { confirmedIn, liquidationOpen, pendingExit, projectedOf } from "../projected.ts";
import { movedAway } from "../quotes.ts";
import { noteOpenPositions, takeForEntry } from "../requests.ts";
import { approveEntry } from "../risk/check-order.ts";
import {
  targetOn,
  type AccountState,
  type FollowerState,
  type GroupState,
  type Trade,
  type WaitingEntry,
} from "../state.ts";
import { recordTarget } from "../targets.ts";
import { roomOf } from "./caps.ts";

/** An entry older than this is stale (F1). */
export const ENTRY_AGE_MAX_NS = 2_000_000_000;

/** Why an open leg has to wait, or null (S4). */
export function openBlocked(
  account: AccountState,
  contract: ContractName,
  side: Side,
  reversal: boolean,
): string | null {
  if (liquidationOpen(account, contract)) return "a liquidation is open";
  if (confirmedIn(account, contract) * side < 0) return "the other side is still open";
  for (const order of account.open.values()) {
    if (order.row.contract !== contract) continue;
    if (reversal) return "an order is still open";
    if (order.row.side !== side && openingRest(order) > 0) return "an entry on the other side is still open";
  }
  return null;
}

/** The check at the socket: a fresh quote outside the collar around the leader's fill (Phase B). */
export function collarGate(
  step: Step,
  group: GroupState,
  at: {
    readonly account: AccountState;
    readonly contract: ContractName;
    readonly side: Side;
    readonly price: WaitingEntry["price"];
  },
): boolean {
  const { account, contract, side, price } = at;
  if (price === null || group.leader === null) return false;
  const { collar } = group.settings;
  const leader = group.leader;
  return (
    movedAway(step.state, step.now, { collar, leader, price, follower: account.key, contract, side }) !== null
  );
}

export interface Entry {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly trade: Trade;
  readonly contract: ContractName;
  readonly side: Side;
  /** Contracts that open. */
  readonly quantity: number;
  /** Contracts of the same order that close the other side first (a reversal as one order). */
  readonly closing: number;
  /** Open legs, one per leader fill that the order answers; the first names it. */
  readonly legs: readonly WaitingEntry[];
  /** What each of them opens, for the caps of its leader order. */
  readonly shares: readonly number[];
  /** The close leg that a reversal's order serves too. */
  readonly closeLeg: string | null;
}

/** The row that makes a second entry for the same cause impossible in SQL. */
export function draftOpenLeg(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  entry: WaitingEntry,
): void {
  const leg: LegRow = {
    legId: entry.legId,
    cause: entry.cause,
    follower: follower.settings.id,
    account: account.key,
    contract,
    leg: "open",
    quantity: entry.sized,
  };
  step.draft.legs.push(leg);
}

export function sendEntry(step: Step, entry: Entry): void {
  const { follower, account, trade, contract, side, quantity, legs } = entry;
  const [first] = legs;
  if (!first) return;
  const openLegs = legs.length === 1 ? [first.legId] : legs.map((leg) => leg.legId);
  const row = {
    order: orderKeyOf(first.legId, 1),
    kind: "market",
    follower: follower.settings.id,
    group: follower.group.settings.id,
    account: account.key,
    connection: account.connection,
    contract,
    side,
    quantity: quantity + entry.closing,
    closing: entry.closing,
    attempt: 1,
    legs: entry.closeLeg === null ? openLegs : [...openLegs, entry.closeLeg],
    leaderOrder: first.leaderOrder,
    tag: follower.group.settings.tag,
  } as const satisfies OrderRow;
  takeForEntry(step, account, contract);
  const leader = follower.group.lines.get(trade.leaderContract)?.position ?? 0;
  if (!(leader * side > 0)) {
    assertInvariant(false, `entry of ${side * quantity} while the leader stands at ${leader}`);
  }
  const approved = approveEntry(follower, account, row);
  // From here on it must succeed: the order is in the books and on its way.
  const order = newOrder(row, first.cause, first.eventId, step.now.wallMs);
  order.leaderContract = trade.leaderContract;
  registerOrder(step, account, order);
  noteOpenPositions(step.state, account);
  step.out.effects.push({ kind: "place", order: approved });
  trade.opened = true;
  for (let index = 0; index < legs.length; index += 1) {
    const { leaderOrder } = legs[index] ?? first;
    trade.openedBy.set(leaderOrder, (trade.openedBy.get(leaderOrder) ?? 0) + (entry.shares[index] ?? 0));
  }
  raiseTarget(step, entry, quantity);
}

/** S6: an entry raises the target in force on its side by what was sent. */
function raiseTarget(
  step: Step,
  entry: Pick<Entry, "follower" | "account" | "contract" | "side">,
  by: number,
): void {
  const target = targetOn(entry.follower, entry.contract, entry.side);
  if (!target || by === 0) return;
  target.most += by;
  recordTarget(step, entry.follower, entry.account, entry.contract, target);
}

/** S6: the pending exit is used up first, before caps, without an order. Returns the contracts that remain to be sent. */
export function takeFromPendingExit(
  step: Step,
  place: Pick<Entry, "follower" | "account" | "contract" | "side">,
  sized: number,
): number {
  const used = Math.min(sized, pendingExit(place.follower, place.account, place.contract, place.side));
  raiseTarget(step, place, used);
  return sized - used;
}

/** What the caps leave of `wanted` contracts. */
export function capped(
  step: Step,
  place: Pick<Entry, "follower" | "account" | "contract" | "side"> & { readonly trade: Trade | undefined },
  entry: Pick<WaitingEntry, "leaderOrder">,
  wanted: number,
  held: number,
): number {
  const room = roomOf(step.state, place.follower, place.account, { ...place, held }, entry.leaderOrder);
  return Math.max(0, Math.min(wanted, room.order, room.position));
}

/** Contracts already held or on their way on the entry's side. */
export function heldOn(
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  side: Side,
): number {
  return Math.max(0, projectedOf(follower, account, contract) * side);
}
