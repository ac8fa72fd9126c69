/**
 * One input, handled to completion. The only door into the core: pure but for the state that it is given, which it
 * changes in place; the same state, input and time always give the same result.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { AccountKey, FollowerId, OrderKey } from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import { tradeDateNumber } from "../../src-shared/trading-day.ts";
import { onActivate } from "./adoption.ts";
import { beginStep, endStep, type Step } from "./context.ts";
import { endRejects, setEntriesOff } from "./entries-off.ts";
import { onFlatten } from "./flatten.ts";
import { guarded, tripGate } from "./gate.ts";
import type { BrokerFill, Input, Now, OrderReport, PlaceOutcome, PositionReport } from "./input.ts";
import { onDisconnected, onUnlocked } from "./logins.ts";
import { isOurKey } from "./order-key.ts";
import type { Out } from "./out.ts";
import { applyFill, applyReport, confirmedOf } from "./positions.ts";
import { takeQuotes } from "./quotes.ts";
import { recordMissed } from "./reconcile/missed-fills.ts";
import { onAccountRead, onSnapshot } from "./reconcile/on-snapshot.ts";
import { learnClockGap, watchClocks } from "./replication/age.ts";
import { rememberBrokerOrder } from "./replication/foreign-trades.ts";
import { onLeaderFill, sayLeaderFill } from "./replication/on-leader-fill.ts";
import { onOwnReport, onPlaced } from "./replication/on-order-update.ts";
import { onLeaderOrder } from "./replication/order-complete.ts";
import { keepStray, onFollowerFill, recordPosition } from "./replication/own-fills.ts";
import { judgeFill } from "./replication/seen-fills.ts";
import { followPositions } from "./requests.ts";
import { onResync } from "./resync/on-resync.ts";
import { onSettings } from "./settings.ts";
import { leaderFlat, settle, settleAll } from "./settle.ts";
import { leaderLineOf, positionOf, type AccountState, type CoreState, type GroupState } from "./state.ts";
import { completeEvents } from "./tape.ts";
import { armLeaderReport, onTimer } from "./timers.ts";
import { onCancelFailed, onHandedOver, onLedger, onReadFailed, onUnattributed } from "./troubles.ts";

/** Handles one input. Whatever breaks is our bug: entries go off everywhere and it is said; exits go on. */
export function step(state: CoreState, input: Input, now: Now): Out {
  const current = beginStep(state, now);
  watchClocks(state, now);
  try {
    handle(current, input);
  } catch (error) {
    tripGate(current, error);
  }
  // Whatever closes an event must not cost the step its effects: an exit may be among them.
  guarded(current, () => completeEvents(current));
  followPositions(current);
  return endStep(current);
}

function handle(current: Step, input: Input): void {
  switch (input.kind) {
    case "settings":
      return onSettings(current, input.groups);
    case "flatten":
      return onFlatten(current, input.scope, input.requestId);
    case "release-entries":
      return onRelease(current, input.follower);
    case "resync":
      return onResync(current, input);
    case "activate":
      return onActivate(current, input.group, input.choices);
    case "timer":
      return onTimer(current, input.timer);
    case "ledger-failed":
      return onLedger(current, input.why);
    case "ledger-recovered":
      return onLedger(current, null);
    case "placed":
      return onPlacedKey(current, input.order, input.outcome);
    case "handed-over":
      return onHandedOver(current, input);
    case "cancel-failed":
      return onCancelFailed(current, input);
    case "connected":
    case "money":
    case "quotes":
    case "disconnected":
    case "unlocked":
    case "snapshot":
    case "account-read":
    case "account-read-failed":
    case "fill":
    case "position":
    case "order":
    case "cash":
    case "contract":
    case "unattributed":
      return onBroker(current, input);
    default:
      return assertNever(input);
  }
}

type Handled =
  | "resync"
  | "activate"
  | "settings"
  | "flatten"
  | "release-entries"
  | "timer"
  | "ledger-failed"
  | "ledger-recovered";
type HandledOrders = "placed" | "handed-over" | "cancel-failed";

/** What the broker's connections report. */
function onBroker(current: Step, input: Exclude<Input, { kind: Handled | HandledOrders }>): void {
  switch (input.kind) {
    // The phase follows the snapshot.
    case "connected":
      return;
    case "cash":
      return onMoney(current, input.report.account, { cash: input.report.amount });
    case "money":
      return onMoney(current, input.account, { money: { netLiq: input.netLiq, atNs: input.atNs } });
    case "quotes":
      return takeQuotes(current.state, input.venue, input.quotes);
    case "unlocked":
      return onUnlocked(current, input.connection);
    case "disconnected":
      return onDisconnected(current, input.connection, input.why);
    case "snapshot":
      return onSnapshot(current, input.connection, input.accounts);
    case "account-read":
      return onAccountRead(current, input.snapshot);
    case "account-read-failed":
      return onReadFailed(current, input.account, input.why);
    case "fill":
      return onFill(current, input.fill);
    case "position":
      return onPosition(current, input.report);
    case "order":
      return onOrder(current, input.report);
    case "contract":
      onContract(current, input.spec);
      return;
    case "unattributed":
      return onUnattributed(current, input.account, input.contract, input.why);
    default:
      assertNever(input);
  }
}

type Money = Partial<Pick<AccountState, "cash" | "money">>;

function onMoney(current: Step, key: AccountKey, money: Money): void {
  const account = current.state.accounts.get(key);
  if (account) Object.assign(account, money);
}

function onRelease(current: Step, id: FollowerId): void {
  const { state } = current;
  const follower = state.followers.get(id);
  if (!follower) return;
  for (const reason of follower.entriesOff) setEntriesOff(current, follower, reason, false);
  endRejects(follower);
  follower.flattenedBy = null;
  if ([...state.followers.values()].every((other) => !other.entriesOff.has("gate"))) state.gate = null;
}

function onPlacedKey(current: Step, key: OrderKey, outcome: PlaceOutcome): void {
  const order = current.state.orders.get(key);
  if (order) onPlaced(current, order, outcome);
}

function onFill(current: Step, fill: BrokerFill): void {
  const account = current.state.accounts.get(fill.account);
  if (!account) return;
  learnClockGap(current, fill);
  const group = current.state.leaders.get(fill.account);
  if (!group) {
    onFollowerFill(current, account, fill);
    return;
  }
  if (account.phase !== "live" && judgeFill(current.state, fill, group.settings.id) === "new") {
    recordMissed(current, group, fill, "while-offline");
    return;
  }
  if (isOld(current, group, account, fill)) {
    recordMissed(current, group, fill, "before-activation");
    return;
  }
  leaderFill(current, group, account, fill);
}

/**
 * A fill of before, told of once more (its pairing changed): one that was counted before the group was made, or of a
 * trade date that has gone. It is in the position already, and is never dispatched, however new it seems.
 */
function isOld(current: Step, group: GroupState, account: AccountState, fill: BrokerFill): boolean {
  const position = account.positions.get(fill.contract);
  const gone = position !== undefined && tradeDateNumber(fill.tradeDate) < position.date;
  if (!fill.active || (!gone && !group.before.has(fill.fillId))) return false;
  return judgeFill(current.state, fill, group.settings.id) === "new";
}

function leaderFill(current: Step, group: GroupState, account: AccountState, fill: BrokerFill): void {
  const l0 = leaderLineOf(group, fill.contract).position;
  const isNew = fill.active && judgeFill(current.state, fill, group.settings.id) === "new";
  if (fill.active) applyFill(positionOf(account, fill.contract), fill);
  account.changedNs = current.now.monoNs;
  onLeaderFill(current, group, fill);
  if (!isNew) return;
  current.out.facts.push({ kind: "fill", fill, order: null, role: "leader" });
  recordPosition(current, account, fill);
  sayLeaderFill(current, group, fill, { l0, l1: leaderLineOf(group, fill.contract).position });
  if (leaderFlat(group)) for (const follower of group.followers) settleAll(current, follower);
}

function onContract({ state, out }: Step, spec: ContractSpec): void {
  const before = state.contracts.get(spec.venue)?.get(spec.contract);
  if (before?.tickSizeMicros !== spec.tickSizeMicros) out.facts.push({ kind: "contract", spec });
  const known = state.contracts.get(spec.venue);
  if (known) known.set(spec.contract, spec);
  else state.contracts.set(spec.venue, new Map([[spec.contract, spec]]));
}

function onPosition(current: Step, report: PositionReport): void {
  const account = current.state.accounts.get(report.account);
  if (!account) return;
  const position = positionOf(account, report.contract);
  const before = confirmedOf(position);
  applyReport(position, report);
  if (confirmedOf(position) !== before) account.changedNs = current.now.monoNs;
  const group = current.state.leaders.get(report.account);
  if (group) {
    armLeaderReport(current, group, account, report.contract);
    return;
  }
  if (confirmedOf(position) === before) return;
  recordPosition(current, account, report);
  const follower = current.state.byAccount.get(report.account);
  if (follower) settle(current, follower, report.contract);
}

function onOrder(current: Step, report: OrderReport): void {
  const account = current.state.accounts.get(report.account);
  if (!account) return;
  const group = current.state.leaders.get(report.account);
  if (group) onLeaderOrder(current, group, report);
  if (group && report.key !== null && isOurKey(report.key)) rememberBrokerOrder(account, report.orderId);
  const order =
    account.ours.get(report.orderId) ??
    (report.key === null ? undefined : current.state.orders.get(report.key));
  if (order && order.row.account === report.account) onOwnReport(current, account, order, report);
  else if (!group) {
    if (report.byBroker === true) rememberBrokerOrder(account, report.orderId);
    keepStray(account, report);
  }
}
