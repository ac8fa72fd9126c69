/**
 * What can not be told to the core yet. Fills of one contract keep their arrival order: one whose order is unknown holds
 * the later ones for 150 ms, then its order is asked for; after 1 s its account counts as uncertain. An order of which
 * only an execution was reported names the account, and not whose it is: its fills wait 50 ms for that. What waits for a contract's specification waits in one line per contract; what is in a contract that can not be used is
 * dropped by name.
 */

import { ConditionError, assertNever } from "../../../src-shared/assert.ts";
import type { AccountKey } from "../../../src-shared/ids.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import type { OrderReport, PositionReport } from "../../core/input.ts";
import type { FillEntity, PositionEntity } from "./entities.ts";
import { leaveOut } from "./left-out.ts";
import { WAITING_MAX, accountOf, brokerFill, specFor } from "./translation.ts";
import type { At, Out, ParkedFill, Translation, Waiting } from "./translation.ts";

const HOLD_NS = 150e6;
/** For the order itself where an execution report came first: messages of one burst in any order, and no more. */
const WHOSE_NS = 50e6;
const REPORT_NS = 1e9;
const ASK_AGAIN_NS = 5e9;

export function onFill(state: Translation, fill: FillEntity, at: At, out: Out): void {
  const spec = specFor(state, fill.contractId, out);
  if (spec === undefined && leaveOut(state, fill.contractId, out, true)) return;
  if (spec === undefined || state.waiting.has(fill.contractId)) {
    wait(state, fill.contractId, { kind: "fill", fill, at, reported: false }, out);
    return;
  }
  routeFill(state, spec, fill, at, out);
}

function routeFill(state: Translation, spec: ContractSpec, fill: FillEntity, at: At, out: Out): void {
  const line = state.parkedFills.get(fill.contractId);
  const order = state.orders.get(fill.orderId);
  if (order?.seen === true && line === undefined) {
    emitFill(fill, order.account, spec, at, out);
    return;
  }
  const parked = { fill, at, holds: true, overtaken: false, reported: false };
  if (line === undefined) {
    state.parkedFills.set(fill.contractId, [parked]);
    return;
  }
  line.push(parked);
  if (line.length > WAITING_MAX) overflow(line.shift()?.fill, spec, out);
  drainFills(state, fill.contractId, out);
}

function overflow(fill: FillEntity | undefined, spec: ContractSpec, out: Out): void {
  if (fill === undefined) return;
  out.events.push({
    kind: "unattributed",
    account: null,
    contract: spec.contract,
    why: `too many fills wait for their orders, fill ${fill.id} first`,
  });
}

function emitFill(fill: FillEntity, account: AccountKey, spec: ContractSpec, at: At, out: Out): void {
  try {
    out.events.push({ kind: "fill", fill: brokerFill(fill, account, spec, at.receivedNs) });
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    out.events.push({ kind: "unattributed", account, contract: spec.contract, why: error.message });
  }
}

/** Lets go every fill that nothing holds back any more. */
function drainFills(state: Translation, contractId: string, out: Out): void {
  const line = state.parkedFills.get(contractId);
  const spec = line === undefined ? undefined : specFor(state, contractId, out);
  if (line === undefined || spec === undefined) return;
  const kept: ParkedFill[] = [];
  let held = false;
  for (const parked of line) {
    const order = state.orders.get(parked.fill.orderId);
    const waits = order?.seen !== true && parked.holds;
    if (order !== undefined && !waits && !held) {
      tellOvertaken(kept, spec, out);
      emitFill(parked.fill, order.account, spec, parked.at, out);
      continue;
    }
    kept.push(parked);
    held ||= waits;
  }
  if (kept.length === 0) state.parkedFills.delete(contractId);
  else state.parkedFills.set(contractId, kept);
}

/**
 * A fill passes earlier ones whose orders are not known: if those are the leader's, his position is not what the core
 * counts. It hears so before the fill that passes, so that this one opens nothing; exits go on.
 */
function tellOvertaken(earlier: readonly ParkedFill[], spec: ContractSpec, out: Out): void {
  const first = earlier.find(({ overtaken }) => !overtaken);
  if (first === undefined) return;
  for (const parked of earlier) parked.overtaken = true;
  const why = `a fill waits for its order: fill ${first.fill.id}, order ${first.fill.orderId}`;
  out.events.push({ kind: "unattributed", account: null, contract: spec.contract, why });
}

/** An order became known. */
export function drainFillsOf(state: Translation, orderId: string, out: Out): void {
  if (state.parkedFills.size === 0) return;
  for (const [contractId, line] of state.parkedFills) {
    if (line.some(({ fill }) => fill.orderId === orderId)) drainFills(state, contractId, out);
  }
}

export function onPosition(state: Translation, position: PositionEntity, at: At, out: Out): void {
  const spec = specFor(state, position.contractId, out);
  if (spec === undefined && leaveOut(state, position.contractId, out, true)) return;
  if (spec === undefined || state.waiting.has(position.contractId)) {
    wait(state, position.contractId, { kind: "position", position, at, reported: false }, out);
    return;
  }
  out.events.push({ kind: "position", report: positionReport(state, position, spec) });
}

export function positionReport(
  state: Translation,
  position: PositionEntity,
  spec: ContractSpec,
): PositionReport {
  return {
    account: accountOf(state, position.accountId),
    contract: spec.contract,
    tradeDate: position.tradeDate,
    carried: position.carried,
    bought: position.bought,
    sold: position.sold,
  };
}

/** `contractId` null: the order has no contract of its own (a spread), or its contract is in the report already. */
export function onReport(
  state: Translation,
  report: OrderReport,
  contractId: string | null,
  at: At,
  out: Out,
): void {
  if (contractId === null) {
    out.events.push({ kind: "order", report });
    return;
  }
  const spec = specFor(state, contractId, out);
  if (spec === undefined && leaveOut(state, contractId, out, true)) return;
  if (spec === undefined || state.waiting.has(contractId)) {
    wait(state, contractId, { kind: "report", report, at, reported: false }, out);
    return;
  }
  out.events.push({ kind: "order", report: { ...report, contract: spec.contract } });
}

function wait(state: Translation, contractId: string, item: Waiting, out: Out): void {
  const line = state.waiting.get(contractId);
  if (line === undefined) {
    state.waiting.set(contractId, [item]);
    ask(state, contractId, item.at.nowNs, out);
    return;
  }
  line.push(item);
  if (line.length <= WAITING_MAX) return;
  line.shift();
  out.events.push({
    kind: "unattributed",
    account: null,
    contract: null,
    why: unknownContract(contractId),
  });
}

function ask(state: Translation, contractId: string, nowNs: number, out: Out): void {
  state.asked.set(contractId, nowNs);
  out.lookups.push({ kind: "contract", id: contractId });
}

/**
 * A contract, maturity or product arrived, or a contract turned out to be unusable: whatever can be told now is told,
 * in its old order, and what never can is dropped.
 */
export function releaseWaiting(state: Translation, out: Out): void {
  for (const [contractId, line] of state.waiting) {
    const spec = specFor(state, contractId, out);
    if (spec === undefined && !state.unusable.has(contractId)) continue;
    state.waiting.delete(contractId);
    state.asked.delete(contractId);
    for (const item of line) {
      if (spec === undefined) leaveOut(state, contractId, out, true);
      else release(state, spec, item, out);
    }
  }
}

function release(state: Translation, spec: ContractSpec, item: Waiting, out: Out): void {
  switch (item.kind) {
    case "fill":
      routeFill(state, spec, item.fill, item.at, out);
      return;
    case "position":
      out.events.push({ kind: "position", report: positionReport(state, item.position, spec) });
      return;
    case "report":
      out.events.push({ kind: "order", report: { ...item.report, contract: spec.contract } });
  }
}

/** What time has made due of what is parked. */
export function onParkedTime(state: Translation, nowNs: number, out: Out): void {
  for (const [contractId, line] of state.parkedFills) {
    const spec = specFor(state, contractId, out);
    for (const parked of line) {
      const ageNs = nowNs - parked.at.nowNs;
      const order = state.orders.get(parked.fill.orderId);
      if (order !== undefined) {
        parked.holds &&= !order.seen && ageNs < WHOSE_NS;
        continue;
      }
      if (parked.holds && ageNs >= HOLD_NS) {
        parked.holds = false;
        out.lookups.push({ kind: "order", id: parked.fill.orderId });
      }
      if (parked.reported || ageNs < REPORT_NS) continue;
      parked.reported = true;
      const why = `the order ${parked.fill.orderId} of fill ${parked.fill.id} is not known`;
      out.events.push({ kind: "unattributed", account: null, contract: spec?.contract ?? null, why });
    }
    drainFills(state, contractId, out);
  }
  for (const [contractId, line] of state.waiting) {
    const askedNs = state.asked.get(contractId);
    if (askedNs === undefined || nowNs - askedNs >= ASK_AGAIN_NS) ask(state, contractId, nowNs, out);
    for (const item of line) reportWaiting(state, contractId, item, nowNs, out);
  }
}

function reportWaiting(state: Translation, contractId: string, item: Waiting, nowNs: number, out: Out): void {
  if (item.reported || nowNs - item.at.nowNs < REPORT_NS) return;
  item.reported = true;
  out.events.push({
    kind: "unattributed",
    account: accountOfWaiting(state, item),
    contract: null,
    why: unknownContract(contractId),
  });
}

function accountOfWaiting(state: Translation, item: Waiting): AccountKey | null {
  switch (item.kind) {
    case "fill":
      return state.orders.get(item.fill.orderId)?.account ?? null;
    case "position":
      return accountOf(state, item.position.accountId);
    case "report":
      return item.report.account;
    default:
      return assertNever(item);
  }
}

function unknownContract(contractId: string): string {
  return `the contract ${contractId} is not known`;
}

/** When `onParkedTime` has something to do next; undefined when nothing waits. */
export function nextParkedNs(state: Translation): number | undefined {
  let dueNs: number | undefined;
  const earlier = (atNs: number): void => {
    if (dueNs === undefined || atNs < dueNs) dueNs = atNs;
  };
  for (const line of state.parkedFills.values()) {
    for (const { fill, at, holds, reported } of line) {
      const order = state.orders.get(fill.orderId);
      if (holds && order?.seen !== true) earlier(at.nowNs + (order === undefined ? HOLD_NS : WHOSE_NS));
      if (!reported) earlier(at.nowNs + REPORT_NS);
    }
  }
  for (const [contractId, line] of state.waiting) {
    for (const { at, reported } of line) if (!reported) earlier(at.nowNs + REPORT_NS);
    const askedNs = state.asked.get(contractId);
    if (askedNs !== undefined) earlier(askedNs + ASK_AGAIN_NS);
  }
  return dueNs;
}
