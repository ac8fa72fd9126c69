/**
 * The world around an engine, for tests: a ledger and connections that write down what they are asked for in one common
 * trail, and throw or refuse where a test says so. They decide nothing.
 */

import type { ConnectionId } from "../../../src-shared/ids.ts";
import type { BrokerConnection } from "../../broker/port.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { Fact, OrderRow } from "../../core/effect.ts";
import type { Ledger } from "../../ledger/port.ts";
import type { Log } from "../port.ts";

export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An error as better-sqlite3 throws it. */
export function sqliteError(code: string): Error {
  return Object.assign(new Error(`${code} on purpose`), { code });
}

export interface FakeLedger {
  readonly ledger: Ledger;
  /** Everything that was committed, in order. */
  readonly facts: Fact[];
  /** Asked before each call; what it throws is what the ledger throws. */
  fault: (call: "append" | "commit" | "find", facts: readonly Fact[]) => void;
}

export function fakeLedger(trail: string[]): FakeLedger {
  const facts: Fact[] = [];
  const fake: FakeLedger = {
    facts,
    fault: () => undefined,
    ledger: {
      history: {
        find: () => {
          fake.fault("find", []);
          return undefined;
        },
      },
      appendIntents: (intents) => {
        trail.push(`intent of ${intents.flatMap((intent) => intent.orders).length}`);
        fake.fault("append", []);
      },
      commit: (given) => {
        trail.push("commit");
        fake.fault("commit", given);
        facts.push(...given);
      },
      restore: () => {
        throw new Error("the engine does not restore");
      },
      recordSettingChanges: () => undefined,
      compact: () => true,
      health: () => ({
        walBytes: 0,
        walTooLarge: false,
        journalBytes: 0,
        pendingIntents: 0,
        journalImport: null,
        afterUncleanEnd: false,
      }),
      close: () => undefined,
    },
  };
  return fake;
}

type Call = "hold" | "release" | "place" | "liquidate" | "cancel" | "readAccount" | "resync";

export interface FakeConnection {
  readonly connection: BrokerConnection;
  /** Orders that were handed over. */
  readonly rows: OrderRow[];
  readonly throwing: Set<Call>;
  /** False: nothing can be handed over. */
  up: boolean;
}

export function fakeConnection(id: ConnectionId, trail: string[]): FakeConnection {
  const did = (call: Call, words = ""): void => {
    trail.push(`${id} ${call}${words}`);
    if (fake.throwing.has(call)) throw new Error(`${call} breaks on purpose`);
  };
  const handOver = (call: Call, row: OrderRow): boolean => {
    did(call, ` ${row.side === 1 ? "buy" : "sell"} ${row.quantity}`);
    if (fake.up) fake.rows.push(row);
    return fake.up;
  };
  const fake: FakeConnection = {
    rows: [],
    throwing: new Set(),
    up: true,
    connection: {
      id,
      budget: new RequestBudget(null),
      reauthenticate: () => undefined,
      forceAttempt: () => undefined,
      start: () => undefined,
      resync: (why) => did("resync", `: ${why}`),
      hold: () => did("hold"),
      release: () => did("release"),
      place: (order) => handOver("place", order),
      liquidate: (liquidation) => handOver("liquidate", liquidation),
      cancel: () => {
        did("cancel");
        return fake.up;
      },
      readAccount: () => did("readAccount"),
      resolveContract: () => undefined,
      view: () => ({
        id,
        environment: "practice",
        username: id,
        state: "connected",
        words: "",
        sinceMs: 0,
        latencyUs: null,
        lastFrameMs: null,
        accounts: [],
        malformed: 0,
        unknownKinds: 0,
        login: "password",
        tokenExpiresMs: null,
        budget: { windows: null, reserve: 0, pausedUntilMs: null, pausedBy: null },
        marketData: { source: "quotes", words: "", subscriptions: 0, lastMs: null },
        problems: [],
      }),
      stop: async () => Promise.resolve(),
    },
  };
  return fake;
}
