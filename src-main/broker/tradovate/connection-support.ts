/** A whole connection on a scripted broker, over real sockets, in time that stands still until told otherwise. */

import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionView } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { BrokerConnection } from "../port.ts";
import { scriptedBroker } from "./scripted-broker.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { collectLog, eventually, reference } from "./test-support.ts";
import type { Logged, ManualTime } from "./test-support.ts";
import { createTradovateConnection } from "./tradovate-broker.ts";
import type { StoredLogin, TradovateOptions } from "./tradovate-broker.ts";

export const LIMITS = { perSecond: 100, perMinute: 80, perHour: 5000 };

const [product, maturity, contract] = reference.map((message) => {
  return (message as { d: { entity: object } }).d.entity;
});

/** Answers everything that a connection asks for at its start; one account, flat. */
export async function friendlyBroker(time: ManualTime): Promise<ScriptedBroker> {
  const broker = await scriptedBroker();
  const ok = (body: unknown) => () => ({ status: 200, body });
  let serial = 0;
  const session = () => {
    const expirationTime = new Date(time.clock.now().wallMs + 80 * 60_000).toISOString();
    // The broker's clock is that of the test.
    const headers = { date: new Date(time.clock.now().wallMs).toUTCString() };
    return { status: 200, headers, body: { accessToken: `access-${++serial}`, userId: 9, expirationTime } };
  };
  broker.answers.set("auth/accesstokenrequest", session);
  broker.answers.set("auth/renewaccesstoken", session);
  broker.answers.set("account/list", ok([{ id: 11, name: "ONE" }]));
  const empty = { users: [], positions: [], orders: [], commands: [], orderVersions: [], fills: [] };
  const known = { contracts: [contract], contractMaturities: [maturity], products: [product] };
  const sections = { ...empty, ...known, executionReports: [], commandReports: [], cashBalances: [] };
  broker.answers.set("user/syncrequest", ok(sections));
  broker.answers.set("currency/item", ok({ id: 1, name: "USD" }));
  for (const list of ["cashBalance", "fillFee", "executionReport", "commandReport"]) {
    broker.answers.set(`${list.toLowerCase()}/list`, ok([]));
  }
  return broker;
}

export interface TestConnection {
  readonly connection: BrokerConnection;
  readonly events: BrokerEvent[];
  readonly views: ConnectionView[];
  readonly alarms: string[];
  readonly kept: StoredLogin[];
  readonly logged: Logged;
}

export function openConnection(
  broker: ScriptedBroker,
  time: ManualTime,
  overrides: Partial<TradovateOptions> = {},
): TestConnection {
  const told = { events: [] as BrokerEvent[], views: [] as ConnectionView[], alarms: [] as string[] };
  const kept: StoredLogin[] = [];
  const logged = collectLog();
  const connection = createTradovateConnection({
    id: "A" as ConnectionId,
    environment: "demo",
    username: "trader",
    urls: { http: broker.http, ws: broker.ws, md: "ws://127.0.0.1:1" },
    password: async () => Promise.resolve("secret"),
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(LIMITS),
    keepBudget: (login) => kept.push(login),
    ownUrls: false,
    clock: time.clock,
    timers: time.timers,
    log: logged.log,
    sink: {
      events: (given) => void told.events.push(...given),
      quotes: () => undefined,
      view: (view) => void told.views.push(view),
      alarm: (_id, words) => void told.alarms.push(words),
    },
    random: () => 0,
    preloadRoots: [],
    preloadNsMax: 5e9,
    ...overrides,
  });
  connection.start();
  time.advance(0);
  return { connection, ...told, kept, logged };
}

export async function connected({ connection }: TestConnection): Promise<void> {
  await eventually(() => {
    if (connection.view().words !== "Connected.") throw new Error(connection.view().words);
  });
}

/** Lets what is on its way over real sockets arrive. */
export async function breathe(): Promise<void> {
  await sleep(60);
}
