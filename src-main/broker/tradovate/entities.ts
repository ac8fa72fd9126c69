/**
 * The entities that matter to the client, read from the wire: ids as text, required fields proved, amounts still as
 * the wire has them (`to-event.ts` alone turns floats into ticks and micro-dollars).
 */

import type { TradeDate } from "../../../src-shared/trading-day.ts";
import type { Side } from "../../core/input.ts";
import * as read from "./read.ts";
import type { Raw } from "./read.ts";

export interface AccountEntity {
  readonly type: "account";
  readonly id: string;
  readonly name: string;
}

export interface PositionEntity {
  readonly type: "position";
  readonly accountId: string;
  readonly contractId: string;
  readonly tradeDate: TradeDate;
  readonly carried: number;
  readonly bought: number;
  readonly sold: number;
}

export interface OrderEntity {
  readonly type: "order";
  readonly id: string;
  readonly accountId: string;
  readonly contractId: string | null;
  readonly side: Side;
  readonly ordStatus: string;
  /** The broker itself placed it; null: it does not say. */
  readonly admin: boolean | null;
}

export interface OrderVersionEntity {
  readonly type: "orderVersion";
  readonly id: string;
  readonly orderId: string;
  readonly quantity: number;
}

export interface CommandEntity {
  readonly type: "command";
  readonly id: string;
  readonly orderId: string;
  readonly clOrdId: string | null;
  readonly commandType: string;
}

export interface CommandReportEntity {
  readonly type: "commandReport";
  readonly commandId: string;
  readonly commandStatus: string;
  readonly ordStatus: string | null;
  readonly reason: string | null;
  readonly text: string | null;
}

export interface ExecutionReportEntity {
  readonly type: "executionReport";
  readonly commandId: string;
  readonly orderId: string;
  readonly accountId: string;
  readonly contractId: string;
  readonly side: Side;
  readonly execType: string;
  readonly ordStatus: string | null;
  readonly cumulative: number | null;
  readonly reason: string | null;
  readonly text: string | null;
}

export interface FillEntity {
  readonly type: "fill";
  readonly id: string;
  readonly orderId: string;
  readonly contractId: string;
  readonly filledAtMs: number;
  /** How coarse that timestamp is. */
  readonly filledWithinMs: number;
  readonly tradeDate: TradeDate;
  readonly side: Side;
  readonly quantity: number;
  readonly price: number;
  readonly active: boolean;
}

export interface CashEntity {
  readonly type: "cashBalance";
  readonly accountId: string;
  readonly currencyId: string | null;
  /** When the broker restated it; null: it does not say. */
  readonly atMs: number | null;
  /** How coarse that timestamp is. */
  readonly withinMs: number | null;
  readonly tradeDate: TradeDate;
  readonly amount: number;
  readonly realized: number | null;
  readonly startOfDay: number | null;
}

export interface CurrencyEntity {
  readonly type: "currency";
  readonly id: string;
  readonly name: string;
}

export interface ContractEntity {
  readonly type: "contract";
  readonly id: string;
  readonly name: string;
  readonly maturityId: string;
  /** The broker's time of this version of it; null: it gave none (before August 2026). */
  readonly versionMs: number | null;
}

export interface MaturityEntity {
  readonly type: "contractMaturity";
  readonly id: string;
  readonly productId: string;
}

export interface ProductEntity {
  readonly type: "product";
  readonly id: string;
  readonly name: string;
  /** Null: the broker did not say. */
  readonly productType: string | null;
  readonly valuePerPoint: number;
  readonly tickSize: number;
}

export interface EntityTypes {
  readonly account: AccountEntity;
  readonly position: PositionEntity;
  readonly order: OrderEntity;
  readonly orderVersion: OrderVersionEntity;
  readonly command: CommandEntity;
  readonly commandReport: CommandReportEntity;
  readonly executionReport: ExecutionReportEntity;
  readonly fill: FillEntity;
  readonly cashBalance: CashEntity;
  readonly currency: CurrencyEntity;
  readonly contract: ContractEntity;
  readonly contractMaturity: MaturityEntity;
  readonly product: ProductEntity;
}
export type EntityType = keyof EntityTypes;
export type Entity = EntityTypes[EntityType];

const readers: { readonly [Type in EntityType]: (raw: Raw) => EntityTypes[Type] } = {
  account: (raw) => ({ type: "account", id: read.id(raw, "id"), name: read.text(raw, "name") }),
  position: (raw) => ({
    type: "position",
    accountId: read.id(raw, "accountId"),
    contractId: read.id(raw, "contractId"),
    tradeDate: read.tradeDate(raw, "tradeDate"),
    carried: read.integer(raw, "prevPos"),
    bought: read.count(raw, "bought"),
    sold: read.count(raw, "sold"),
  }),
  order: (raw) => ({
    type: "order",
    id: read.id(raw, "id"),
    accountId: read.id(raw, "accountId"),
    contractId: read.optionalId(raw, "contractId"),
    side: read.side(raw, "action"),
    ordStatus: read.text(raw, "ordStatus"),
    admin: read.optionalFlag(raw, "admin"),
  }),
  orderVersion: (raw) => ({
    type: "orderVersion",
    id: read.id(raw, "id"),
    orderId: read.id(raw, "orderId"),
    quantity: read.positive(raw, "orderQty"),
  }),
  command: (raw) => ({
    type: "command",
    id: read.id(raw, "id"),
    orderId: read.id(raw, "orderId"),
    clOrdId: read.optionalText(raw, "clOrdId"),
    commandType: read.text(raw, "commandType"),
  }),
  commandReport: (raw) => ({
    type: "commandReport",
    commandId: read.id(raw, "commandId"),
    commandStatus: read.text(raw, "commandStatus"),
    ordStatus: read.optionalText(raw, "ordStatus"),
    reason: read.optionalText(raw, "rejectReason"),
    text: read.optionalText(raw, "text"),
  }),
  executionReport: (raw) => ({
    type: "executionReport",
    commandId: read.id(raw, "commandId"),
    orderId: read.id(raw, "orderId"),
    accountId: read.id(raw, "accountId"),
    contractId: read.id(raw, "contractId"),
    side: read.side(raw, "action"),
    execType: read.text(raw, "execType"),
    ordStatus: read.optionalText(raw, "ordStatus"),
    cumulative: read.optionalCount(raw, "cumQty"),
    reason: read.optionalText(raw, "rejectReason"),
    text: read.optionalText(raw, "text"),
  }),
  fill: (raw) => ({
    type: "fill",
    id: read.id(raw, "id"),
    orderId: read.id(raw, "orderId"),
    contractId: read.id(raw, "contractId"),
    filledAtMs: read.timestampMs(raw, "timestamp"),
    filledWithinMs: read.timestampWithinMs(raw, "timestamp"),
    tradeDate: read.tradeDate(raw, "tradeDate"),
    side: read.side(raw, "action"),
    quantity: read.positive(raw, "qty"),
    price: read.amount(raw, "price"),
    active: read.flag(raw, "active"),
  }),
  cashBalance: (raw) => ({
    type: "cashBalance",
    accountId: read.id(raw, "accountId"),
    currencyId: read.optionalId(raw, "currencyId"),
    atMs: read.optionalTimestampMs(raw, "timestamp"),
    withinMs: read.optionalTimestampWithinMs(raw, "timestamp"),
    tradeDate: read.tradeDate(raw, "tradeDate"),
    amount: read.amount(raw, "amount"),
    realized: read.optionalAmount(raw, "realizedPnL"),
    startOfDay: read.optionalAmount(raw, "amountSOD"),
  }),
  currency: (raw) => ({ type: "currency", id: read.id(raw, "id"), name: read.text(raw, "name") }),
  contract: (raw) => ({
    type: "contract",
    id: read.id(raw, "id"),
    name: read.text(raw, "name"),
    maturityId: read.id(raw, "contractMaturityId"),
    versionMs: read.optionalTimestampMs(raw, "timestamp"),
  }),
  contractMaturity: (raw) => ({
    type: "contractMaturity",
    id: read.id(raw, "id"),
    productId: read.id(raw, "productId"),
  }),
  product: (raw) => ({
    type: "product",
    id: read.id(raw, "id"),
    name: read.text(raw, "name"),
    productType: read.optionalText(raw, "productType"),
    valuePerPoint: read.positiveAmount(raw, "valuePerPoint"),
    tickSize: read.positiveAmount(raw, "tickSize"),
  }),
};

export const entityTypes = Object.keys(readers) as readonly EntityType[];

export function isEntityType(name: string): name is EntityType {
  return Object.hasOwn(readers, name);
}

/** @throws Malformed when a required field is missing or of another kind. */
export function readEntity<Type extends EntityType>(type: Type, value: unknown): EntityTypes[Type] {
  return readers[type](read.record(value, type));
}

/** Entity kinds of the protocol that the client has no use for yet: neither faults nor surprises. */
export const unusedKinds: ReadonlySet<string> = new Set(
  `accountRiskStatus adminAlert alert alertSignal annualReview cashBalanceLog clearingHouse contactInfo
  contractGroup contractMargin currencyRate exchange fillFee fillPair marginSnapshot orderStrategy
  orderStrategyLink orderStrategyType organization productMargin productSession property spreadDefinition
  tradingPermission user userAccountAutoLiq userAccountPositionLimit userAccountRiskParameter userPlugin
  userPromoCode userProperty userReadStatus userSession userSessionStats`.split(/\s+/u),
);
