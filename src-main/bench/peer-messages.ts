/**
 * What the peer says in Tradovate's protocol: the snapshot of a login with one leader and its followers, and the frames
 * of a fill, about 900 bytes with order, fill and position. Pure text; it knows no rule of the exchange.
 */
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";
import { CONTRACT } from "./spec.ts";

const CONTRACT_ID = 3_570_918;
const MATURITY_ID = 53_951;
const PRODUCT_ID = 814;
const PRICE = 21_000.25;

export interface PeerAccount {
  readonly id: number;
  readonly name: string;
}

/** Account ids and names as long as the broker's; the leader first. */
export function accountsOf(base: number, followers: number): readonly PeerAccount[] {
  return Array.from({ length: followers + 1 }, (_, index) => ({
    id: base + index,
    name: `DEMO${base + index}`,
  }));
}

export function snapshotOf(accounts: readonly PeerAccount[]): object {
  return {
    users: [],
    contractGroups: [],
    accounts,
    positions: [],
    orders: [],
    fills: [],
    commands: [],
    products: [{ id: PRODUCT_ID, name: "NQ", valuePerPoint: 20, tickSize: 0.25 }],
    contractMaturities: [{ id: MATURITY_ID, productId: PRODUCT_ID, expirationMonth: 202_612 }],
    contracts: [{ id: CONTRACT_ID, name: CONTRACT, contractMaturityId: MATURITY_ID }],
  };
}

export interface Filled {
  readonly accountId: number;
  readonly positionId: number;
  readonly orderId: number;
  readonly fillId: number;
  readonly action: WireAction;
  readonly quantity: number;
  readonly bought: number;
  readonly sold: number;
  readonly tradeDate: TradeDate;
  readonly timestamp: string;
}

function props(entityType: string, eventType: string, entity: object): object {
  return { e: "props", d: { entityType, eventType, entity } };
}

/** Order, fill and position of one fill, as the broker streams them. */
export function fillEvents(filled: Filled): readonly object[] {
  const { accountId, orderId, action, timestamp, tradeDate, bought, sold, quantity } = filled;
  const shared = { accountId, contractId: CONTRACT_ID, timestamp };
  return [
    props("order", "Updated", {
      id: orderId,
      ...shared,
      action,
      ordStatus: "Filled",
      executionProviderId: 4,
      archived: false,
      external: false,
      admin: false,
    }),
    props("fill", "Created", {
      id: filled.fillId,
      orderId,
      contractId: CONTRACT_ID,
      timestamp,
      tradeDate,
      action,
      qty: quantity,
      price: PRICE,
      active: true,
      finallyPaired: 0,
      external: false,
    }),
    props("position", "Updated", {
      id: filled.positionId,
      ...shared,
      tradeDate,
      netPos: bought - sold,
      netPrice: PRICE,
      bought,
      boughtValue: bought * PRICE,
      sold,
      soldValue: sold * PRICE,
      archived: false,
      prevPos: 0,
    }),
  ];
}

export function eventFrame(events: readonly object[]): string {
  return `a${JSON.stringify(events)}`;
}

export function replyFrame(replies: readonly { readonly i: number; readonly d: unknown }[]): string {
  return eventFrame(replies.map(({ i, d }) => ({ s: 200, i, d })));
}
