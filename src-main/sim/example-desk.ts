/**
 * A desk for worked examples: one leader, one follower, a broker without delays whose follower orders are filled by hand
 * or at once. Says what was sent in the words of examples.md: `buy 3`, `sell 1`, `liquidate 2`.
 */
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { AccountKey, ContractName } from "../../src-shared/ids.ts";
import type { LegDecision } from "../core/decision.ts";
import type { LeaderEvent, LegKind, OrderRow } from "../core/effect.ts";
import { followerRow } from "../core/view/rows.ts";
import {
  CONTRACTS,
  followerAccount,
  followerSettings,
  groupOf,
  LEADER,
  MAIN_LOGIN,
  NQ,
  OTHER_LOGIN,
  type FollowerPlan,
} from "./desk.ts";
import { PERFECT, type Faults } from "./faults.ts";
import type { ModelOrder } from "./model-book.ts";
import type { ExchangeOptions } from "./model.ts";
import { modelledExchange, type ModelledExchange } from "./modelled-exchange.ts";

export interface ExampleOptions {
  readonly follower: FollowerPlan;
  readonly group?: Partial<GroupSettings>;
  /** The follower's orders wait to be filled by hand. */
  readonly byHand?: boolean;
  /** The leader's contract. */
  readonly contract?: ContractName;
  /** The follower's contract where it is another. */
  readonly own?: ContractName;
  /** What the follower holds when the session begins. */
  readonly carried?: number;
  readonly faults?: Faults;
  readonly answerWith?: ExchangeOptions["answerWith"];
}

export interface ExampleDesk {
  readonly exchange: ModelledExchange;
  /** The leader trades to this position, in one fill, or `parts` fills of one order one after the other. */
  lead(to: number, parts?: number): void;
  /** What was sent since the last question. */
  sent(): readonly string[];
  /** Signed contracts the follower holds at the broker. */
  holds(): number;
  /** The decision of the newest leader fill for one leg of the follower. */
  leg(kind: LegKind): LegDecision | undefined;
  manual(signed: number): void;
  /** The follower's oldest open order. */
  order(): ModelOrder;
  fill(quantity: number): void;
  refuse(): void;
  wait(ms: number): void;
  enable(enabled: boolean): void;
  /** The trader changes the group's settings, or the follower's. */
  set(changes: Partial<GroupSettings>): void;
  setFollower(changes: Partial<FollowerSettings>): void;
  row(): FollowerRow;
  /** The trader flattens everything. */
  flatten(): void;
  /** Words of the activity log so far. */
  said(): readonly string[];
}

export function exampleDesk(options: ExampleOptions): ExampleDesk {
  const account = followerAccount(0);
  const contract = options.contract ?? NQ;
  const own = options.own ?? contract;
  let group = { ...groupOf([followerSettings(options.follower, 0)], {}), ...options.group };
  const seen: Seen = { sent: [], decisions: null, said: [] };
  const exchange = openExchange(options, seen);
  const { clock } = exchange;
  const apply = (changes: Partial<GroupSettings>): void => {
    group = { ...group, ...changes };
    exchange.input({ kind: "settings", groups: [group] });
  };
  if (options.carried !== undefined) exchange.book.carry(account.key, own, options.carried);
  apply({});
  exchange.connect(MAIN_LOGIN);
  exchange.connect(OTHER_LOGIN);
  const trade = (who: AccountKey, what: ContractName, signed: number, parts: number): void => {
    const order = exchange.trade(who, what, signed);
    for (let part = 0; part < parts; part += 1) exchange.fill(order, Math.abs(signed) / parts);
    clock.settle();
  };
  return {
    exchange,
    ...byHand(exchange, account.key),
    lead: (to, parts = 1) => {
      trade(LEADER.key, contract, to - exchange.book.position(LEADER.key, contract), parts);
    },
    sent: () => seen.sent.splice(0).map(wordsOf),
    holds: () => exchange.book.position(account.key, own),
    leg: (kind) => seen.decisions?.decisions[0]?.legs.find((leg) => leg.leg === kind),
    manual: (signed) => {
      trade(account.key, own, signed, 1);
    },
    wait: (ms) => {
      clock.runUntil(clock.ms() + ms);
    },
    flatten: () => {
      exchange.input({ kind: "flatten", scope: { kind: "everything" }, requestId: `f${clock.ms()}` });
      clock.settle();
    },
    said: () => seen.said,
    set: apply,
    setFollower: (changes) => {
      apply({ followers: group.followers.map((follower) => Object.assign({}, follower, changes)) });
    },
    row: () => {
      const [follower] = exchange.state.followers.values();
      if (!follower) throw new Error("there is no follower");
      return followerRow(exchange.state, follower);
    },
    enable: (enabled) => {
      apply({ followers: [{ ...followerSettings(options.follower, 0), enabled }] });
    },
  };
}

/** The follower's oldest open order, and what the broker does with it. */
function byHand(
  exchange: ModelledExchange,
  account: AccountKey,
): Pick<ExampleDesk, "order" | "fill" | "refuse"> {
  const order = (): ModelOrder => {
    const [oldest] = exchange.working(account);
    if (!oldest) throw new Error("no order is open");
    return oldest;
  };
  return {
    order,
    fill: (quantity) => {
      exchange.fill(order(), quantity);
      exchange.clock.settle();
    },
    refuse: () => {
      exchange.refuse(order(), "MaxPosLimitReached");
      exchange.clock.settle();
    },
  };
}

/** What has been sent, and the newest leader event with its decisions. */
interface Seen {
  readonly sent: OrderRow[];
  decisions: LeaderEvent | null;
  readonly said: string[];
}

function openExchange(options: ExampleOptions, seen: Seen): ModelledExchange {
  const exchange = modelledExchange({
    seed: 1,
    faults: options.faults ?? PERFECT,
    accounts: [LEADER, followerAccount(0)],
    leader: LEADER.key,
    contracts: CONTRACTS,
    byHand: options.byHand ?? false,
    ...(options.answerWith ? { answerWith: options.answerWith } : {}),
    onStep: (_input, out) => {
      for (const effect of out.effects) {
        if (effect.kind === "place") seen.sent.push(effect.order);
        if (effect.kind === "liquidate") seen.sent.push(effect.liquidation);
      }
      for (const fact of out.facts) if (fact.kind === "activity") seen.said.push(fact.words);
      for (const intent of out.intents) seen.decisions = intent.event ?? seen.decisions;
    },
  });
  for (const spec of CONTRACTS) exchange.input({ kind: "contract", spec });
  return exchange;
}

function wordsOf(row: OrderRow): string {
  if (row.kind === "liquidation") return `liquidate ${row.quantity}`;
  return `${row.side === 1 ? "buy" : "sell"} ${row.quantity}`;
}
