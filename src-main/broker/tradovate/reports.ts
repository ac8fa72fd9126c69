/**
 * Order, command, reports and versions → what is newly known of one order. A broker order is told in five kinds of
 * entities that arrive in any order; each is reduced to the fields it proves. States never go back.
 */

import type { BrokerOrderState } from "../../core/input.ts";
import type { CommandEntity, CommandReportEntity, ExecutionReportEntity } from "./entities.ts";

/** `Completed` says that nothing more will come, not how it ended: the counted contracts say that. */
export type ReadState = BrokerOrderState | "completed" | null;

/** The broker's ordStatus. A status that is not listed says nothing. */
export function stateOfOrdStatus(ordStatus: string | null): ReadState {
  switch (ordStatus) {
    case "PendingNew":
    case "Suspended":
      return "pending";
    case "Working":
    case "PendingCancel":
    case "PendingReplace":
      return "working";
    case "Filled":
      return "filled";
    case "Canceled":
      return "cancelled";
    case "Rejected":
      return "rejected";
    case "Expired":
      return "expired";
    case "Completed":
      return "completed";
    case null:
    default:
      return null;
  }
}

/**
 * A rejected cancel or modify leaves its order as it was: only the first command's fate is the order's. A rejection
 * whose command has not been seen says nothing yet.
 */
export function stateOfExecution(
  report: ExecutionReportEntity,
  command: CommandEntity | undefined,
): ReadState {
  if (report.execType === "Rejected") return isFirst(command) ? "rejected" : null;
  const state = stateOfOrdStatus(report.ordStatus);
  if (state !== null) return state;
  switch (report.execType) {
    case "New":
      return "working";
    case "Canceled":
      return "cancelled";
    case "Expired":
      return "expired";
    case "Completed":
    case "DoneForDay":
      return "completed";
    default:
      return null;
  }
}

/** The exchange has taken a trade back or changed it: the fill itself says which, and the books what is left. */
export function takesBack(report: ExecutionReportEntity): boolean {
  return report.execType === "TradeCancel" || report.execType === "TradeCorrect";
}

export function stateOfCommandReport(report: CommandReportEntity, command: CommandEntity): ReadState {
  if (isRefusal(report)) return isFirst(command) ? "rejected" : null;
  return stateOfOrdStatus(report.ordStatus);
}

export function isRefusal(report: CommandReportEntity): boolean {
  return report.commandStatus === "RiskRejected" || report.commandStatus === "ExecutionRejected";
}

/** The command that created the order; for a report whose command has not been seen that is not proved. */
export function isFirst(command: CommandEntity | undefined): boolean {
  return command?.commandType === "New";
}

const rank: Readonly<Record<BrokerOrderState, number>> = {
  pending: 0,
  working: 1,
  filled: 2,
  cancelled: 2,
  rejected: 2,
  expired: 2,
};

export function isEnd(state: BrokerOrderState | null): boolean {
  return state !== null && rank[state] === 2;
}

export interface OrderProgress {
  state: BrokerOrderState | null;
  completed: boolean;
  /** Of the newest version that was not refused. */
  quantity: number | null;
  cumulative: number | null;
  /** The report that ended the order has been told with its count. */
  endCounted: boolean;
  /** By id, oldest first: an order has one more version for each time that it was modified. */
  versions: readonly { readonly id: string; readonly quantity: number }[];
  /** Modifies that were refused; a version has the id of its command. */
  refused: readonly string[];
}

export function newProgress(): OrderProgress {
  return {
    state: null,
    completed: false,
    quantity: null,
    cumulative: null,
    endCounted: false,
    versions: [],
    refused: [],
  };
}

/** Modifies of one order that are remembered. */
const VERSIONS_MAX = 50;

/** Takes a version in, in whatever order versions arrive; the order's quantity if it is news, else null. */
export function takeVersion(progress: OrderProgress, id: string, quantity: number): number | null {
  const others = progress.versions.filter((known) => known.id !== id);
  const before = others.filter((known) => isLater(id, known.id));
  const after = others.filter((known) => !isLater(id, known.id));
  progress.versions = [...before, { id, quantity }, ...after].slice(-VERSIONS_MAX);
  return quantityNews(progress);
}

/** A modify was refused: its version never came into force. */
export function refuseVersion(progress: OrderProgress, id: string): number | null {
  if (!progress.refused.includes(id)) progress.refused = [...progress.refused, id].slice(-VERSIONS_MAX);
  return quantityNews(progress);
}

function quantityNews(progress: OrderProgress): number | null {
  const valid = progress.versions.findLast(({ id }) => !progress.refused.includes(id));
  if (valid === undefined || valid.quantity === progress.quantity) return null;
  progress.quantity = valid.quantity;
  return valid.quantity;
}

/** True where it is news whether the broker itself placed the order. That it did is not taken back. */
export function takeAdmin(join: { byBroker: boolean | null }, admin: boolean | null): boolean {
  if (admin === null || admin === join.byBroker || join.byBroker === true) return false;
  join.byBroker = admin;
  return true;
}

/** Ids grow. */
function isLater(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}

/** Takes a state in if it does not go back; the state that is news, else null. */
export function advance(progress: OrderProgress, read: ReadState): BrokerOrderState | null {
  if (read === "completed") progress.completed = true;
  const next = read === "completed" || read === null ? completedState(progress) : read;
  if (next === null || next === progress.state) return null;
  if (progress.state !== null && rank[next] < rank[progress.state]) return null;
  // Two ends contradict each other only where a fill overtook a cancel: filled wins, it is proved by contracts.
  if (progress.state !== null && rank[progress.state] === 2 && next !== "filled") return null;
  progress.state = next;
  return next;
}

/**
 * The broker's count of filled contracts only grows; a late report never takes it back.
 * The count if it is news, else null.
 */
export function countUp(progress: OrderProgress, cumulative: number | null): number | null {
  if (cumulative === null) return null;
  if (progress.cumulative !== null && cumulative <= progress.cumulative) return null;
  progress.cumulative = cumulative;
  return cumulative;
}

/**
 * The count of the report that ended the order without filling it whole, told even where it is no news: only with it is
 * known that no fill is on its way any more.
 */
export function endCount(progress: OrderProgress, report: ExecutionReportEntity): number | null {
  const ends = report.execType === "Canceled" || report.execType === "Expired";
  if (!ends || report.cumulative === null || progress.endCounted) return null;
  progress.endCounted = true;
  return progress.cumulative;
}

function completedState(progress: OrderProgress): BrokerOrderState | null {
  if (!progress.completed || progress.quantity === null || progress.cumulative === null) return null;
  return progress.cumulative >= progress.quantity ? "filled" : "cancelled";
}

/** A reason that is none. */
export function reasonOf(reason: string | null): string | null {
  return reason === "" || reason === "Success" ? null : reason;
}
