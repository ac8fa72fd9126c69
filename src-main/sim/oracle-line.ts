/** What the oracle remembers of a follower: positions by contract, and its trade in each of the leader's contracts. */
import type { BrokerOrderId, ContractName, FollowerId } from "../../src-shared/ids.ts";
import type { Ratio } from "./oracle-size.ts";

export type Side = 1 | -1;

/** One contract of a follower, signed. */
export interface Spot {
  /** What it will hold when all is filled and closed: projected, with pending exits done. */
  held: number;
  /** The same with pending exits still standing: confirmed plus the unfilled rest of every order of ours. */
  gross: number;
  /** Contracts of `held` that are ours; the rest is somebody else's (R5). */
  own: number;
}

/** An open leg that was decided and has not been sent. */
export interface Pending {
  /** The leader's fill, or its order where entries wait for completed orders. */
  readonly cause: string;
  readonly orderId: BrokerOrderId;
  readonly side: Side;
  /** Contracts that it asked for once a pending exit was used up, and what the caps left of them. */
  readonly wanted: number;
  readonly quantity: number;
  /** When it was told: what is sent in the same step did not wait. */
  readonly step: number;
  /** When the leader's fill was made. */
  readonly bornMs: number;
}

/** A follower's trade in one leader contract. */
export interface Line {
  readonly follower: FollowerId;
  readonly leader: ContractName;
  /** Mapping and ratio stay from the leader's flat to its next flat (G5). */
  contract: ContractName | undefined;
  ratio: Ratio | null;
  /** An entry went out since leader and follower were last both flat. */
  opened: boolean;
  /** Whether both were flat in between is not certain, so it may not be opened any more. */
  doubt: boolean;
  /** The end of a session for which it was closed last. */
  closedEndMs: number | null;
  /** La and Pa of S2, signed. */
  leaderAnchor: number;
  anchor: number;
  /** Own contracts above the implied size that a settings change left there: only shown (R5). */
  tolerated: number;
  /** Pa was taken while more was under way than it counts. */
  mixed: boolean;
  /** When an order of ours went out here last. */
  sentMs: number;
  pending: Pending[];
  readonly openedBy: Map<BrokerOrderId, number>;
}

export interface FollowerMemory {
  readonly spots: Map<ContractName, Spot>;
  readonly lines: Map<ContractName, Line>;
  /** F8: refused entries in a row, the leader order of the last one, and why entries are off. */
  rejects: number;
  rejectedOrder: BrokerOrderId | null;
  off: Set<"rejects" | "foreign" | "flattened">;
}

export function newFollower(): FollowerMemory {
  return { spots: new Map(), lines: new Map(), rejects: 0, rejectedOrder: null, off: new Set() };
}

export function spotOf(memory: FollowerMemory, contract: ContractName): Spot {
  const spot = memory.spots.get(contract) ?? { held: 0, gross: 0, own: 0 };
  memory.spots.set(contract, spot);
  return spot;
}

export const sideOf = (position: number): Side | 0 => {
  if (position === 0) return 0;
  return position > 0 ? 1 : -1;
};

/** Contracts of `position` on `side`, else 0. */
export const onSide = (position: number, side: number): number => Math.max(0, position * side);

/** Our closes take our own contracts first (R5). */
export function closeTo(spot: Spot, held: number): void {
  const closed = Math.abs(spot.held) - Math.abs(held);
  spot.held = held;
  if (closed > 0) spot.own = Math.sign(spot.own) * Math.max(0, Math.abs(spot.own) - closed);
}

/** A pending exit that an entry uses up: no order, the contracts stay (S6). */
export function consume(spot: Spot, side: Side, contracts: number): void {
  spot.held += side * contracts;
  spot.own += side * contracts;
}

/**
 * Somebody else's trade takes what is not ours first; what crosses flat is all theirs (R5). A target in force is not moved
 * by it: what it adds is closed with it, and what it closes need not be closed again (R6).
 */
export function tradeByHand(spot: Spot, signed: number, leaderFlat: boolean): void {
  const target = spot.gross !== spot.held;
  const before = target ? spot.gross : spot.held;
  spot.gross += signed;
  const after = before + signed;
  if (before * signed < 0) {
    const theirs = Math.max(0, Math.abs(before) - Math.abs(spot.own));
    const closed = Math.min(Math.abs(signed), Math.abs(before));
    spot.own = Math.sign(spot.own) * Math.max(0, Math.abs(spot.own) - Math.max(0, closed - theirs));
  }
  // What it adds is closed with a target in force, our own contracts first.
  if (target && before * signed > 0) {
    spot.own = Math.sign(spot.own) * Math.max(0, Math.abs(spot.own) - Math.abs(signed));
  }
  if (!target) spot.held = after;
  else if (sideOf(after) === sideOf(before)) {
    spot.held = sideOf(before) * Math.min(Math.abs(after), onSide(spot.held, sideOf(before)));
  } else spot.held = leaderFlat ? 0 : after;
  if (Math.abs(spot.own) > Math.abs(spot.held)) spot.own = spot.held;
}
