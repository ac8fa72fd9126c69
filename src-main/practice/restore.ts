/**
 * State to rows and rows to state: what `practice.sqlite` holds of accounts, positions and working orders.
 * Orders are rebuilt from the entities that clients saw, so the two can not disagree.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import { ticksFromPrice } from "../../src-shared/money.ts";
import { tradeDateNumber, type TradeDate } from "../../src-shared/trading-day.ts";
import type { WireOrder } from "../broker/tradovate/wire.ts";
import type { AccountState, PositionState } from "./accounts.ts";
import type { BookOrderVersion } from "./book-entities.ts";
import type { Contract } from "./contracts.ts";
import type { Changes, Core } from "./core.ts";
import { defined } from "./defined.ts";
import { enlist } from "./execution.ts";
import { isFinished, type OrderState, type OrderTerms } from "./order-state.ts";
import type { AccountRow, Batch, DocumentRow, OrderRow, PositionRow, Stored } from "./persistence.ts";
import type { Lot } from "./positions.ts";
import { termsOf } from "./terms.ts";

function toAccountRow(account: AccountState): AccountRow {
  const { positions: _ownRows, ownerId: _ofTheUser, hasClosed, ...row } = account;
  return { ...row, hasClosed: Number(hasClosed) };
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

function toOrderRow({ id, held, triggered }: OrderState): OrderRow {
  return { id, held: Number(held), triggered: Number(triggered) };
}

export function dateFromNumber(date: number): TradeDate {
  return { year: Math.trunc(date / 10_000), month: Math.trunc(date / 100) % 100, day: date % 100 };
}

/** What a change has to store; after a roll that is everything. */
export function rowsOf(
  core: Core,
  changes: Changes,
  replacesAll: boolean,
): Pick<Batch, "accounts" | "positions" | "orders" | "documents"> {
  if (replacesAll) {
    const accounts = [...core.accounts.values()];
    return {
      accounts: accounts.map((account) => toAccountRow(account)),
      positions: accounts.flatMap((account) =>
        Array.from(account.positions.values(), (held) => toPositionRow(held)),
      ),
      orders: Array.from(core.orders.values(), (order) => toOrderRow(order)),
      documents: core.documents.all().map(({ type, accountId, entity }) => ({
        type,
        accountId,
        json: JSON.stringify(entity),
      })),
    };
  }
  const documents = new Map<string, DocumentRow>();
  for (const frame of [...changes.frames, changes.kept]) {
    for (const { type, id, accountId, json } of frame)
      documents.set(`${type}:${id}`, { type, accountId, json });
  }
  return {
    accounts: [...changes.accounts].map((account) => toAccountRow(account)),
    positions: [...changes.positions].map((position) => toPositionRow(position)),
    orders: Array.from(changes.orders, (order) => toOrderRow(order)),
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

/** The version in force: the first, or the last one whose command was carried out. */
function versionInForce(core: Core, orderId: number): BookOrderVersion {
  const inForce = core.documents
    .ofMaster("orderVersion", orderId)
    .filter(({ id }) => id === orderId || commandStatus(core, id) === "Replaced");
  return inForce.reduce((a, b) => (b.id > a.id ? b : a));
}

function commandStatus(core: Core, commandId: number): string | undefined {
  return core.documents.get("command", commandId)?.entity.commandStatus;
}

export function readVersion(version: BookOrderVersion, contract: Contract): OrderTerms {
  const terms = termsOf(version, contract.product);
  assertCondition(
    !("reason" in terms),
    `practice.sqlite holds an order of type ${version.orderType} without its price`,
  );
  assertCondition(
    version.timeInForce !== undefined,
    `practice.sqlite holds order ${version.orderId} without a time in force`,
  );
  const { timeInForce, expireTime, maxShow, text } = version;
  return { terms, timeInForce, ...defined({ expireTime, maxShow, text }) };
}

function isHeld(order: WireOrder, row: OrderRow | undefined): boolean {
  if (row) return row.held === 1;
  return order.ordStatus === "Suspended" || order.ordStatus === "PendingNew";
}

function restoreOrder(core: Core, order: WireOrder, row: OrderRow | undefined): OrderState {
  const wire = versionInForce(core, order.id);
  assertCondition(
    order.contractId !== undefined,
    `practice.sqlite holds order ${order.id} without a contract`,
  );
  const contract = contractOf(core, order.contractId);
  const { tickSizeMicros } = contract.product;
  const version = readVersion(wire, contract);
  const fills = core.documents.ofMaster("fill", order.id);
  const waiting = core.documents
    .ofMaster("command", order.id)
    .find(({ id, commandStatus: status }) => id !== order.id && status === "OnHold");
  return {
    id: order.id,
    accountId: order.accountId,
    contract,
    action: order.action,
    timestamp: order.timestamp,
    admin: order.admin,
    parentId: order.parentId,
    ocoId: order.ocoId,
    childIds: [],
    version,
    terms: version.terms,
    versionId: wire.id,
    qty: wire.orderQty,
    filledQty: fills.reduce((sum, fill) => sum + fill.qty, 0),
    filledTicks: fills.reduce((sum, fill) => sum + fill.qty * ticksFromPrice(fill.price, tickSizeMicros), 0),
    status: order.ordStatus,
    held: isHeld(order, row),
    rested: true,
    triggered: row?.triggered === 1,
    sizes: [],
    pendingCommandId: waiting?.id,
    cancelDelay: undefined,
    timers: new Set(),
  };
}

function restoreOrders(core: Core, stored: Stored): void {
  const rows = new Map(stored.orders.map((row) => [row.id, row]));
  for (const account of stored.accounts) {
    for (const wire of core.documents.ofAccount("order", account.id)) {
      const order = restoreOrder(core, wire, rows.get(wire.id));
      core.orders.set(order.id, order);
      if (!isFinished(order.status)) enlist(core, order);
    }
  }
  for (const order of core.orders.values()) {
    if (order.parentId !== undefined) core.orders.get(order.parentId)?.childIds.push(order.id);
  }
}

/** Brings back what was stored. Orders that have not ended wait for \`resumeOrders\`. */
export function restore(core: Core, stored: Stored): void {
  for (const row of stored.accounts) {
    const account: AccountState = {
      ...row,
      hasClosed: row.hasClosed === 1,
      ownerId: 0,
      positions: new Map(),
    };
    core.accounts.set(account.id, account);
    core.accountsByName.set(account.name, account);
  }
  for (const { type, accountId, entity } of stored.documents) core.documents.put(type, accountId, entity);
  for (const row of stored.positions) restorePosition(core, row);
  for (const [root, ticks] of stored.prices) core.feed.restore(root, ticks);
  restoreOrders(core, stored);
}
