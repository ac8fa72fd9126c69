/**
 * The engines that are measured: the real client, core, runtime and ledger, wired as the host wires them. T2 is the
 * product as it is; in T1 alone the intent is not journaled before the orders leave (the ledger takes it with the other
 * facts after the frame), so T2 − T1 is what durability costs.
 */

import { groupDefaults, type GroupSettings } from "../../src-shared/group.ts";
import type { ConnectionId, GroupId } from "../../src-shared/ids.ts";
import { followerIdOf } from "../../src-shared/ids.ts";
import type { Hundredths } from "../../src-shared/money.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import { createTradovateConnection } from "../broker/tradovate/tradovate-broker.ts";
import { RequestBudget } from "../core/budget.ts";
import { openLedger } from "../ledger/open.ts";
import type { Ledger } from "../ledger/port.ts";
import { createEngine } from "../runtime/engine.ts";
import type { Clock, Engine, Log, Timers } from "../runtime/port.ts";
import type { PeerAccount } from "./peer-messages.ts";
import { MD_PATH, USER_PATH, type EngineVariant } from "./spec.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface EngineUnderTestOptions {
  readonly variant: EngineVariant;
  readonly port: number;
  /** The leader first. */
  readonly accounts: readonly PeerAccount[];
  /** For its ledger. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly stopwatch: Stopwatch;
}

export interface EngineUnderTest {
  /** Every follower may be sent entries. */
  readonly isLive: () => boolean;
  stop(): Promise<void>;
}

const CONTRACTS_MAX = 100;

function groupOf(connection: ConnectionId, accounts: readonly PeerAccount[]): GroupSettings {
  const [leader, ...followers] = accounts;
  if (leader === undefined) throw new Error("a group wants a leader");
  const id = "bench" as GroupId;
  return {
    id,
    name: "Bench",
    tag: "mimik",
    status: "active",
    leader: { connection, account: leader.name },
    copyOn: "each-fill",
    ...groupDefaults,
    onReversal: "reverse",
    symbols: [],
    followers: followers.map(({ name }) => ({
      id: followerIdOf(id, connection, name),
      ref: { connection, account: name },
      enabled: true,
      whenOff: "copy-exits",
      sizing: {
        mode: "multiplier",
        multiplier: 100 as Hundredths,
        rounding: "nearest",
        atLeastOne: false,
        maxContracts: CONTRACTS_MAX,
        maxOrderContracts: CONTRACTS_MAX,
      },
      contractMap: "same",
      keepNotional: false,
      largerConfirmed: false,
    })),
  };
}

/** The journal is skipped; `commit` writes the intents, which it does not know as journaled, as rows. */
function withoutJournal(ledger: Ledger): Ledger {
  return {
    history: ledger.history,
    appendIntents: () => undefined,
    commit: (facts) => ledger.commit(facts),
    restore: () => ledger.restore(),
    recordSettingChanges: (changes, versions, said) => ledger.recordSettingChanges(changes, versions, said),
    compact: () => ledger.compact(),
    health: () => ledger.health(),
    close: () => ledger.close(),
  };
}

/** Notes when the frame could be read and when `release`, the last call of a step's sending, has returned. */
class Watch {
  readonly #stopwatch: Stopwatch;
  #readableNs = 0;
  #orders = 0;

  constructor(stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch;
  }

  sink(engine: () => Engine): BrokerSink {
    return {
      events: (events, receivedNs) => {
        this.#readableNs = receivedNs;
        engine().sink.events(events, receivedNs);
      },
      quotes: (connection, quotes) => engine().sink.quotes(connection, quotes),
      view: (view) => engine().sink.view(view),
      alarm: (connection, words) => engine().sink.alarm(connection, words),
    };
  }

  connection(real: BrokerConnection): BrokerConnection {
    return {
      ...real,
      place: (order) => {
        this.#orders += 1;
        return real.place(order);
      },
      liquidate: (liquidation) => {
        this.#orders += 1;
        return real.liquidate(liquidation);
      },
      release: () => {
        real.release();
        this.#stopwatch.written(this.#readableNs, this.#orders);
        this.#orders = 0;
      },
    };
  }
}

export function startEngine(options: EngineUnderTestOptions): EngineUnderTest {
  const { variant, port, accounts, folder, clock, timers, log, stopwatch } = options;
  const name: string = variant;
  const id = name as ConnectionId;
  const opened = openLedger({ folder, clock: { wallMs: () => clock.now().wallMs }, log });
  const ledger = variant === "T2" ? opened : withoutJournal(opened);
  const groups = [groupOf(id, accounts)];
  const restored = ledger.restore();
  const onGroupClosed = (): void => undefined;
  const engine = createEngine({
    clock,
    timers,
    log,
    ledger,
    restored,
    groups,
    groupsBefore: groups,
    onGroupClosed,
  });
  const watch = new Watch(stopwatch);
  const connection = createTradovateConnection({
    id,
    environment: "custom",
    username: variant,
    urls: {
      http: `http://127.0.0.1:${port}/v1`,
      ws: `ws://127.0.0.1:${port}${USER_PATH}`,
      md: `ws://127.0.0.1:${port}${MD_PATH}`,
    },
    password: async () => Promise.resolve("bench"),
    deviceId: "mimik-bench-device",
    app: { id: "Mimik", version: "bench" },
    clock,
    timers,
    log,
    sink: watch.sink(() => engine),
    random: () => 0.5,
    preloadNsMax: 5e9,
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(null),
    keepBudget: () => undefined,
    ownUrls: true,
    preloadRoots: [],
  });
  // As a shell would: somebody listens to what is published.
  engine.subscribe(() => undefined);
  engine.addConnection(watch.connection(connection));
  connection.start();
  return {
    isLive: () => engine.snapshot().followers.every(({ state }) => state === "in-sync"),
    async stop() {
      await connection.stop();
      engine.stop();
      ledger.close();
    },
  };
}
