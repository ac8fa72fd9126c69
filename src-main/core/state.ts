/**
 * The core's whole memory. Changed in place by the core alone, one input at a time (style.md 6); everything in it can be
 * rebuilt from the ledger and a snapshot of the broker.
 */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import {
  venueOfAccount,
  type AccountKey,
  type BrokerOrderId,
  type ConnectionId,
  type ContractName,
  type FillId,
  type FollowerId,
  type GroupId,
  type OrderKey,
  type VenueKey,
} from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import type { RefusalCode } from "../../src-shared/refusal.ts";
import type { RequestBudget } from "./budget.ts";
import type { Clocks } from "./clocks.ts";
import type { FollowerDecision } from "./decision.ts";
import type { Cause, EntriesOffReason, FillHistory, LeaderEvent, SeenFill } from "./effect.ts";
import type { BrokerFill, OrderReport, Side } from "./input.ts";
import type { Dirty, Out } from "./out.ts";
import type { OwnOrder } from "./own-order.ts";
import { emptyPosition, type PositionState } from "./positions.ts";
import type { Trade } from "./trade.ts";

export type { Trade, WaitingEntry } from "./trade.ts";

/** `offline → exits-only → live`; `safe` is exits only that needs the trader (reliability.md). */
export type Phase = "offline" | "exits-only" | "live" | "safe";

export interface AccountState {
  readonly key: AccountKey;
  connection: ConnectionId;
  readonly name: string;
  phase: Phase;
  /** Why it is in this phase, in words. */
  why: string;
  /** Its connection is up; the phase follows once the account has been read. */
  connected: boolean;
  /** It has been live before, in this run or an earlier one: fills found now were missed, not before activation. */
  seenBefore: boolean;
  /** It has been live in this run. */
  liveOnce: boolean;
  readonly positions: Map<ContractName, PositionState>;
  /** Fills whose order is neither known as ours nor proved foreign yet. */
  pendingFills: BrokerFill[];
  /** Newest fills recorded as foreign, bounded. */
  readonly foreignFills: Set<FillId>;
  /** Reports of orders not known as ours, kept while an order of ours is unanswered: theirs may be the missing id. */
  strayReports: OrderReport[];
  /** When its books were asked for last, whether they have to be once more, and how often in a row it was in vain. */
  askedNs: number | null;
  /** When a fill or a report changed its positions last: an older reading only adds, it never replaces. */
  changedNs: number;
  askAgain: boolean;
  asksInVain: number;
  /** Its open positions as they are counted in the reserve of that budget (F5). */
  counted: number;
  countedOn: RequestBudget | null;
  /** Our orders that are not settled, by key. */
  readonly open: Map<OrderKey, OwnOrder>;
  /** Broker order ids that are ours. */
  readonly ours: Map<BrokerOrderId, OwnOrder>;
}

/** "This follower may hold at most `most` of this contract, on this side." */
export interface Target {
  readonly side: Side;
  most: number;
  cause: Cause;
  legId: string;
  leaderOrder: BrokerOrderId | null;
  eventId: string | null;
  /** Orders sent for its leg so far. */
  attempts: number;
  /** Set from the leader's reduction (S2), so that it is computed anew when an entry ends unfilled. */
  proportional: boolean;
  failures: number;
  /** Monotonic time before which nothing is sent again after a rejection. */
  notBeforeNs: number;
  restsDueNs: number | null;
  /** The lock-out in spite of which the trader wants one attempt (F4): its deadline; 0: none. */
  forcedUntilNs: number;
  /** The deadline that he was told of last; 0: none. */
  heldSaidNs: number;
  /** Until when a ticket of the broker holds it back, monotonic; 0: none did. */
  pausedUntilNs: number;
}

export interface Targets {
  long: Target | null;
  short: Target | null;
}

export interface LastCopy {
  readonly eventId: string;
  readonly atMs: number;
  readonly outcome: string;
  readonly words: string;
  readonly contract: ContractName | null;
  readonly quantity: number;
  readonly order: OwnOrder | null;
  readonly receivedNs: number;
}

export interface FollowerState {
  settings: FollowerSettings;
  readonly group: GroupState;
  account: AccountKey | null;
  readonly entriesOff: Set<EntriesOffReason>;
  readonly trades: Map<ContractName, Trade>;
  readonly targets: Map<ContractName, Targets>;
  /** Rejected entry causes in a row (F8) and the leader order of the last one. */
  rejects: number;
  rejectedLeaderOrder: BrokerOrderId | null;
  lastCopy: LastCopy | null;
  flattenedBy: string | null;
}

export interface LeaderOrder {
  closed: number;
  opened: number;
  filled: number;
  /** The broker says that it will fill no more. */
  terminal: boolean;
  /** Contracts that the broker says are filled in all; null until it says so. */
  expected: number | null;
  /** Opening fills that wait for its completion (`order-complete`). */
  held: { readonly eventId: string; readonly fill: BrokerFill }[];
}

/** The leader's position in one contract, counted from its fills from the reconciled base. */
export interface LeaderLine {
  readonly contract: ContractName;
  position: number;
  unknown: string | null;
  lastFillNs: number;
  readonly orders: Map<BrokerOrderId, LeaderOrder>;
  /** Position at the last completed order, for `order-complete` copying. */
  completedAt: number;
}

export interface GroupState {
  settings: GroupSettings;
  leader: AccountKey | null;
  readonly lines: Map<ContractName, LeaderLine>;
  followers: FollowerState[];
  lastFill: BrokerFill | null;
}

/** A leader event whose orders do not all have an outcome yet, or that is still on the tape. */
export interface TapeState {
  readonly event: LeaderEvent;
  readonly orders: Map<FollowerId, OwnOrder[]>;
  /** Read from the ledger at the start: its instants are those of another run. */
  readonly restored: boolean;
  /** Orders without an outcome. */
  readonly waiting: Set<OrderKey>;
  /** Followers whose entry waits (S4), and what became of entries that waited. */
  readonly waitingEntries: Set<FollowerId>;
  readonly late: Map<FollowerId, RefusalCode | "nothing">;
  /** Open legs decided later than the event, when the leader's order completed. The event itself stays as it was. */
  readonly decidedLater: Map<FollowerId, FollowerDecision>;
  complete: boolean;
}

export interface CoreState {
  readonly groups: Map<GroupId, GroupState>;
  readonly followers: Map<FollowerId, FollowerState>;
  readonly leaders: Map<AccountKey, GroupState>;
  readonly byAccount: Map<AccountKey, FollowerState>;
  readonly accounts: Map<AccountKey, AccountState>;
  readonly contracts: Map<VenueKey, Map<ContractName, ContractSpec>>;
  readonly orders: Map<OrderKey, OwnOrder>;
  /** Newest last, bounded. */
  readonly tape: Map<string, TapeState>;
  /** Layer 1 of deduplication, bounded, oldest first. */
  readonly seen: Map<string, SeenFill>;
  readonly history: FillHistory;
  readonly clocks: Clocks;
  /** One per login; put in and taken out by the runtime. A login without one is not limited. */
  readonly budgets: Map<ConnectionId, RequestBudget>;
  /** When each login was last opened anew for an exit without an answer (F2). */
  readonly reconnectedNs: Map<ConnectionId, number>;
  /** When the broker refused orders last, over all followers (F8). */
  rejectedNs: readonly number[];
  ledgerFailed: string | null;
  /** The last gate stopped an order: entries are off everywhere. */
  gate: string | null;
}

export function newState(history: FillHistory): CoreState {
  return {
    groups: new Map(),
    followers: new Map(),
    leaders: new Map(),
    byAccount: new Map(),
    accounts: new Map(),
    contracts: new Map(),
    orders: new Map(),
    tape: new Map(),
    seen: new Map(),
    history,
    budgets: new Map(),
    reconnectedNs: new Map(),
    rejectedNs: [],
    clocks: { gaps: new Map(), apartMs: null, doubtUntilNs: 0 },
    ledgerFailed: null,
    gate: null,
  };
}

export function newOut(): Out & { readonly dirty: Dirty } {
  return {
    intents: [],
    effects: [],
    facts: [],
    dirty: { followers: new Set(), groups: new Set(), events: new Set() },
  };
}

export function positionOf(account: AccountState, contract: ContractName): PositionState {
  let position = account.positions.get(contract);
  if (!position) {
    position = emptyPosition(contract);
    account.positions.set(contract, position);
  }
  return position;
}

export function leaderLineOf(group: GroupState, contract: ContractName): LeaderLine {
  let line = group.lines.get(contract);
  if (!line) {
    line = { contract, position: 0, unknown: null, lastFillNs: 0, orders: new Map(), completedAt: 0 };
    group.lines.set(contract, line);
  }
  return line;
}

export function targetsOf(follower: FollowerState, contract: ContractName): Targets {
  let targets = follower.targets.get(contract);
  if (!targets) {
    targets = { long: null, short: null };
    follower.targets.set(contract, targets);
  }
  return targets;
}

export function targetOn(follower: FollowerState, contract: ContractName, side: Side): Target | null {
  const targets = follower.targets.get(contract);
  if (!targets) return null;
  return side === 1 ? targets.long : targets.short;
}

export function accountOf(state: CoreState, key: AccountKey | null): AccountState | undefined {
  return key === null ? undefined : state.accounts.get(key);
}

export function specOf(state: CoreState, venue: VenueKey, contract: ContractName): ContractSpec | undefined {
  return state.contracts.get(venue)?.get(contract);
}

export function specFor(
  state: CoreState,
  account: AccountKey,
  contract: ContractName,
): ContractSpec | undefined {
  return specOf(state, venueOfAccount(account), contract);
}

export function openOrders(account: AccountState, contract: ContractName): OwnOrder[] {
  const found: OwnOrder[] = [];
  for (const order of account.open.values()) if (order.row.contract === contract) found.push(order);
  return found;
}
