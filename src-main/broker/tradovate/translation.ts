/**
 * What the translation from wire to core remembers, and what one step of it gives out. Joins survive a reconnect (the
 * broker's ids never repeat); what was waiting does not: a snapshot tells it anew.
 */

import { accountKeyOf } from "../../../src-shared/ids.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  OrderKey,
  VenueKey,
} from "../../../src-shared/ids.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import { microsFromDollars, ticksFromPrice } from "../../../src-shared/money.ts";
import type { BrokerEvent, BrokerFill, CashReport, OrderReport, Side } from "../../core/input.ts";
import type { CashRow } from "./cash.ts";
import { completeSpec, createContractBook } from "./contracts.ts";
import type { ContractBook } from "./contracts.ts";
import type {
  CashEntity,
  CommandEntity,
  CommandReportEntity,
  Entity,
  ExecutionReportEntity,
  FillEntity,
  PositionEntity,
} from "./entities.ts";
import { Malformed } from "./read.ts";
import { newProgress } from "./reports.ts";
import type { OrderProgress } from "./reports.ts";

/** What has to be asked of the broker; the answer comes back as entities. */
export type Lookup =
  | { readonly kind: "order"; readonly id: string }
  | { readonly kind: "contract"; readonly id: string };

export interface Out {
  readonly events: BrokerEvent[];
  readonly lookups: Lookup[];
  /** What was readable and still could not be taken over. */
  readonly faults: string[];
  /** Contracts of which something was left out for the first time. */
  readonly leftOut: LeftOut[];
  /** Live messages that were dropped because their contract is left out. */
  dropped: number;
  /** Accounts of which something was taken back: only their books say what is left. */
  readonly rereads: AccountKey[];
  /** Contracts whose specification is not what it was, in words. */
  readonly respecified: string[];
  accountsChanged: boolean;
}

export function createOut(): Out {
  return {
    events: [],
    lookups: [],
    faults: [],
    leftOut: [],
    dropped: 0,
    rereads: [],
    respecified: [],
    accountsChanged: false,
  };
}

/** Why nothing in this contract can be taken over. */
export interface Unusable {
  readonly contract: string;
  readonly why: string;
}

export interface LeftOut extends Unusable {
  /** Live messages that were dropped. */
  dropped: number;
}

export interface At {
  /** When the frame could be read. */
  readonly receivedNs: number;
  readonly nowNs: number;
}

export interface OrderJoin extends OrderProgress {
  readonly account: AccountKey;
  contractId: string | null;
  contract: ContractName | null;
  side: Side | null;
  /** Its own entity was seen, or the reply to an order of ours named it; else only a report of its execution was. */
  seen: boolean;
  /** The broker itself placed it (`admin`); null while nothing said so or the contrary. */
  byBroker: boolean | null;
  /** Our key, once it was told. */
  key: OrderKey | null;
  /** Why its first command was refused, as far as that is known. */
  why: { readonly reason: string; readonly text: string | null } | null;
}

/** A fill whose order is not known yet. */
export interface ParkedFill {
  readonly fill: FillEntity;
  readonly at: At;
  /** Later fills of the contract wait for it. */
  holds: boolean;
  /** A later one was let pass, and that was told. */
  overtaken: boolean;
  reported: boolean;
}

/** What waits for its contract's specification, in arrival order. */
export type Waiting =
  | { readonly kind: "fill"; readonly fill: FillEntity; readonly at: At; reported: boolean }
  | { readonly kind: "position"; readonly position: PositionEntity; readonly at: At; reported: boolean }
  | { readonly kind: "report"; readonly report: OrderReport; readonly at: At; reported: boolean };

export interface OrphanReport {
  readonly entity: CommandReportEntity | ExecutionReportEntity;
  readonly at: At;
}

export interface Translation {
  readonly connection: ConnectionId;
  readonly venue: VenueKey;
  readonly book: ContractBook;
  /** Account id → name. */
  readonly accounts: Map<string, string>;
  readonly orders: Map<string, OrderJoin>;
  readonly commands: Map<string, CommandEntity>;
  /** Currency id → its name. */
  readonly currencies: Map<string, string>;
  /** Account id → currency id → the newest row of its cash, since the last snapshot (`cash.ts`). */
  readonly cash: Map<string, Map<string, CashRow>>;
  /** By order id: what is known of orders that have not been seen. */
  readonly orphans: Map<string, { readonly entity: Entity; readonly at: At }[]>;
  /** By command id: what its reports mean depends on what was commanded. */
  readonly orphanReports: Map<string, OrphanReport[]>;
  /** By order id: rejections that wait for their reason (`rejections.ts`), since when. */
  readonly rejections: Map<string, At>;
  /** Our own cancels under way, by order id. */
  readonly cancels: Map<string, OrderKey>;
  /** By contract id, in arrival order. */
  readonly parkedFills: Map<string, ParkedFill[]>;
  readonly waiting: Map<string, Waiting[]>;
  /** Contract ids whose specification the core has. */
  readonly announced: Set<string>;
  /** By contract id; holds until the next snapshot (`left-out.ts`). */
  readonly unusable: Map<string, Unusable>;
  /** By contract id: those of which something was left out, since the start. */
  readonly leftOut: Map<string, LeftOut>;
  /** Contract id → monotonic time of the last lookup. */
  readonly asked: Map<string, number>;
}

export function createTranslation(connection: ConnectionId, venue: VenueKey): Translation {
  return {
    connection,
    venue,
    book: createContractBook(venue),
    accounts: new Map(),
    orders: new Map(),
    commands: new Map(),
    currencies: new Map(),
    cash: new Map(),
    orphans: new Map(),
    orphanReports: new Map(),
    rejections: new Map(),
    cancels: new Map(),
    parkedFills: new Map(),
    waiting: new Map(),
    announced: new Set(),
    unusable: new Map(),
    leftOut: new Map(),
    asked: new Map(),
  };
}

/** A new snapshot is coming: what was waiting is part of it. */
export function forgetWaiting(state: Translation): void {
  state.orphans.clear();
  state.orphanReports.clear();
  state.rejections.clear();
  state.cancels.clear();
  state.parkedFills.clear();
  state.waiting.clear();
  state.asked.clear();
  state.unusable.clear();
  state.cash.clear();
}

/** Bounds of what is remembered; the oldest goes first. */
export const ORDERS_MAX = 50_000;
export const WAITING_MAX = 5000;

export function bound<Value>(map: Map<string, Value>, max: number): void {
  if (map.size <= max) return;
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}

/**
 * The contract's specification, announced to the core before its first use; undefined while it is not known, and for
 * one that can not be used.
 */
export function specFor(state: Translation, contractId: string, out: Out): ContractSpec | undefined {
  const known = state.book.specs.get(contractId);
  if (known !== undefined && state.announced.has(contractId)) return known;
  if (state.unusable.has(contractId)) return undefined;
  try {
    const spec = completeSpec(state.book, contractId);
    if (spec === undefined) return undefined;
    state.announced.add(contractId);
    state.leftOut.delete(contractId);
    out.events.push({ kind: "contract", spec });
    return spec;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const contract = state.book.contracts.get(contractId)?.name ?? `contract ${contractId}`;
    state.unusable.set(contractId, { contract, why: error.message });
    return undefined;
  }
}

export function accountOf(state: Translation, accountId: string): AccountKey {
  return accountKeyOf(state.venue, accountId);
}

/** @throws ConditionError when the price is not on a tick. */
export function brokerFill(
  fill: FillEntity,
  account: AccountKey,
  spec: ContractSpec,
  receivedNs: number,
): BrokerFill {
  return {
    account,
    contract: spec.contract,
    fillId: fill.id as FillId,
    orderId: fill.orderId as BrokerOrderId,
    side: fill.side,
    quantity: fill.quantity,
    priceTicks: ticksFromPrice(fill.price, spec.tickSizeMicros),
    tradeDate: fill.tradeDate,
    filledAtMs: fill.filledAtMs,
    ...(fill.filledWithinMs === 0 ? {} : { filledWithinMs: fill.filledWithinMs }),
    active: fill.active,
    receivedNs,
  };
}

export function newJoin(account: AccountKey): OrderJoin {
  return {
    ...newProgress(),
    account,
    contractId: null,
    contract: null,
    side: null,
    seen: false,
    byBroker: null,
    key: null,
    why: null,
  };
}

/** @throws ConditionError when an amount can not be held. */
export function cashReport(state: Translation, cash: CashEntity): CashReport {
  return {
    account: accountOf(state, cash.accountId),
    tradeDate: cash.tradeDate,
    amount: microsFromDollars(cash.amount),
    realized: cash.realized === null ? null : microsFromDollars(cash.realized),
    startOfDay: cash.startOfDay === null ? null : microsFromDollars(cash.startOfDay),
  };
}
