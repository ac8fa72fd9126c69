/**
 * The running broker connections of a profile: opened from the settings, and one by one made anew when their settings or
 * secrets change. Budgets belong to logins and outlive their connections. One change at a time.
 */
import type { ConnectionSettings, ProfileSettings, RequestLimits } from "../../src-shared/group.ts";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { MINI_TO_MICRO } from "../../src-shared/instrument.ts";
import { limitsOf } from "../../src-shared/limits.ts";
import { loginKeyOf } from "../../src-shared/login.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import type { RequestBudget } from "../core/budget.ts";
import type { Engine } from "../runtime/port.ts";
import type { BudgetBook } from "./budget-book.ts";
import {
  makeConnection,
  tokenStoreOf,
  type ConnectionParts,
  type ConnectionWorld,
} from "./make-connection.ts";
import type { Secrets } from "./secrets.ts";

export interface ConnectionsOptions extends ConnectionWorld {
  readonly engine: Engine;
  readonly secrets: Secrets;
  readonly budgets: BudgetBook;
  /** The settings in force. */
  readonly settings: () => ProfileSettings;
  /** Shows a page in the system's browser; false when none could be opened. */
  readonly openBrowser: (url: string) => Promise<boolean>;
}

export interface LoginAccount extends Pick<ConnectionParts, "budget" | "keepBudget" | "history"> {}

export interface BrowserCall {
  readonly url: string;
  readonly opened: boolean;
}

export interface Connections {
  start(): void;
  of(id: ConnectionId): BrokerConnection | undefined;
  /** What a login of this connection leaves behind, and finds: its requests and logins of the last hour. */
  accountOf(connection: ConnectionSettings): LoginAccount;
  /** Makes what runs agree with the settings in force; `anew` is made anew in any case. */
  apply(anew: ConnectionId | null): Promise<void>;
  /** Hears of the next page that this connection wants shown. Returns what stops the listening. */
  onBrowser(id: ConnectionId, listener: (call: BrowserCall) => void): () => void;
  stop(): Promise<void>;
}

/** Product roots whose contracts are known before the first fill, so that no copy waits for a lookup. */
const preloadRoots = Object.entries(MINI_TO_MICRO).flat();

/** Exits wait for the first snapshot: where something is open the contracts get little time, else enough. */
const PRELOAD_OPEN_NS = 0.7e9;
const PRELOAD_FLAT_NS = 8e9;

interface Running {
  readonly settings: ConnectionSettings;
  readonly connection: BrokerConnection;
  /** What it still says is not heard any more. */
  retire(): void;
}

/**
 * Connections of one login share its budget: the strictest of their limits counts. Those of a draft that is only tested
 * do not: what runs would go on with a budget that hears nothing of the draft's lock-out, and nobody of its own.
 */
function limitsOfLogin(
  connection: ConnectionSettings,
  all: readonly ConnectionSettings[],
): RequestLimits | null {
  const login = loginKeyOf(connection);
  const inForce = all.filter((other) => loginKeyOf(other) === login);
  const limits = (inForce.length > 0 ? inForce : [connection])
    .map((each) => limitsOf(each))
    .filter((each) => each !== null);
  const [first] = limits;
  if (first === undefined) return null;
  return {
    perSecond: Math.min(...limits.map(({ perSecond }) => perSecond)),
    perMinute: Math.min(...limits.map(({ perMinute }) => perMinute)),
    perHour: Math.min(...limits.map(({ perHour }) => perHour)),
  };
}

/** What an ended connection says late would be taken for its successor's. */
function gated(sink: BrokerSink): BrokerSink & { close(): void } {
  let open = true;
  return {
    events: (events, receivedNs) => {
      if (open) sink.events(events, receivedNs);
    },
    quotes: (connection, quotes) => {
      if (open) sink.quotes(connection, quotes);
    },
    view: (view) => {
      if (open) sink.view(view);
    },
    alarm: (connection, words) => {
      if (open) sink.alarm(connection, words);
    },
    close: () => {
      open = false;
    },
  };
}

class RunningConnections implements Connections {
  readonly #options: ConnectionsOptions;
  readonly #running = new Map<ConnectionId, Running>();
  readonly #listeners = new Map<ConnectionId, Set<(call: BrowserCall) => void>>();
  #work: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  start(): void {
    const preloadNsMax = this.#options.engine.isOpen() ? PRELOAD_OPEN_NS : PRELOAD_FLAT_NS;
    for (const connection of this.#options.settings().connections) this.#open(connection, preloadNsMax);
  }

  of(id: ConnectionId): BrokerConnection | undefined {
    return this.#running.get(id)?.connection;
  }

  /** The budget of this login, as the settings in force limit it. */
  #budgetOf(connection: ConnectionSettings): RequestBudget {
    const { budgets, settings } = this.#options;
    return budgets.of(loginKeyOf(connection), limitsOfLogin(connection, settings().connections));
  }

  accountOf(connection: ConnectionSettings): LoginAccount {
    const { budgets } = this.#options;
    const login = loginKeyOf(connection);
    const budget = this.#budgetOf(connection);
    return { budget, keepBudget: () => budgets.changed(login), history: budgets.historyOf(login) };
  }

  apply(anew: ConnectionId | null): Promise<void> {
    const done = this.#work.then(() => this.#apply(anew));
    // Whoever asked hears of a failure; the next one begins all the same.
    this.#work = Promise.allSettled([done]);
    return done;
  }

  onBrowser(id: ConnectionId, listener: (call: BrowserCall) => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
    await Promise.all(Array.from(this.#running.values(), ({ connection }) => connection.stop()));
    this.#running.clear();
  }

  async #apply(anew: ConnectionId | null): Promise<void> {
    const { connections } = this.#options.settings();
    const wanted = new Map(connections.map((connection) => [connection.id, connection]));
    for (const [id, { settings, connection }] of this.#running) {
      const next = wanted.get(id);
      const same =
        next !== undefined &&
        id !== anew &&
        JSON.stringify(next) === JSON.stringify(settings) &&
        this.#budgetOf(next) === connection.budget;
      if (!same) await this.#close(id);
    }
    if (this.#stopped) return;
    for (const connection of connections) {
      // The trader looks on, and its budget may have served a preload within this very minute.
      if (!this.#running.has(connection.id)) this.#open(connection, PRELOAD_OPEN_NS);
    }
  }

  async #close(id: ConnectionId): Promise<void> {
    const before = this.#running.get(id);
    if (!before) return;
    this.#running.delete(id);
    // What it knows of orders on their way is still heard.
    const stopped = before.connection.stop();
    this.#options.engine.removeConnection(id);
    before.retire();
    await stopped;
  }

  #open(settings: ConnectionSettings, preloadNsMax: number): void {
    const { engine, secrets, log } = this.#options;
    const sink = gated(engine.sink);
    const connection = makeConnection(this.#options, {
      settings,
      sink,
      ...this.accountOf(settings),
      secret: (kind) => secrets.read(kind, settings),
      tokenStore: tokenStoreOf(settings, secrets, log),
      openBrowser: (url) => this.#show(settings.id, url),
      preloadRoots,
      preloadNsMax,
    });
    this.#running.set(settings.id, { settings, connection, retire: () => sink.close() });
    engine.addConnection(connection);
    connection.start();
  }

  async #show(id: ConnectionId, url: string): Promise<boolean> {
    const opened = await this.#options.openBrowser(url);
    for (const listener of this.#listeners.get(id) ?? []) listener({ url, opened });
    return opened;
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new RunningConnections(options);
}
