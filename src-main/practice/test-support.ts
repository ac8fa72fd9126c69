/** Builders for tests of the exchange: a clock that is moved by hand, an exchange in memory, a recorder of its events. */
import { assertCondition } from "../../src-shared/assert.ts";
import type { AccountState } from "./accounts.ts";
import { bookCall } from "./book-calls.ts";
import type { CallReply } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Contract } from "./contracts.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { cancel, liquidate, liquidateAll, modify, oco, oso, place } from "./order-entry.ts";
import { noPersistence, type Persistence } from "./persistence.ts";
import { interruptOrderStrategy, modifyOrderStrategy, startOrderStrategy } from "./strategy-entry.ts";
import { createTrader, type Trader } from "./trader.ts";

/** A Wednesday, 10:00 in Chicago. */
export const WEDNESDAY = Date.UTC(2026, 10, 25, 16);

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in order. */
  advance(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

export function manualClock(start = WEDNESDAY): ManualClock {
  let now = start;
  let order = 0;
  let timers: Timer[] = [];
  const nextDue = (until: number): Timer | undefined =>
    timers.filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  return {
    now: () => now,
    after: (ms, action) => {
      order += 1;
      const timer = { at: now + ms, order, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const until = now + ms;
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        const due = timer;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.action();
      }
      now = until;
    },
  };
}

/** What a client's request answers; the reply of an order request is an object. */
export type Answer = Record<string, unknown>;

export type OrderCall = keyof typeof ORDER_CALLS;

export interface Bench {
  readonly clock: ManualClock;
  readonly exchange: Exchange;
  readonly trader: Trader;
  readonly account: AccountState;
  contract(name: string): Contract;
  /** Sends an order request as the client `leader` does. */
  send(call: OrderCall, body: object): Answer;
  /** Any other call of the books, as this user sends it. */
  call(endpoint: string, body: object, userName?: string): CallReply;
  /** Entities of the events of one type, in the order in which they went out. */
  told(type: string): Record<string, unknown>[];
  /** `order Created`, `fill Created` … one list for each frame. */
  readonly frames: string[][];
}

export interface BenchOptions {
  readonly seed?: number;
  readonly clock?: ManualClock;
  readonly persistence?: Persistence;
}

const ORDER_CALLS = {
  place,
  cancel,
  modify,
  liquidate,
  liquidateAll,
  oco,
  oso,
  start: startOrderStrategy,
  change: modifyOrderStrategy,
  interrupt: interruptOrderStrategy,
} as const;

interface Message {
  readonly d: { readonly entityType: string; readonly eventType: string; readonly entity: unknown };
}

function callerOf(exchange: Exchange): Bench["call"] {
  return (endpoint, body, userName = "leader") => {
    let answer: CallReply = { status: 404 };
    const user = exchange.users.find(({ name }) => name === userName);
    assertCondition(user !== undefined, `no user ${userName}`);
    exchange.change(
      () => bookCall(exchange, { id: 1, user }, endpoint, body),
      (reply) => {
        answer = reply ?? answer;
      },
    );
    return answer;
  };
}

/** An exchange whose prices stand still, with everything it tells recorded. */
export function bench(options: BenchOptions = {}): Bench {
  const clock = options.clock ?? manualClock();
  const exchange = createExchange({
    seed: options.seed ?? 1,
    users: [
      { name: "leader", password: "secret", accounts: 8 },
      { name: "followers", password: "secret", accounts: 2 },
    ],
    clock,
    persistence: options.persistence ?? noPersistence,
    onHalt: () => {},
  });
  exchange.core.faults.apply({ freezePrices: true });
  const messages: Message[] = [];
  const frames: string[][] = [];
  exchange.events.attach({
    userName: "leader",
    cut: () => {},
    wants: () => true,
    send: (frame) => {
      const parsed = JSON.parse(frame.slice(1)) as Message[];
      messages.push(...parsed);
      frames.push(parsed.map(({ d }) => `${d.entityType} ${d.eventType}`));
    },
  });
  const [account] = exchange.core.accounts.values();
  assertCondition(account !== undefined, "the bench has an account");
  return {
    clock,
    exchange,
    trader: createTrader(exchange),
    account,
    send: (call, body) => {
      let answer: Answer = {};
      const [user] = exchange.users;
      assertCondition(user !== undefined, "the bench has a user");
      exchange.change(
        () => ORDER_CALLS[call](exchange, { id: 1, user }, body),
        (reply) => {
          answer = { ...reply };
        },
      );
      return answer;
    },
    call: callerOf(exchange),
    contract: (name) => {
      const contract = exchange.core.contracts.byName(name);
      assertCondition(contract !== undefined, `no contract ${name}`);
      return contract;
    },
    told: (type) =>
      messages
        .filter(({ d }) => d.entityType === type)
        .flatMap(({ d }) => (Array.isArray(d.entity) ? d.entity : [d.entity]) as Record<string, unknown>[]),
    frames,
  };
}
