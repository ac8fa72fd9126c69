/**
 * Writes down what the oracle is told, from the inputs that the core is given, from what it asks for, and from the
 * modelled broker's books. The core's own words are used for one thing alone: when it came to know that an order of ours
 * had ended, or gave an entry up; both are held against the books and the rules.
 */
import type { GroupSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, FillId, FollowerId, OrderKey } from "../../src-shared/ids.ts";
import type { Fact, OrderRow } from "../core/effect.ts";
import type { BrokerFill, Input, OrderReport } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import { followerAccount, LEADER, MAIN_LOGIN, OTHER_LOGIN } from "./desk.ts";
import type { ModelOrder } from "./model-book.ts";
import type { ModelledExchange } from "./modelled-exchange.ts";
import type { Told } from "./told.ts";

type Say = Told extends infer One ? (One extends Told ? Omit<One, "step" | "atMs" | "up"> : never) : never;

export interface Teller {
  readonly told: readonly Told[];
  readonly broken: string[];
  settings(group: GroupSettings): void;
  before(input: Input): void;
  after(out: Out): void;
  /** What only the session knows: positions carried in, and that everything is over. */
  say(words: Say): void;
}

interface Notes {
  readonly exchange: () => ModelledExchange;
  readonly told: Told[];
  readonly broken: string[];
  readonly fills: Set<FillId>;
  readonly ended: Set<OrderKey>;
  /** Cause of each open leg. */
  readonly causes: Map<string, string>;
  readonly late: Map<string, Set<FollowerId>>;
  /** Filled contracts of each of our orders as the copier knows them. */
  readonly filled: Map<BrokerOrderId, number>;
  readonly done: Set<BrokerOrderId>;
  group: GroupSettings;
  step: number;
}

export function newTeller(group: GroupSettings, exchange: () => ModelledExchange): Teller {
  const notes: Notes = {
    exchange,
    told: [],
    broken: [],
    fills: new Set(),
    ended: new Set(),
    causes: new Map(),
    late: new Map(),
    filled: new Map(),
    done: new Set(),
    group,
    step: 0,
  };
  return {
    told: notes.told,
    broken: notes.broken,
    settings(next) {
      notes.group = next;
      say(notes, { kind: "settings", group: next });
    },
    before(input) {
      notes.step += 1;
      noteInput(notes, input);
    },
    say: (words) => {
      say(notes, words);
    },
    after(out) {
      for (const intent of out.intents) {
        for (const leg of intent.legs) if (leg.leg === "open") notes.causes.set(leg.legId, leg.cause.id);
      }
      for (const fact of out.facts) noteFact(notes, fact);
      noteDropped(notes, out);
      for (const effect of out.effects) {
        if (effect.kind === "place") noteSent(notes, effect.order);
        if (effect.kind === "liquidate") noteSent(notes, effect.liquidation);
      }
    },
  };
}

function say(notes: Notes, words: Say): void {
  const exchange = notes.exchange();
  const up = [MAIN_LOGIN, OTHER_LOGIN].filter((connection) => exchange.isUp(connection));
  notes.told.push({ ...words, step: notes.step, atMs: exchange.clock.ms(), up: new Set(up) });
}

function noteInput(notes: Notes, input: Input): void {
  if (input.kind === "fill") noteFill(notes, input.fill);
  else if (input.kind === "order" && input.report.account === LEADER.key)
    noteLeaderOrder(notes, input.report);
  else if (input.kind === "snapshot") noteSnapshot(notes, input);
  else if (input.kind === "disconnected") say(notes, { kind: "disconnected", connection: input.connection });
  else if (input.kind === "money")
    say(notes, { kind: "money", account: input.account, netLiq: input.netLiq });
  else noteCommand(notes, input);
}

/** What the trader asks for. */
function noteCommand(notes: Notes, input: Input): void {
  if (input.kind === "flatten") {
    const { scope } = input;
    say(notes, { kind: "flatten", follower: scope.kind === "follower" ? scope.follower : null });
  } else if (input.kind === "release-entries") {
    say(notes, { kind: "release", follower: input.follower });
  } else if (input.kind === "resync") {
    const { previewId: id, follower, toward } = input;
    say(notes, { kind: "resync", id, follower, toward });
  } else if (input.kind === "activate") {
    say(notes, { kind: "activated", choices: input.choices });
  }
}

/** What happened while the login was down, and that it is back. */
function noteSnapshot(notes: Notes, { connection, accounts }: Extract<Input, { kind: "snapshot" }>): void {
  for (const { account, fills, orders } of accounts) {
    if (account !== LEADER.key) {
      for (const fill of fills) noteFill(notes, fill);
      continue;
    }
    const missed = fills.filter(({ fillId }) => !notes.fills.has(fillId));
    for (const { fillId } of missed) notes.fills.add(fillId);
    if (missed.length > 0) say(notes, { kind: "missed", fills: missed });
    for (const order of orders) noteLeaderOrder(notes, order);
  }
  say(notes, { kind: "connected", connection });
}

function noteFill(notes: Notes, fill: BrokerFill): void {
  if (notes.fills.has(fill.fillId)) return;
  notes.fills.add(fill.fillId);
  if (fill.account === LEADER.key) return say(notes, { kind: "fill", fill });
  const order = notes.exchange().book.orders.find(({ id }) => id === fill.orderId);
  const follower = notes.group.followers.find((_, index) => followerAccount(index).key === fill.account);
  if (order === undefined || follower === undefined) return;
  if (order.row === null) {
    const { contract, side, quantity } = fill;
    return say(notes, { kind: "hand", follower: follower.id, contract, signed: side * quantity });
  }
  const filled = (notes.filled.get(order.id) ?? 0) + fill.quantity;
  notes.filled.set(order.id, filled);
  if (filled > order.row.closing) say(notes, { kind: "entry-filled", follower: follower.id });
}

function noteLeaderOrder(notes: Notes, { orderId, state, cumulative, quantity }: OrderReport): void {
  if (state === null || state === "pending" || state === "working" || notes.done.has(orderId)) return;
  const filled = cumulative ?? (state === "filled" ? quantity : null);
  if (filled === null) return;
  notes.done.add(orderId);
  say(notes, { kind: "leader-order", orderId, filled });
}

function noteFact(notes: Notes, fact: Fact): void {
  if (fact.kind !== "order-event" || notes.ended.has(fact.order)) return;
  const { status } = fact;
  if (status !== "rejected" && status !== "cancelled" && status !== "not-placed") return;
  const row = notes.exchange().state.orders.get(fact.order)?.row;
  if (row === undefined) return;
  notes.ended.add(fact.order);
  const order = ofOurs(notes, fact.order);
  const works = order?.state === "working" || order?.state === "pending";
  if (works || (status === "not-placed" && order !== undefined)) {
    notes.broken.push(`${fact.order} is called ${status}, at the broker it is ${order.state}`);
  }
  const unfilled = (order?.quantity ?? row.quantity) - (order?.filled ?? 0);
  if (unfilled > 0) say(notes, { kind: "ended", row, unfilled, rejected: status === "rejected" });
}

function ofOurs({ exchange }: Notes, key: OrderKey): ModelOrder | undefined {
  return exchange().book.orders.find(({ row }) => row?.order === key);
}

function noteSent(notes: Notes, row: OrderRow): void {
  const causes = row.legs.flatMap((leg) => notes.causes.get(leg) ?? []);
  say(notes, { kind: "sent", row, causes });
}

function noteDropped(notes: Notes, out: Out): void {
  for (const eventId of out.dirty.events) {
    const tape = notes.exchange().state.tape.get(eventId);
    if (!tape || tape.late.size === 0) continue;
    const known = notes.late.get(eventId) ?? new Set<FollowerId>();
    notes.late.set(eventId, known);
    for (const [follower, why] of tape.late) {
      if (known.has(follower)) continue;
      known.add(follower);
      say(notes, { kind: "dropped", follower, fillId: tape.event.fill.fillId, why });
    }
  }
}
