/**
 * `GET /practice/state`: the books in plain words, by which end-to-end tests judge what reached the exchange.
 * Current trade date only. Amounts in dollars, prices in points.
 */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireAction, WireOrdStatus, WireOrderType } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import { defined } from "./defined.ts";
import type { Exchange } from "./exchange.ts";
import type { OrderState } from "./order-state.ts";
import { netPosition } from "./positions.ts";

export interface PracticeOrder {
  readonly id: number;
  readonly account: string;
  readonly symbol: string;
  readonly action: WireAction;
  readonly qty: number;
  readonly orderType: WireOrderType;
  readonly ordStatus: WireOrdStatus;
  readonly filledQty: number;
  readonly avgPrice?: number;
  readonly timestamp: string;
  readonly clOrdId?: string;
  readonly text?: string;
  readonly customTag50?: string;
  readonly isAutomated?: boolean;
  /** The exchange itself placed it. */
  readonly admin?: true;
}

export interface PracticeFill {
  readonly id: number;
  readonly orderId: number;
  readonly account: string;
  readonly symbol: string;
  readonly action: WireAction;
  readonly qty: number;
  readonly price: number;
  readonly timestamp: string;
}

export interface PracticeState {
  readonly tradeDate: { readonly year: number; readonly month: number; readonly day: number };
  readonly accounts: readonly {
    readonly id: number;
    readonly name: string;
    readonly user: string;
    readonly cash: number;
    readonly realizedPnL: number;
  }[];
  readonly positions: readonly {
    readonly account: string;
    readonly symbol: string;
    readonly contractId: number;
    readonly netPos: number;
    readonly bought: number;
    readonly sold: number;
  }[];
  readonly orders: readonly PracticeOrder[];
  readonly fills: readonly PracticeFill[];
  /** Open user sockets that are authorised. */
  readonly userSockets: number;
}

function toOrder(exchange: Exchange, order: OrderState): PracticeOrder {
  const { core } = exchange;
  const { product, name } = order.contract;
  const command = core.documents.get("command", order.id)?.entity;
  const version = core.documents.get("orderVersion", order.id)?.entity;
  const points = (order.filledTicks * product.tickSizeMicros) / MICROS_PER_DOLLAR;
  return {
    id: order.id,
    account: core.account(order.accountId).name,
    symbol: name,
    action: order.action,
    qty: order.qty,
    orderType: order.terms.type,
    ordStatus: order.status,
    filledQty: order.filledQty,
    timestamp: order.timestamp,
    ...defined({
      admin: order.admin ? (true as const) : undefined,
      avgPrice: order.filledQty > 0 ? points / order.filledQty : undefined,
      clOrdId: command?.clOrdId,
      text: version?.text,
      customTag50: command?.customTag50,
      isAutomated: command?.isAutomated,
    }),
  };
}

function fillsOf(exchange: Exchange, account: AccountState): PracticeFill[] {
  const { core } = exchange;
  return core.documents
    .ofAccount("fill", account.id)
    .map(({ id, orderId, contractId, action, qty, price, timestamp }) => ({
      id,
      orderId,
      account: account.name,
      symbol: core.contracts.byId(contractId)?.name ?? String(contractId),
      action,
      qty,
      price,
      timestamp,
    }));
}

export function practiceState(exchange: Exchange, userSockets: number): PracticeState {
  const { core } = exchange;
  const accounts = [...core.accounts.values()];
  return {
    tradeDate: core.tradeDate,
    accounts: accounts.map((account) => ({
      id: account.id,
      name: account.name,
      user: account.userName,
      cash: account.cashMicros / MICROS_PER_DOLLAR,
      realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
    })),
    positions: accounts.flatMap((account) =>
      Array.from(account.positions.values(), ({ contract, book, bought, sold }) => ({
        account: account.name,
        symbol: contract.name,
        contractId: contract.id,
        netPos: netPosition(book),
        bought,
        sold,
      })),
    ),
    orders: Array.from(core.orders.values(), (order) => toOrder(exchange, order)),
    fills: accounts.flatMap((account) => fillsOf(exchange, account)).toSorted((a, b) => a.id - b.id),
    userSockets,
  };
}
