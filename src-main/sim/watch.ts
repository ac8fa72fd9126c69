/**
 * What must hold after every event of a session, whatever the broker and the network do: dedup, no second entry, no
 * exit beyond the position, caps, no entry where entries are off. It compares what the core asks for with the modelled
 * broker's books; it never asks the core what it thinks.
 */
import type { GroupSettings } from "../../src-shared/group.ts";
import type { AccountKey, ContractName, FillId, FollowerId } from "../../src-shared/ids.ts";
import type { Effect, Fact, LeaderEvent, LegRow, OrderRow } from "../core/effect.ts";
import type { BrokerFill, Input } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import type { Execution, ModelOrder } from "./model-book.ts";
import type { ModelledExchange } from "./modelled-exchange.ts";
import { noteMissingExits, noteRequest, type BudgetWatch } from "./watch-budget.ts";

export interface Watch {
  /** Broken rules, in the words of the specification, each with its time. */
  readonly broken: string[];
  readonly sent: OrderRow[];
  readonly events: Map<FillId, LeaderEvent>;
  readonly completed: Map<FillId, number>;
  /** Sum of the `fill` facts, signed, by account and contract. */
  readonly recorded: Map<string, number>;
  /** Accounts on which somebody traded by hand. */
  readonly tainted: ReadonlySet<string>;
  begin(exchange: ModelledExchange): void;
  settings(group: GroupSettings): void;
  /** A manual trade happened here: what flips afterwards is not ours alone. */
  taint(account: AccountKey): void;
  onStep(input: Input, out: Out): void;
  onExecution(execution: Execution): void;
}

export interface WatchOptions {
  /** The logins have a request budget. */
  readonly budget: BudgetWatch | null;
  /** Nothing is refused, lost or traded by hand, so caps must hold to the contract at every moment. */
  readonly strictCaps: boolean;
}

/** F1: no entry leaves later than this after its leader fill came. */
const ENTRY_AGE_MS_MAX = 2000;

interface Seen {
  /** When each fill came first, and the fill behind each open leg. */
  readonly cameMs: Map<string, number>;
  readonly causes: Map<string, string>;
  readonly openLegs: Map<string, string>;
  readonly legOrders: Map<string, string>;
  /** Contracts that each open leg asks for. */
  readonly legSized: Map<string, number>;
  readonly keys: Set<string>;
  readonly openedBy: Map<string, number>;
  readonly tainted: Set<AccountKey>;
  gated: boolean;
}

export const holdingKey = (account: AccountKey, contract: ContractName): string => `${account}|${contract}`;

function newSeen(): Seen {
  return {
    cameMs: new Map(),
    causes: new Map(),
    openLegs: new Map(),
    legOrders: new Map(),
    legSized: new Map(),
    keys: new Set(),
    openedBy: new Map(),
    tainted: new Set(),
    gated: false,
  };
}

export function newWatch(options: WatchOptions): Watch {
  const seen = newSeen();
  let exchange: ModelledExchange | null = null;
  let group: GroupSettings | null = null;
  const broken: string[] = [];
  const breaks = (words: string): void => {
    broken.push(`${exchange?.clock.ms() ?? 0} ms: ${words}`);
  };

  const watch: Watch = {
    broken,
    sent: [],
    events: new Map(),
    completed: new Map(),
    recorded: new Map(),
    tainted: seen.tainted,
    begin(model) {
      exchange = model;
    },
    settings(next) {
      group = next;
    },
    taint(account) {
      seen.tainted.add(account);
    },
    onStep(input, out) {
      if (input.kind === "fill" && !seen.cameMs.has(input.fill.fillId)) {
        seen.cameMs.set(input.fill.fillId, exchange?.clock.ms() ?? 0);
      }
      for (const intent of out.intents) {
        if (intent.event) noteEvent(watch, intent.event, breaks);
        for (const leg of intent.legs) noteLeg(seen, leg, breaks);
        for (const row of intent.orders) noteOrder(seen, row, breaks);
      }
      if (exchange === null || group === null) return;
      for (const effect of out.effects) {
        if (options.budget) noteRequest(options.budget, exchange, effect, breaks);
      }
      for (const effect of out.effects) noteEffect(watch, seen, exchange, group, options, effect, breaks);
      if (options.budget) noteMissingExits(options.budget, exchange, breaks);
      for (const fact of out.facts) noteFact(watch, fact, breaks);
      if (exchange.state.gate !== null && !seen.gated)
        breaks(`the last gate fired on ${input.kind}: ${exchange.state.gate}`);
      seen.gated = exchange.state.gate !== null;
    },
    onExecution(execution) {
      noteExecution(seen, execution, breaks);
    },
  };
  return watch;
}

type Breaks = (words: string) => void;

function noteEvent(watch: Watch, event: LeaderEvent, breaks: Breaks): void {
  if (watch.events.has(event.fill.fillId)) breaks(`fill ${event.fill.fillId} was decided twice`);
  watch.events.set(event.fill.fillId, event);
}

/** At most one open order per (leader fill, follower, contract): invariant 1, and the unique index of the ledger. */
function noteLeg(seen: Seen, leg: LegRow, breaks: Breaks): void {
  const cause = `${leg.cause.kind} ${leg.cause.id}, ${leg.follower}, ${leg.contract}, ${leg.leg}`;
  const known = seen.openLegs.get(cause);
  if (known !== undefined && leg.leg === "open") breaks(`a second open leg for ${cause}`);
  seen.openLegs.set(cause, leg.legId);
  if (leg.leg !== "open") return;
  seen.legOrders.set(leg.legId, "");
  seen.causes.set(leg.legId, leg.cause.id);
  seen.legSized.set(leg.legId, leg.quantity);
}

function noteOrder(seen: Seen, row: OrderRow, breaks: Breaks): void {
  if (seen.keys.has(row.order)) breaks(`order key ${row.order} was used twice`);
  seen.keys.add(row.order);
  if (row.order.length > 64) breaks(`order key ${row.order} is longer than 64`);
  let opens = false;
  for (const leg of row.legs) {
    const order = seen.legOrders.get(leg);
    if (order === undefined) continue;
    opens = true;
    if (order !== "") breaks(`open leg ${leg} is served by ${order} and ${row.order}`);
    seen.legOrders.set(leg, row.order);
  }
  if (opens && row.attempt !== 1) breaks(`entry ${row.order} has attempt ${row.attempt}`);
  if (row.quantity < 1 || row.closing > row.quantity) breaks(`order ${row.order} is not a possible order`);
  if (row.closing < row.quantity && !opens) breaks(`order ${row.order} opens without an open leg`);
}

function unfilled(order: ModelOrder): number {
  const open = order.state === "working" || order.state === "pending";
  return open ? order.side * (order.quantity - order.filled) : 0;
}

function noteEffect(
  watch: Watch,
  seen: Seen,
  exchange: ModelledExchange,
  group: GroupSettings,
  options: WatchOptions,
  effect: Effect,
  breaks: Breaks,
): void {
  if (effect.kind === "liquidate") watch.sent.push(effect.liquidation);
  if (effect.kind !== "place") return;
  const row = effect.order;
  watch.sent.push(row);
  if (!seen.keys.has(row.order)) breaks(`order ${row.order} was sent without an intent`);
  const opening = row.quantity - row.closing;
  if (opening === 0) return;
  noteEntry(exchange, group, options, row, breaks);
  capOrder(watch, seen, group, row, breaks);
  for (const leg of row.legs) {
    const cameMs = seen.cameMs.get(seen.causes.get(leg) ?? "");
    const age = cameMs === undefined ? 0 : exchange.clock.ms() - cameMs;
    if (age > ENTRY_AGE_MS_MAX) breaks(`entry ${row.order} left ${age} ms after its fill`);
  }
}

function noteEntry(
  exchange: ModelledExchange,
  group: GroupSettings,
  options: WatchOptions,
  row: OrderRow,
  breaks: Breaks,
): void {
  const follower = settingsOf(group, row.follower);
  if (group.status !== "active") breaks(`entry ${row.order} in a group that is ${group.status}`);
  if (!follower?.enabled) breaks(`entry ${row.order} for a follower that is off`);
  if (!exchange.isUp(row.connection)) breaks(`entry ${row.order} on a connection that is down`);
  if (!exchange.isUp(group.leader.connection)) breaks(`entry ${row.order} while the leader is offline`);
  if (follower === undefined || !options.strictCaps) return;
  const working = exchange.book.orders
    .filter((order) => order.account === row.account && order.contract === row.contract)
    .reduce((total, order) => total + unfilled(order), 0);
  const held = exchange.book.position(row.account, row.contract);
  const coming = [...exchange.inTransit()]
    .filter((sent) => sent.account === row.account && sent.contract === row.contract)
    .reduce((total, sent) => total + sent.side * sent.quantity, 0);
  const after = (held + working + coming + row.side * row.quantity) * row.side;
  if (after > follower.sizing.maxContracts) breaks(`entry ${row.order} leads to ${after}, above the cap`);
}

/** S7: what each leader order has opened on a follower. An order that serves several is told apart by their legs, in turn. */
function capOrder(watch: Watch, seen: Seen, group: GroupSettings, row: OrderRow, breaks: Breaks): void {
  const cap = settingsOf(group, row.follower)?.sizing.maxOrderContracts ?? 0;
  let left = row.quantity - row.closing;
  for (const leg of row.legs) {
    const sized = seen.legSized.get(leg);
    if (sized === undefined) continue;
    const cause = seen.causes.get(leg) ?? "";
    const leaderOrder = watch.events.get(cause as FillId)?.fill.orderId ?? row.leaderOrder;
    const key = `${leaderOrder ?? row.order}|${row.follower}|${row.contract}`;
    const opened = seen.openedBy.get(key) ?? 0;
    const share = Math.min(left, sized, Math.max(0, cap - opened));
    seen.openedBy.set(key, opened + share);
    left -= share;
  }
  if (left > 0) breaks(`entry ${row.order} opens ${left} more than the order cap leaves its leader orders`);
}

function settingsOf(
  group: GroupSettings,
  follower: FollowerId,
): GroupSettings["followers"][number] | undefined {
  return group.followers.find((candidate) => candidate.id === follower);
}

/** Invariant 4, at the broker: what an exit executes never exceeds the position it found. */
function noteExecution(seen: Seen, { order, fill, before }: Execution, breaks: Breaks): void {
  const { row } = order;
  if (row === null || seen.tainted.has(row.account)) return;
  const closingLeft = Math.max(0, row.closing - (order.filled - fill.quantity));
  const closes = row.kind === "liquidation" ? fill.quantity : Math.min(fill.quantity, closingLeft);
  const held = Math.max(0, -before * order.side);
  if (closes > held) breaks(`${row.order} closed ${closes} of ${held} contracts`);
}

function record(watch: Watch, { account, contract, side, quantity }: BrokerFill): void {
  const key = holdingKey(account, contract);
  watch.recorded.set(key, (watch.recorded.get(key) ?? 0) + side * quantity);
}

function noteFact(watch: Watch, fact: Fact, breaks: Breaks): void {
  switch (fact.kind) {
    case "event-complete": {
      const { fillId } = fact.event.fill;
      const count = (watch.completed.get(fillId) ?? 0) + 1;
      watch.completed.set(fillId, count);
      if (count > 1) breaks(`the event of fill ${fillId} was completed twice`);
      // Missed fills have no decisions and so no intent: this is their only record.
      if (fact.event.kind !== "copied") record(watch, fact.event.fill);
      return;
    }
    case "fill": {
      record(watch, fact.fill);
      return;
    }
    case "activity":
      if (/Invariant/u.test(fact.words)) breaks(`an invariant failed: ${fact.words}`);
      return;
    case "intent":
    case "order-event":
    case "trade":
    case "trade-ended":
    case "target":
    case "target-ended":
    case "entries-off":
    case "position":
    case "account":
    case "contract":
      return;
    default:
      throw new Error(`unknown fact ${JSON.stringify(fact satisfies never)}`);
  }
}
