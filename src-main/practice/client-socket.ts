/**
 * One WebSocket of a client, of either kind. The user socket takes every request and, after `user/syncrequest`, the
 * events of its accounts; the market-data socket takes quotes only. A response is alone in its frame, always.
 */
import type { WebSocket } from "ws";
import type { Auth, Session } from "./auth.ts";
import type { Clock } from "./clock.ts";
import type { EventSink } from "./delivery.ts";
import { errorBody } from "./disguise.ts";
import type { Exchange } from "./exchange.ts";
import { MarketData } from "./market-data.ts";
import { parseRequest, type SocketRequest } from "./request.ts";
import { DENIED, type Reply, type Request, type Responder, type Router } from "./router.ts";
import { SocketLink } from "./socket-link.ts";
import { readSyncRequest, wantsEvent, type Subscription } from "./sync.ts";

export type ShutdownReason = "Maintenance" | "ConnectionQuotaReached" | "IPQuotaReached";

export interface ClientSocketOptions {
  readonly kind: "user" | "marketData";
  readonly socket: WebSocket;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly router: Router;
  readonly log: (message: string) => void;
  /** How many of the last events a user's next synchronised socket hears again; taken by asking. */
  readonly takeReplay: (userName: string) => number;
  readonly onAuthorized: (socket: ClientSocket, session: Session) => void;
  readonly onClose: () => void;
}

type Call = Extract<SocketRequest, { kind: "request" }>;

export class ClientSocket {
  readonly #options: ClientSocketOptions;
  readonly #link: SocketLink;
  readonly #marketData: MarketData;
  #session: Session | undefined;
  #subscription: Subscription | undefined;
  #sink: EventSink | undefined;
  #detach: (() => void) | undefined;

  constructor(options: ClientSocketOptions) {
    const { clock, exchange, kind, socket } = options;
    this.#options = options;
    this.#link = new SocketLink({
      socket,
      kind,
      clock,
      settings: () => exchange.core.faults.settings,
      onText: (text) => this.#receive(text),
      onClose: () => this.#closed(),
    });
    this.#marketData = new MarketData(exchange, (frame) => this.#link.send(frame));
  }

  /** Undefined until the socket is authorised. */
  get session(): Session | undefined {
    return this.#session;
  }

  drop(): void {
    this.#link.drop();
  }

  stall(ms: number): void {
    this.#link.stall(ms);
  }

  die(ms: number): void {
    this.#link.die(ms);
  }

  close(reason: string): void {
    this.#link.close(reason);
  }

  /** Says why, then closes. */
  shutDown(reasonCode: ShutdownReason, reason: string): void {
    this.#link.send(`a[${JSON.stringify({ e: "shutdown", d: { reasonCode, reason } })}]`);
    this.#link.close(reason);
  }

  #closed(): void {
    this.#marketData.close();
    this.#detach?.();
    this.#options.onClose();
  }

  #receive(text: string): void {
    const request = parseRequest(text);
    switch (request.kind) {
      case "heartbeat":
        return;
      case "malformed":
        this.#options.log(`skipped a frame that is no request: ${request.reason}`);
        return;
      case "authorize":
        this.#authorize(request.id, request.token);
        return;
      case "request":
        this.#call(request);
        return;
      default:
        request satisfies never;
    }
  }

  /** Parts of a snapshot are responses of their own with the same id. */
  #reply(id: number, { status, body, parts }: Reply): void {
    const { errorBodies } = this.#options.exchange.core.faults.settings;
    for (const part of parts ?? [status === 200 ? body : errorBody(body, errorBodies)]) {
      const response = { s: status, i: id, ...(part !== undefined && { d: part }) };
      this.#link.send(`a[${JSON.stringify(response)}]`);
    }
  }

  /** Once is enough: a socket outlives its token, and a later try with a bad one takes nothing away. */
  #authorize(id: number, token: string): void {
    const session = this.#options.auth.find(token);
    if (session) {
      this.#session = session;
      this.#link.authorized();
      this.#reply(id, { status: 200 });
      this.#options.onAuthorized(this, session);
    } else {
      this.#reply(id, { status: 401, body: "Invalid access token" });
    }
  }

  #call(call: Call): void {
    const { id, endpoint, query, body } = call;
    const session = this.#session;
    const reply = (answer: Reply): void => this.#reply(id, answer);
    if (!session) {
      reply(DENIED);
      return;
    }
    const request: Request = { endpoint, query, body, session };
    if (MarketData.serves(endpoint) || this.#options.kind === "marketData") {
      this.#callMarketData(request, reply);
      return;
    }
    const lost = (): void => this.#options.log(`lost the reply to ${endpoint}, as asked`);
    const responder: Responder = { reply, lost, cut: () => this.drop() };
    try {
      if (endpoint === "user/syncrequest") this.#subscribe(request, session, responder);
      else this.#options.router.handle(request, responder);
    } catch (error) {
      this.#options.log(`${endpoint} failed: ${String(error)}`);
      reply({ status: 500, body: "Internal error" });
    }
  }

  #callMarketData(request: Request, reply: (answer: Reply) => void): void {
    const { endpoint, body } = request;
    const stopped = this.#options.router.stop(request);
    if (stopped) reply(stopped);
    else if (MarketData.serves(endpoint))
      this.#marketData.handle(endpoint, body.kind === "json" ? body.value : undefined, reply);
    else reply({ status: 404, body: `Not found: ${endpoint}` });
  }

  /** The snapshot that the router answers with and the events from here on leave no gap: both belong to one turn. */
  #subscribe(request: Request, session: Session, responder: Responder): void {
    const { exchange, router, takeReplay } = this.#options;
    const body = request.body.kind === "json" ? request.body.value : undefined;
    router.handle(request, {
      ...responder,
      reply: (reply) => {
        responder.reply(reply);
        const sync = readSyncRequest(body, session.user, exchange.core);
        const granted = reply.status === 200 && typeof reply.body === "object" && reply.body !== null;
        if (!sync.ok || !granted || !("users" in reply.body)) return;
        this.#subscription = sync.subscription;
        this.#sink ??= this.#attach(session);
        exchange.events.replay(takeReplay(session.user.name), this.#sink);
      },
    });
  }

  #attach(session: Session): EventSink {
    const sink: EventSink = {
      userName: session.user.name,
      wants: (event) => this.#subscription !== undefined && wantsEvent(this.#subscription, event),
      send: (frame) => this.#link.send(frame),
      cut: () => this.drop(),
    };
    this.#detach = this.#options.exchange.events.attach(sink);
    return sink;
  }
}
