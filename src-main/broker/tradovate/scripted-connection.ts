/** A connection of this client to a scripted broker, for tests: real time, one login, everything it tells kept. */

import { expect } from "vitest";
import type { ConnectionView } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { BrokerEvent } from "../../core/input.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import { systemTimers } from "../../runtime/timers.ts";
import type { BrokerConnection, Quote } from "../port.ts";
import { scriptedBroker } from "./scripted-broker.ts";
import type { Answer, ScriptedBroker } from "./scripted-broker.ts";
import { collectLog, eventually, ofKind, reference } from "./test-support.ts";
import type { Logged } from "./test-support.ts";
import { createTradovateConnection } from "./tradovate-broker.ts";

export interface ScriptedConnection {
  readonly broker: ScriptedBroker;
  readonly connection: BrokerConnection;
  readonly events: BrokerEvent[];
  readonly quotes: Quote[];
  readonly views: ConnectionView[];
  readonly logged: Logged;
  /** Requests to this endpoint so far. */
  asked(endpoint: string): number;
  close(): Promise<void>;
}

export interface ScriptedOptions {
  readonly preloadRoots?: readonly string[];
  /** The market-data socket leads to the scripted broker too. */
  readonly marketData?: boolean;
  readonly time?: { readonly clock: Clock; readonly timers: Timers };
  readonly perMinute?: number;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** The entities of `props` messages. */
export function rows(...messages: readonly object[]): object[] {
  return messages.map((message) => (message as { d: { entity: object } }).d.entity);
}

function answerAsFlatLogin(broker: ScriptedBroker, wallMs: number): void {
  const [product, maturity, contract] = rows(...reference);
  const expirationTime = new Date(wallMs + 3.6e6).toISOString();
  const answers: Record<string, unknown> = {
    "auth/accesstokenrequest": { accessToken: "t", mdAccessToken: "m", userId: 9, expirationTime },
    "account/list": [11, 12].map((id) => ({ id, name: `ACCOUNT${id}` })),
    "user/syncrequest": { users: [{ id: 9 }], positions: [], orders: [], commands: [], fills: [] },
    "contract/item": contract,
    "contractmaturity/item": maturity,
    "product/item": product,
    "md/subscribequote": {},
    "md/unsubscribequote": {},
  };
  for (const [endpoint, body] of Object.entries(answers)) broker.answers.set(endpoint, () => ok(body));
}

/** Logs in as user 9 with accounts 11 and 12; what a test does not set is a flat login. */
export async function scriptedConnection(
  script: (broker: ScriptedBroker) => void,
  options: ScriptedOptions = {},
): Promise<ScriptedConnection> {
  const broker = await scriptedBroker();
  const clock = options.time?.clock ?? systemClock();
  answerAsFlatLogin(broker, clock.now().wallMs);
  script(broker);
  const events: BrokerEvent[] = [];
  const quotes: Quote[] = [];
  const views: ConnectionView[] = [];
  const logged = collectLog();
  const { perMinute } = options;
  const limits = perMinute === undefined ? null : { perSecond: 1000, perMinute, perHour: 5000 };
  const connection = createTradovateConnection({
    id: "A" as ConnectionId,
    environment: "custom",
    username: "trader",
    urls: {
      http: broker.http,
      ws: broker.ws,
      md: options.marketData === true ? broker.ws : "ws://127.0.0.1:1",
    },
    password: async () => Promise.resolve("secret"),
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    clock,
    timers: options.time?.timers ?? systemTimers(clock),
    log: logged.log,
    sink: {
      events: (given) => void events.push(...given),
      quotes: (_id, given) => void quotes.push(...given),
      view: (view) => void views.push(view),
      alarm: () => undefined,
    },
    random: () => 0,
    preloadRoots: options.preloadRoots ?? [],
    preloadNsMax: 5e9,
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(limits),
    keepBudget: () => undefined,
    ownUrls: true,
  });
  connection.start();
  return {
    broker,
    connection,
    events,
    quotes,
    views,
    logged,
    asked: (endpoint) => broker.requests.filter((request) => request.startsWith(endpoint)).length,
    async close() {
      await connection.stop();
      await broker.close();
    },
  };
}

/** Waits for the nth snapshot and gives its accounts. */
export async function snapshotOf(
  { events }: ScriptedConnection,
  nth = 1,
): Promise<Extract<BrokerEvent, { kind: "snapshot" }>["accounts"]> {
  await eventually(() => expect(ofKind(events, "snapshot").length).toBeGreaterThanOrEqual(nth));
  return ofKind(events, "snapshot")[nth - 1]?.accounts ?? [];
}
