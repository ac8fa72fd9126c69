/**
 * The broker connections of a profile: made from the settings, made anew when the trader gives a password. What a
 * connection needs from the world is handed to it here and nowhere else.
 */
import { randomInt } from "node:crypto";
import type { ConnectionSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { MINI_TO_MICRO } from "../../src-shared/instrument.ts";
import { limitsOf } from "../../src-shared/limits.ts";
import { z } from "../../src-shared/zod.ts";
import type { BrokerConnection } from "../broker/port.ts";
import { createTradovateConnection, type TokenStore } from "../broker/tradovate/tradovate-broker.ts";
import { RequestBudget } from "../core/budget.ts";
import type { Clock, Engine, Log, Timers } from "../runtime/port.ts";
import type { PracticeExchange } from "./practice-exchange.ts";
import { RefusedError } from "./refused.ts";
import type { Secrets } from "./secrets.ts";
import { urlsOf, type VenueUrls } from "./venues.ts";

const RANDOM_STEPS = 2 ** 32;

const tokenSchema = z.strictObject({
  accessToken: z.string(),
  mdAccessToken: z.string().nullable(),
  expiresAtMs: z.number(),
  userId: z.string(),
});

export interface ConnectionsOptions {
  readonly engine: Engine;
  readonly exchange: PracticeExchange | null;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly version: string;
  readonly settings: ProfileSettings;
}

export interface Connections {
  start(): void;
  /** @throws RefusedError when the connection does not exist or needs no password. */
  givePassword(id: string, password: string): Promise<void>;
  stop(): Promise<void>;
}

function tokenStoreOf(connection: ConnectionSettings, secrets: Secrets): TokenStore {
  return {
    async load() {
      const text = await secrets.loadToken(connection);
      if (text === null) return null;
      const parsed = tokenSchema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    },
    save: (token) => secrets.saveToken(connection, JSON.stringify(token)),
  };
}

/** Product roots whose contracts are known before the first fill, so that no copy waits for a lookup. */
const preloadRoots = Object.entries(MINI_TO_MICRO).flat();

const PRELOAD_OPEN_NS = 0.7e9;
const PRELOAD_FLAT_NS = 8e9;

function practiceUrls(exchange: PracticeExchange | null): VenueUrls | null {
  if (!exchange) return null;
  const { httpUrl, wsUrl, mdUrl } = exchange.running;
  return { http: httpUrl, ws: wsUrl, md: mdUrl };
}

function makeConnection(options: ConnectionsOptions, connection: ConnectionSettings): BrokerConnection {
  const { engine, exchange, secrets, clock, timers, log, version, settings } = options;
  const { id, environment, username } = connection;
  const urls = urlsOf(connection, practiceUrls(exchange));
  if (!urls) throw new Error("Invariant: a practice connection without the practice exchange");
  const common = {
    id,
    environment,
    username,
    urls,
    clock,
    timers,
    log,
    preloadRoots,
    // Exits wait for the first snapshot: where something is open the contracts get little time, else enough.
    preloadNsMax: engine.isOpen() ? PRELOAD_OPEN_NS : PRELOAD_FLAT_NS,
    deviceId: settings.deviceId,
    app: { id: "Mimik", version },
    sink: engine.sink,
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(limitsOf(connection)),
    keepBudget: () => undefined,
    ownUrls: environment === "practice" || environment === "custom",
  };
  // The exchange forgets its tokens with its process, and its password is the profile's own.
  if (exchange && environment === "practice") {
    return createTradovateConnection({ ...common, password: () => Promise.resolve(exchange.password) });
  }
  return createTradovateConnection({
    ...common,
    password: () => secrets.password(connection),
    tokenStore: tokenStoreOf(connection, secrets),
  });
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { engine, secrets, settings } = options;
  const running = new Map<ConnectionId, BrokerConnection>();
  const renewing = new Set<ConnectionId>();
  let stopped = false;

  const open = (connection: ConnectionSettings): void => {
    const made = makeConnection(options, connection);
    running.set(connection.id, made);
    engine.addConnection(made);
    made.start();
  };
  const renew = async (connection: ConnectionSettings, password: string): Promise<void> => {
    await secrets.keepPassword(connection.id, password);
    const before = running.get(connection.id);
    running.delete(connection.id);
    engine.removeConnection(connection.id);
    await before?.stop();
    if (!stopped) open(connection);
  };
  return {
    start() {
      for (const connection of settings.connections) open(connection);
    },
    async givePassword(name, password) {
      const connection = settings.connections.find(({ id }) => id === name);
      if (!connection) throw new RefusedError(`There is no connection ${name}.`);
      if (connection.environment === "practice") {
        throw new RefusedError(`${name} is a practice connection and needs no password.`);
      }
      if (renewing.has(connection.id)) throw new RefusedError(`${name} is logging in already.`);
      renewing.add(connection.id);
      try {
        await renew(connection, password);
      } finally {
        renewing.delete(connection.id);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(Array.from(running.values(), (connection) => connection.stop()));
      running.clear();
    },
  };
}
