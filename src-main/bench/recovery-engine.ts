/**
 * The engine of the recovery runs: real client, core, runtime and ledger on one login of the practice exchange, one
 * leader and its followers, with the request budget that ships. Notes when the connection is lost, when its books are
 * read, and when a flatten's frames have been written.
 */
import { groupDefaults, type GroupSettings } from "../../src-shared/group.ts";
import type { ConnectionId, GroupId } from "../../src-shared/ids.ts";
import { followerIdOf } from "../../src-shared/ids.ts";
import type { Hundredths } from "../../src-shared/money.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import { createTradovateConnection } from "../broker/tradovate/tradovate-broker.ts";
import { RequestBudget } from "../core/budget.ts";
import { openLedger } from "../ledger/open.ts";
import { systemClock } from "../runtime/clock.ts";
import { createEngine } from "../runtime/engine.ts";
import type { Clock, Engine, Log, Timers } from "../runtime/port.ts";
import { systemTimers } from "../runtime/timers.ts";
import { warmUp } from "../runtime/warm-up.ts";
import { LOGIN, type ExchangeWord } from "./exchange.ts";
import { LIMITS } from "./recovery-spec.ts";

const CONNECTION = "bench" as ConnectionId;
const GROUP = "bench" as GroupId;

export interface Watched {
  /** Monotonic milliseconds; 0 until it happened, reset by `forget`. */
  lostMs: number;
  exitsOnlyMs: number;
  liveMs: number;
  /** When the core had decided and the first order was about to be handed to the client. */
  decidedMs: number;
  /** When the frames of the last liquidations had been written, and how many they were. */
  writtenMs: number;
  liquidations: number;
}

export interface RecoveryEngine {
  readonly engine: Engine;
  readonly budget: RequestBudget;
  readonly watched: Watched;
  readonly nowMs: () => number;
  readonly forget: () => void;
  stop(): Promise<void>;
}

function groupOf(accounts: ExchangeWord["accounts"]): GroupSettings {
  const [leader, ...followers] = accounts;
  if (leader === undefined) throw new Error("a group wants a leader");
  return {
    id: GROUP,
    name: "Bench",
    tag: "mimik",
    status: "active",
    leader: { connection: CONNECTION, account: leader.name },
    copyOn: "each-fill",
    ...groupDefaults,
    onReversal: "reverse",
    symbols: [],
    followers: followers.map(({ name }) => ({
      id: followerIdOf(GROUP, CONNECTION, name),
      ref: { connection: CONNECTION, account: name },
      enabled: true,
      whenOff: "copy-exits",
      sizing: {
        mode: "multiplier",
        multiplier: 100 as Hundredths,
        rounding: "nearest",
        atLeastOne: false,
        maxContracts: 100,
        maxOrderContracts: 100,
      },
      contractMap: "same",
      keepNotional: false,
      largerConfirmed: false,
    })),
  };
}

const fresh = (): Watched => ({
  lostMs: 0,
  exitsOnlyMs: 0,
  liveMs: 0,
  decidedMs: 0,
  writtenMs: 0,
  liquidations: 0,
});

interface World {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Notes when every follower can be reached again, and when the leader is live. */
function lookAt(engine: Engine, watched: Watched, nowMs: () => number): void {
  if (watched.lostMs === 0 || watched.liveMs !== 0) return;
  const { followers, groups } = engine.snapshot();
  if (followers.some(({ state }) => state === "offline")) return;
  watched.exitsOnlyMs ||= nowMs();
  if (groups[0]?.leader.state === "live") watched.liveMs = nowMs();
}

function connect(
  { clock, timers, log }: World,
  exchange: ExchangeWord,
  parts: { readonly budget: RequestBudget; readonly sink: BrokerSink },
): BrokerConnection {
  return createTradovateConnection({
    ...parts,
    id: CONNECTION,
    environment: "custom",
    username: LOGIN.name,
    urls: { http: exchange.httpUrl, ws: exchange.wsUrl, md: exchange.mdUrl },
    password: () => Promise.resolve(LOGIN.password),
    deviceId: "mimik-bench-device",
    app: { id: "Mimik", version: "bench" },
    clock,
    timers,
    log,
    random: () => 0.5,
    apiKey: null,
    oauth: null,
    keepBudget: () => undefined,
    ownUrls: true,
    preloadRoots: ["NQ", "MNQ"],
    preloadNsMax: 5e9,
  });
}

/** As the host does before it connects. */
warmUp(() => systemClock().now());

export function startRecoveryEngine(exchange: ExchangeWord, folder: string, log: Log): RecoveryEngine {
  const clock = systemClock();
  const timers = systemTimers(clock);
  const ledger = openLedger({ folder, clock: { wallMs: () => clock.now().wallMs }, log });
  const groups = [groupOf(exchange.accounts)];
  const common = { clock, timers, log, ledger, groups, groupsBefore: groups };
  const engine = createEngine({ ...common, restored: ledger.restore(), onGroupClosed: () => undefined });
  const budget = new RequestBudget(LIMITS);
  const watched = fresh();
  const nowMs = (): number => clock.monoNs() / 1e6;
  const sink: BrokerSink = {
    ...engine.sink,
    events: (events, receivedNs) => {
      engine.sink.events(events, receivedNs);
      if (events.some(({ kind }) => kind === "disconnected")) watched.lostMs ||= nowMs();
      if (events.some(({ kind }) => kind === "snapshot" || kind === "account-read"))
        lookAt(engine, watched, nowMs);
    },
  };
  const connection = connect({ clock, timers, log }, exchange, { budget, sink });
  engine.subscribe(() => lookAt(engine, watched, nowMs));
  engine.addConnection({
    ...connection,
    hold: () => {
      watched.decidedMs ||= nowMs();
      connection.hold();
    },
    liquidate: (liquidation) => {
      watched.liquidations += 1;
      return connection.liquidate(liquidation);
    },
    release: () => {
      connection.release();
      if (watched.liquidations > 0) watched.writtenMs = nowMs();
    },
  });
  connection.start();
  return {
    engine,
    budget,
    watched,
    nowMs,
    forget: () => {
      Object.assign(watched, fresh());
    },
    async stop() {
      await connection.stop();
      engine.stop();
      ledger.close();
    },
  };
}
