/**
 * The books of a modelled broker: accounts, orders, executions, positions. Truth as the broker would have it; it knows
 * nothing of networks, delays or of the copier, and never decides when something happens.
 */
import type { AccountKey, BrokerOrderId, ContractName, FillId, OrderKey } from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { OrderRow } from "../core/effect.ts";
import type {
  AccountSnapshot,
  BrokerFill,
  BrokerOrderState,
  Now,
  OrderReport,
  PositionReport,
  Side,
} from "../core/input.ts";

const TRADE_DATE: TradeDate = { year: 2026, month: 11, day: 23 };

export interface ModelOrder {
  readonly id: BrokerOrderId;
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly side: Side;
  readonly quantity: number;
  /** The copier's own row behind it; null for a trader's order. */
  readonly row: OrderRow | null;
  filled: number;
  state: BrokerOrderState;
  reason: string | null;
}

/** One execution with what the account held just before. */
export interface Execution {
  readonly order: ModelOrder;
  readonly fill: BrokerFill;
  readonly before: number;
}

interface Holding {
  readonly carried: number;
  bought: number;
  sold: number;
}

export interface Book {
  readonly orders: ModelOrder[];
  readonly executions: Execution[];
  /** Contracts held before the session began. */
  carry(account: AccountKey, contract: ContractName, position: number): void;
  position(account: AccountKey, contract: ContractName): number;
  open(order: Pick<ModelOrder, "account" | "contract" | "side" | "quantity" | "row">): ModelOrder;
  execute(order: ModelOrder, quantity: number, now: Now): Execution;
  report(account: AccountKey, contract: ContractName): PositionReport;
  /** `beganNs`: when the reading was asked for. */
  snapshot(account: AccountKey, name: string, beganNs: number): AccountSnapshot;
}

/** What the broker's messages of an order would prove at this moment. */
export function reportOf(order: ModelOrder): OrderReport {
  return {
    account: order.account,
    orderId: order.id,
    contract: order.contract,
    side: order.side,
    state: order.state,
    // Liquidations carry no client order id on the wire.
    key: order.row?.kind === "market" ? order.row.order : null,
    quantity: order.quantity,
    cumulative: order.filled,
    reason: order.reason,
    text: order.reason,
  };
}

export function withoutKey(report: OrderReport): OrderReport {
  const key: OrderKey | null = null;
  return { ...report, key };
}

const PRICE = 84_000 as Ticks;

/** Contracts carried in, bought and sold, per account and contract. */
interface Holdings {
  of(account: AccountKey, contract: ContractName): Holding;
  set(account: AccountKey, contract: ContractName, holding: Holding): void;
  contracts(account: AccountKey): readonly ContractName[];
}

function newHoldings(): Holdings {
  const all = new Map<AccountKey, Map<ContractName, Holding>>();
  const set: Holdings["set"] = (account, contract, holding) => {
    const held = all.get(account) ?? new Map<ContractName, Holding>();
    all.set(account, held.set(contract, holding));
  };
  return {
    set,
    of(account, contract) {
      const known = all.get(account)?.get(contract);
      if (known) return known;
      const holding: Holding = { carried: 0, bought: 0, sold: 0 };
      set(account, contract, holding);
      return holding;
    },
    contracts: (account) => [...(all.get(account)?.keys() ?? [])],
  };
}

export function newBook(): Book {
  const orders: ModelOrder[] = [];
  const executions: Execution[] = [];
  const holdings = newHoldings();
  // One counter for every kind of id, as at the broker.
  let ids = 1000;
  const nextId = (): string => {
    ids += 1;
    return String(ids);
  };
  const position: Book["position"] = (account, contract) => {
    const { carried, bought, sold } = holdings.of(account, contract);
    return carried + bought - sold;
  };
  const report: Book["report"] = (account, contract) => ({
    account,
    contract,
    tradeDate: TRADE_DATE,
    ...holdings.of(account, contract),
  });
  return {
    orders,
    executions,
    position,
    report,
    carry(account, contract, carried) {
      holdings.set(account, contract, { carried, bought: 0, sold: 0 });
    },
    open(wanted) {
      const id = nextId() as BrokerOrderId;
      const order: ModelOrder = { ...wanted, id, filled: 0, state: "working", reason: null };
      orders.push(order);
      return order;
    },
    execute(order, quantity, now) {
      const before = position(order.account, order.contract);
      const holding = holdings.of(order.account, order.contract);
      if (order.side === 1) holding.bought += quantity;
      else holding.sold += quantity;
      order.filled += quantity;
      if (order.filled >= order.quantity) order.state = "filled";
      const fill = fillOf(order, quantity, nextId() as FillId, now);
      const execution: Execution = { order, fill, before };
      executions.push(execution);
      return execution;
    },
    snapshot: (account, name, beganNs) => ({
      beganNs,
      account,
      name,
      complete: true,
      positions: holdings.contracts(account).map((contract) => report(account, contract)),
      orders: orders.filter((order) => order.account === account).map(reportOf),
      fills: executions.filter(({ fill }) => fill.account === account).map(({ fill }) => fill),
      cash: null,
    }),
  };
}

function fillOf(order: ModelOrder, quantity: number, fillId: FillId, now: Now): BrokerFill {
  return {
    account: order.account,
    contract: order.contract,
    fillId,
    orderId: order.id,
    side: order.side,
    quantity,
    priceTicks: PRICE,
    tradeDate: TRADE_DATE,
    filledAtMs: now.wallMs,
    active: true,
    receivedNs: now.monoNs,
  };
}
