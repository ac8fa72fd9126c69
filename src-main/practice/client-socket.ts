/**
 * One WebSocket of a client, of either kind. The user socket takes every request and, after `user/syncrequest`, the
 * events of its accounts; the market-data socket takes quotes only. A response is alone in its frame, always.
 */
import type { WebSocket } from "ws";
import type { Auth, Session } from "./auth.ts";
import type { Exchange } from "./exchange.ts";
import { MarketData } from "./market-data.ts";
import { parseRequest, type SocketRequest } from "./request.ts";
import { DENIED, type Reply, type Router } from "./router.ts";
import { SocketLink } from "./socket-link.ts";
import { readSyncRequest, wantsEvent, type Subscription } from "./sync.ts";

export interface ClientSocketOptions {
  readonly kind: "user" | "marketData";
  readonly socket: WebSocket;
  readonly exchange: Exchange;
  readonly auth: Auth;
  readonly router: Router;
  readonly log: (message: string) => void;
  readonly onClose: () => void;
}

type Call = Extract<SocketRequest, { kind: "request" }>;

function responseFrame(id: number, { status, body }: Reply): string {
  return `a[${JSON.stringify({ s: status, i: id, ...(body !== undefined && { d: body }) })}]`;
}

export class ClientSocket {
  readonly #options: ClientSocketOptions;
  readonly #link: SocketLink;
  readonly #marketData: MarketData;
  #session: Session | undefined;
  #subscription: Subscription | undefined;
  #detach: (() => void) | undefined;

  constructor(options: ClientSocketOptions) {
    const { exchange, kind, socket } = options;
    const { faults } = exchange.core;
    this.#options = options;
    this.#link = new SocketLink({
      socket,
      clock: exchange.core.clock,
      isSilent: () => kind === "user" && faults.settings.silent,
      clientBeatMsMax: () => (kind === "user" ? faults.settings.clientBeatMsMax : null),
      onText: (text) => this.#receive(text),
      onClose: () => this.#closed(),
    });
    this.#marketData = new MarketData(exchange, (frame) => this.#link.send(frame));
  }

  isAuthorized(): boolean {
    return this.#session !== undefined;
  }

  drop(): void {
    this.#link.drop();
  }

  close(reason: string): void {
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

  #reply(id: number, reply: Reply): void {
    this.#link.send(responseFrame(id, reply));
  }

  #authorize(id: number, token: string): void {
    this.#session = this.#options.auth.find(token);
    if (this.#session) {
      this.#link.authorized();
      this.#reply(id, { status: 200 });
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
    const value = body.kind === "json" ? body.value : undefined;
    if (this.#marketData.handle(endpoint, value, reply)) return;
    if (this.#options.kind === "marketData") {
      reply({ status: 404, body: `Not found: ${endpoint}` });
      return;
    }
    if (endpoint === "user/syncrequest") this.#subscribe(value, session);
    try {
      const responder = { reply, lost: () => this.#options.log(`lost the reply to ${endpoint}, as asked`) };
      this.#options.router.handle({ endpoint, query, body, session }, responder);
    } catch (error) {
      this.#options.log(`${endpoint} failed: ${String(error)}`);
      reply({ status: 500, body: "Internal error" });
    }
  }

  /** The snapshot that the router answers with and the events from here on leave no gap: both belong to one turn. */
  #subscribe(body: unknown, session: Session): void {
    const { exchange } = this.#options;
    const sync = readSyncRequest(body, session.user, exchange.core);
    if (!sync.ok) return;
    this.#subscription = sync.subscription;
    this.#detach ??= exchange.events.attach({
      wants: (event) => this.#subscription !== undefined && wantsEvent(this.#subscription, event),
      send: (frame) => this.#link.send(frame),
    });
  }
}
