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
import type { Micros } from "../../src-shared/money.ts";
import type { RefusalCode } from "../../src-shared/refusal.ts";
import type { RequestBudget } from "./budget.ts";
import type { Clocks } from "./clocks.ts";
import type { FollowerDecision } from "./decision.ts";
import type { EntriesOffReason, FillHistory, LeaderEvent, SeenFill } from "./effect.ts";
import type { KnownSession, LeaderLost } from "./group-watch.ts";
import type { BrokerFill, OrderReport, Side } from "./input.ts";
import type { Dirty, Out } from "./out.ts";
import type { OwnOrder } from "./own-order.ts";
import { emptyPosition, type PositionState } from "./positions.ts";
import type { KnownQuote } from "./quotes.ts";
import type { Target, Targets } from "./target.ts";
import type { Trade } from "./trade.ts";

export type { KnownSession, LeaderLost } from "./group-watch.ts";
export type { Target, Targets } from "./target.ts";
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
  /** What its cash balance was last said to be; the broker's own net liquidation, where it was asked for. */
  cash: Micros | null;
  money: { readonly netLiq: Micros; readonly atNs: number } | null;
  /** Orders that nobody gave by hand: of the broker itself, and on a leader of Mimik's. Newest, bounded. */
  readonly brokerOrders: Set<BrokerOrderId>;
  /** Its open positions as they are counted in the reserve of that budget (F5). */
  counted: number;
  countedOn: RequestBudget | null;
  /** Our orders that are not settled, by key. */
  readonly open: Map<OrderKey, OwnOrder>;
  /** Broker order ids that are ours. */
  readonly ours: Map<BrokerOrderId, OwnOrder>;
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

export interface SurplusReading {
  /** The same reading has to stand for the grace time. */
  readonly reading: string;
  readonly sinceNs: number;
}

export interface FollowerState {
  settings: FollowerSettings;
  readonly group: GroupState;
  account: AccountKey | null;
  readonly entriesOff: Set<EntriesOffReason>;
  readonly trades: Map<ContractName, Trade>;
  readonly targets: Map<ContractName, Targets>;
  /** Rejected entry causes in a row (F8) and their leader orders: each counts once. */
  rejects: number;
  readonly rejectedLeaderOrders: Set<BrokerOrderId>;
  /** All of them were refused because the market was closed, so far. */
  rejectsClosed: boolean;
  /** When entries went off until the next trading day, epoch milliseconds. */
  closedSinceMs: number;
  lastCopy: LastCopy | null;
  /** Surplus of own contracts as it has been read since (R5). */
  readonly surplus: Map<ContractName, SurplusReading>;
  flattenedBy: string | null;
}

export interface LeaderOrder {
  closed: number;
  opened: number;
  filled: number;
  /** The broker says that it will fill no more. */
  terminal: boolean;
  /** It says that all of it is filled; contracts ordered, null until it says so. */
  whole: boolean;
  ordered: number | null;
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
  /** The leader whose positions the lines were counted from. */
  basedOn: AccountKey | null;
  /** Fills that were counted before the group was made: told of once more, they are no trade of it. */
  before: ReadonlySet<FillId>;
  followers: FollowerState[];
  lastFill: BrokerFill | null;
  /** The session as of the last look; looked at anew from `untilMs` on, and when the windows change. */
  session: KnownSession | null;
  /** What the timer has told and settled last. */
  sessionTold: { readonly open: boolean } | null;
  /** When the windows were changed in this run, epoch milliseconds. */
  windowsSetMs: number;
  /** Since when the leader is not connected (F7), and what has been done about it. */
  leaderLost: LeaderLost | null;
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
  /** Last quote of each contract: for the collar and for net liquidation. */
  readonly quotes: Map<VenueKey, Map<ContractName, KnownQuote>>;
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
    quotes: new Map(),
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

/** Exits of this follower are off by the trader's own word: its group is paused, or it is off and left alone. */
export function exitsAreOff({ settings, group }: Pick<FollowerState, "settings" | "group">): boolean {
  return group.settings.status === "paused" || (!settings.enabled && settings.whenOff === "leave-alone");
}
