/**
 * The exchange with its doors open: REST and user socket on one loopback port, market data on another. Composition
 * only. Used by `npm run practice` and, embedded, by the host.
 */
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { Auth } from "./auth.ts";
import { ClientSocket } from "./client-socket.ts";
import { systemClock, type Clock } from "./clock.ts";
import { Control, refuseForeign } from "./control.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { startLoopback, type HttpRequest, type HttpResponder, type LoopbackServer } from "./http-server.ts";
import { noPersistence, openPersistence } from "./persistence.ts";
import { Router } from "./router.ts";
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

function bearer(message: IncomingMessage): string {
  const [scheme, token = ""] = (message.headers.authorization ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" ? token : "";
}

class Sockets {
  readonly #open = new Set<ClientSocket>();

  add(options: Omit<ConstructorParameters<typeof ClientSocket>[0], "onClose">): void {
    const socket: ClientSocket = new ClientSocket({ ...options, onClose: () => this.#open.delete(socket) });
    this.#open.add(socket);
  }

  dropAll(): void {
    for (const socket of this.#open) socket.drop();
  }

  closeAll(reason: string): void {
    for (const socket of this.#open) socket.close(reason);
  }

  get authorizedCount(): number {
    return [...this.#open].filter((socket) => socket.isAuthorized()).length;
  }
}

interface SocketSets {
  readonly user: Sockets;
  readonly marketData: Sockets;
}

function describeUser({ id, name, password, accounts }: User): RunningUser {
  return {
    id,
    name,
    password,
    accounts: accounts.map((account) => ({ id: account.id, name: account.name })),
  };
}

interface Doors {
  readonly exchange: Exchange;
  readonly auth: Auth;
  readonly router: Router;
  readonly control: Control;
}

function serveRest(doors: Doors, request: HttpRequest, responder: HttpResponder, port: number): void {
  const { endpoint, query, body, message } = request;
  if (endpoint.startsWith("practice/")) {
    const refusal = refuseForeign(message, port);
    const value = body.kind === "json" ? body.value : undefined;
    const malformed = { status: 400, body: "The body is not JSON" };
    responder.reply(
      refusal ?? (body.kind === "malformed" ? malformed : doors.control.handle(endpoint, value)),
    );
    return;
  }
  const session = doors.auth.find(bearer(message));
  doors.router.handle({ endpoint, query, body, session }, responder);
}

function openDoors(exchange: Exchange, trader: Trader, users: Sockets): Doors {
  const auth = new Auth(exchange.core.clock, exchange.users);
  const router = new Router(exchange, auth);
  const control = new Control({
    exchange,
    trader,
    dropConnections: () => users.dropAll(),
    userSockets: () => users.authorizedCount,
  });
  return { exchange, auth, router, control };
}

interface OpenPorts {
  readonly user: LoopbackServer;
  readonly marketData: LoopbackServer;
}

async function openPorts(options: StartOptions, doors: Doors, sockets: SocketSets): Promise<OpenPorts> {
  const { log } = options;
  const { exchange, auth, router } = doors;
  const admit = (kind: "user" | "marketData") => (socket: WebSocket) =>
    sockets[kind].add({ kind, socket, exchange, auth, router, log });
  const user = await startLoopback({
    port: options.port ?? 0,
    onRequest: (request, responder) => serveRest(doors, request, responder, user.port),
    onSocket: admit("user"),
    log,
  });
  try {
    const marketData = await startLoopback({
      port: options.mdPort ?? 0,
      onRequest: (_request, responder) => responder.reply({ status: 404 }),
      onSocket: admit("marketData"),
      log,
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
  const exchange = createExchange({ seed, users, clock, persistence, onHalt });
  const trader = createTrader(exchange);
  const sockets: SocketSets = { user: new Sockets(), marketData: new Sockets() };
  const ports = await openPorts(options, openDoors(exchange, trader, sockets.user), sockets).catch(
    (error: unknown) => {
      exchange.close();
      throw error;
    },
  );
  exchange.start();
  return {
    httpUrl: `http://127.0.0.1:${ports.user.port}/v1`,
    wsUrl: `ws://127.0.0.1:${ports.user.port}/v1/websocket`,
    mdUrl: `ws://127.0.0.1:${ports.marketData.port}/v1/websocket`,
    users: exchange.users.map((user) => describeUser(user)),
    trader,
    close: async () => {
      sockets.user.closeAll("The exchange shuts down");
      sockets.marketData.closeAll("The exchange shuts down");
      await Promise.all([ports.user.close(), ports.marketData.close()]);
      exchange.close();
    },
  };
}
