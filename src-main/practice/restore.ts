/**
 * State to rows and rows to state: what `practice.sqlite` holds of accounts, positions and working orders.
 * Orders are rebuilt from the entities that clients saw, so the two can not disagree.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import { ticksFromPrice } from "../../src-shared/money.ts";
import { tradeDateNumber, type TradeDate } from "../../src-shared/trading-day.ts";
import type { WireOrder, WireOrderVersion } from "../broker/tradovate/wire.ts";
import type { AccountState, PositionState } from "./accounts.ts";
import type { Contract } from "./contracts.ts";
import type { Changes, Core } from "./core.ts";
import { startWorking } from "./execution.ts";
import type { Terms } from "./matching.ts";
import { isFinished, type OrderState } from "./order-state.ts";
import type { AccountRow, Batch, DocumentRow, PositionRow, Stored } from "./persistence.ts";
import type { Lot } from "./positions.ts";

function toAccountRow(account: AccountState): AccountRow {
  const { positions: _ownRows, ...row } = account;
  return row;
}

function toPositionRow(position: PositionState): PositionRow {
  const { contract, book, tradeDate, ...columns } = position;
  return {
    ...columns,
    contractId: contract.id,
    tradeDate: tradeDateNumber(tradeDate),
    side: book.side,
    lots: JSON.stringify(book.lots.map((lot) => [lot.fillId, lot.qty, lot.priceTicks])),
  };
}

export function dateFromNumber(date: number): TradeDate {
  return { year: Math.trunc(date / 10_000), month: Math.trunc(date / 100) % 100, day: date % 100 };
}

/** What a change has to store; after a roll that is everything. */
export function rowsOf(
  core: Core,
  changes: Changes,
  replacesAll: boolean,
): Pick<Batch, "accounts" | "positions" | "documents"> {
  if (replacesAll) {
    const accounts = [...core.accounts.values()];
    return {
      accounts: accounts.map((account) => toAccountRow(account)),
      positions: accounts.flatMap((account) =>
        Array.from(account.positions.values(), (held) => toPositionRow(held)),
      ),
      documents: core.documents.all().map(({ type, accountId, entity }) => ({
        type,
        accountId,
        json: JSON.stringify(entity),
      })),
    };
  }
  const documents = new Map<string, DocumentRow>();
  for (const frame of changes.frames) {
    for (const { type, id, accountId, json } of frame)
      documents.set(`${type}:${id}`, { type, accountId, json });
  }
  return {
    accounts: [...changes.accounts].map((account) => toAccountRow(account)),
    positions: [...changes.positions].map((position) => toPositionRow(position)),
    documents: [...documents.values()],
  };
}

function contractOf(core: Core, contractId: number): Contract {
  const contract = core.contracts.byId(contractId);
  assertCondition(
    contract !== undefined,
    `practice.sqlite names contract ${contractId}, which is not listed any more`,
  );
  return contract;
}

function restorePosition(core: Core, row: PositionRow): void {
  const { contractId, tradeDate, side, lots, ...columns } = row;
  const open = (JSON.parse(lots) as [number, number, number][]).map(([fillId, qty, priceTicks]): Lot => ({
    fillId,
    qty,
    priceTicks,
  }));
  core.account(row.accountId).positions.set(contractId, {
    ...columns,
    contract: contractOf(core, contractId),
    tradeDate: dateFromNumber(tradeDate),
    book: { side, lots: open },
  });
}

function termsOf(version: WireOrderVersion, tickSizeMicros: number): Terms {
  const { orderType, price, stopPrice } = version;
  if (orderType === "Limit" && price !== undefined) {
    return { type: "Limit", priceTicks: ticksFromPrice(price, tickSizeMicros) };
  }
  if (orderType === "Stop" && stopPrice !== undefined) {
    return { type: "Stop", stopTicks: ticksFromPrice(stopPrice, tickSizeMicros) };
  }
  assertCondition(
    orderType === "Market",
    `practice.sqlite holds an order of type ${orderType} without its price`,
  );
  return { type: "Market" };
}

function restoreOrder(core: Core, order: WireOrder): OrderState {
  const version = core.documents.ofMaster("orderVersion", order.id).reduce((a, b) => (b.id > a.id ? b : a));
  assertCondition(
    order.contractId !== undefined,
    `practice.sqlite holds order ${order.id} without a contract`,
  );
  assertCondition(
    version.timeInForce !== undefined,
    `practice.sqlite holds order ${order.id} without a time in force`,
  );
  const contract = contractOf(core, order.contractId);
  const { tickSizeMicros } = contract.product;
  const fills = core.documents.ofMaster("fill", order.id);
  return {
    id: order.id,
    accountId: order.accountId,
    contract,
    action: order.action,
    timeInForce: version.timeInForce,
    timestamp: order.timestamp,
    terms: termsOf(version, tickSizeMicros),
    qty: version.orderQty,
    filledQty: fills.reduce((sum, fill) => sum + fill.qty, 0),
    filledTicks: fills.reduce((sum, fill) => sum + fill.qty * ticksFromPrice(fill.price, tickSizeMicros), 0),
    status: order.ordStatus,
    rested: true,
    triggered: false,
    sizes: [],
    cancelDelay: undefined,
  };
}

/** Brings back what was stored; orders that still work go on working. */
export function restore(core: Core, stored: Stored): void {
  for (const row of stored.accounts) {
    const account: AccountState = { ...row, positions: new Map() };
    core.accounts.set(account.id, account);
    core.accountsByName.set(account.name, account);
  }
  for (const { type, accountId, entity } of stored.documents) core.documents.put(type, accountId, entity);
  for (const row of stored.positions) restorePosition(core, row);
  for (const [root, ticks] of stored.prices) core.feed.restore(root, ticks);
  for (const account of stored.accounts) {
    for (const row of core.documents.ofAccount("order", account.id)) {
      const order = restoreOrder(core, row);
      core.orders.set(order.id, order);
      if (!isFinished(order.status)) startWorking(core, order);
    }
  }
}
