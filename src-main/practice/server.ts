/**
 * The exchange with its doors open: REST and user socket on one loopback port, market data on another. Composition
 * only. Used by `npm run practice` and, embedded, by the host.
 */
import type { IncomingMessage } from "node:http";
import { systemClock, type Clock } from "./clock.ts";
import { Doors } from "./doors.ts";
import { createExchange } from "./exchange.ts";
import { startLoopback, type LoopbackServer } from "./http-server.ts";
import { noPersistence, openPersistence } from "./persistence.ts";
import type { ScenarioDesk } from "./scenario-desk.ts";
import { createTrader, type Trader } from "./trader.ts";
import type { User, UserOptions } from "./users.ts";

export interface StartOptions {
  /** REST and user socket; 0 or left out: any free port. */
  readonly port?: number;
  readonly mdPort?: number;
  readonly seed: number;
  readonly users: readonly UserOptions[];
  /** `practice.sqlite` of a profile; left out: nothing is kept. */
  readonly file?: string;
  readonly clock?: Clock;
  /** Time of books and prices where a scenario has its own; left out: the clock. */
  readonly bookClock?: Clock;
  readonly log: (message: string) => void;
}

export interface RunningUser {
  readonly id: number;
  readonly name: string;
  readonly password: string;
  readonly accounts: readonly { readonly id: number; readonly name: string }[];
}

export interface RunningExchange {
  readonly httpUrl: string;
  readonly wsUrl: string;
  readonly mdUrl: string;
  readonly users: readonly RunningUser[];
  readonly trader: Trader;
  readonly scenarios: Pick<ScenarioDesk, "play" | "stop" | "progress">;
  /** Closes sockets, doors and file, in this order. */
  close(): Promise<void>;
}

/** Eight accounts for a leader and its followers, twenty in a login of followers only, four in a third. */
export function defaultUsers(password: string, leaderAccounts = 8): UserOptions[] {
  return [
    { name: "leader", password, accounts: leaderAccounts },
    { name: "followers", password, accounts: 20 },
    { name: "desk", password, accounts: 4 },
  ];
}

function describeUser({ id, name, password, accounts }: User): RunningUser {
  return {
    id,
    name,
    password,
    accounts: accounts.map((account) => ({ id: account.id, name: account.name })),
  };
}

interface OpenPorts {
  readonly user: LoopbackServer;
  readonly marketData: LoopbackServer;
}

async function openPorts(options: StartOptions, doors: Doors): Promise<OpenPorts> {
  const { log } = options;
  const common = {
    refuseUpgrade: (request: IncomingMessage) => doors.refuseUpgrade(request),
    finish: (endpoint: string, body: string) => doors.finish(endpoint, body),
    log,
  };
  const user = await startLoopback({
    ...common,
    port: options.port ?? 0,
    onRequest: (request, responder) => doors.rest(request, responder, user.port),
    onSocket: (socket) => doors.admit("user", socket),
  });
  try {
    const marketData = await startLoopback({
      ...common,
      port: options.mdPort ?? 0,
      onRequest: (_request, responder) => responder.reply({ status: 404 }),
      onSocket: (socket) => doors.admit("marketData", socket),
    });
    return { user, marketData };
  } catch (error) {
    await user.close();
    throw error;
  }
}

/** @throws what listening or opening the file throws: a port in use, an unwritable folder, a newer file */
export async function startExchange(options: StartOptions): Promise<RunningExchange> {
  const { clock = systemClock, log, seed, users, file } = options;
  const persistence = file === undefined ? noPersistence : openPersistence(file);
  const onHalt = (cause: unknown): void =>
    log(`The exchange stopped: its file could not be written (${String(cause)})`);
  const { bookClock } = options;
  const exchange = createExchange({ seed, users, clock: bookClock ?? clock, persistence, onHalt });
  const trader = createTrader(exchange);
  const doors = new Doors({ exchange, trader, clock, ownTime: bookClock !== undefined, log });
  const ports = await openPorts(options, doors).catch((error: unknown) => {
    exchange.close();
    throw error;
  });
  exchange.start();
  return {
    httpUrl: `http://127.0.0.1:${ports.user.port}/v1`,
    wsUrl: `ws://127.0.0.1:${ports.user.port}/v1/websocket`,
    mdUrl: `ws://127.0.0.1:${ports.marketData.port}/v1/websocket`,
    users: exchange.users.map((user) => describeUser(user)),
    trader,
    scenarios: doors.scenarios,
    close: async () => {
      doors.scenarios.stop();
      doors.closeAll("The exchange shuts down");
      await Promise.all([ports.user.close(), ports.marketData.close()]);
      exchange.close();
    },
  };
}
