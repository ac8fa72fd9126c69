/**
 * One routing for REST and the socket: every endpoint can be called over either. Paths come in lower case and without
 * `/v1`. A change is stored before its reply leaves, and its events follow the reply.
 */
import type { Auth, Session } from "./auth.ts";
import { bookCall } from "./book-calls.ts";
import type { Clock } from "./clock.ts";
import type { Exchange } from "./exchange.ts";
import { operationOf, type Gate } from "./gate.ts";
import { ORDER_ROUTES, type OrderHandler } from "./order-routes.ts";
import { readEntities, type ReadParameters } from "./reads.ts";
import type { RequestBody } from "./request.ts";
import { splitSnapshot } from "./split-snapshot.ts";
import { readSyncRequest, snapshot } from "./sync.ts";

export interface Request {
  readonly endpoint: string;
  readonly query: URLSearchParams;
  readonly body: RequestBody;
  readonly session: Session | undefined;
}

/** `body` is absent when there is none; with another status than 200 it is an error text. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** The same body in parts, for a socket that asked for several responses. */
  readonly parts?: readonly unknown[];
}

export interface Responder {
  /** The reply to this request; called once at most. */
  reply(reply: Reply): void;
  /** A switch loses the reply: nothing will come. */
  lost(): void;
  /** A switch cuts the connection that carried the request. */
  cut(): void;
}

export const DENIED: Reply = { status: 401, body: "Access is denied" };
const MALFORMED: Reply = { status: 400, body: "Malformed request" };

function bodyOf(request: Request): unknown {
  return request.body.kind === "json" ? request.body.value : undefined;
}

/** The body or, where a client sends none, the query. */
function inputOf(request: Request): unknown {
  return bodyOf(request) ?? Object.fromEntries(request.query);
}

function parametersOf(request: Request): ReadParameters {
  const body = bodyOf(request);
  const fields =
    typeof body === "object" && body !== null
      ? new Map(Object.entries(body).map(([name, value]: [string, unknown]) => [name.toLowerCase(), value]))
      : new Map<string, unknown>();
  const text = (name: string): string | undefined => {
    const value = request.query.get(name) ?? fields.get(name);
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    return Array.isArray(value) ? value.join(",") : undefined;
  };
  return {
    text,
    ids: (name) => {
      const list = text(name);
      return list !== undefined && /^\d{1,15}(,\d{1,15})*$/u.test(list)
        ? list.split(",").map(Number)
        : undefined;
    },
  };
}

function me({ user }: Session): Reply {
  const { id: userId, name } = user;
  const email = `${name}@practice.invalid`;
  return { status: 200, body: { userId, name, fullName: name, email, emailVerified: true, isTrial: false } };
}

function read(exchange: Exchange, session: Session, request: Request): Reply {
  const result = readEntities(exchange.core, session.user, request.endpoint, parametersOf(request));
  switch (result.kind) {
    case "found":
      return { status: 200, body: result.body };
    case "notFound":
      return { status: 404, body: `Not found: ${request.endpoint}` };
    case "malformed":
      return MALFORMED;
    default:
      return result satisfies never;
  }
}

/** A ticket is for the gate: operations do not see it. */
function withoutTicket(body: RequestBody): RequestBody {
  if (body.kind !== "json" || typeof body.value !== "object" || body.value === null) return body;
  if (Array.isArray(body.value) || !Object.hasOwn(body.value, "p-ticket")) return body;
  const rest = Object.entries(body.value).filter(([name]) => name !== "p-ticket");
  return { kind: "json", value: Object.fromEntries(rest) };
}

function accountNameOf(exchange: Exchange, body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { core } = exchange;
  const { accountId, accountSpec } = body as { readonly accountId?: unknown; readonly accountSpec?: unknown };
  return core.accounts.get(Number(accountId))?.name ?? (typeof accountSpec === "string" ? accountSpec : "");
}

export class Router {
  readonly #exchange: Exchange;
  readonly #auth: Auth;
  readonly #gate: Gate;
  /** Time of replies; the books may have their own. */
  readonly #clock: Clock;

  constructor(exchange: Exchange, auth: Auth, gate: Gate, clock: Clock) {
    this.#clock = clock;
    this.#exchange = exchange;
    this.#auth = auth;
    this.#gate = gate;
  }

  /** The answer to a request that may not act. */
  stop(request: Request): Reply | undefined {
    return this.#gate.stop(request);
  }

  /** @throws what the store throws: then the change is not acknowledged. */
  handle(request: Request, responder: Responder): void {
    const stopped = this.#gate.stop(request);
    if (stopped || request.body.kind === "malformed") {
      responder.reply(stopped ?? MALFORMED);
      return;
    }
    const { endpoint, session } = request;
    const admitted = { ...request, body: withoutTicket(request.body) };
    const order = ORDER_ROUTES.get(endpoint);
    if (session && operationOf(endpoint) === "orders") {
      const { faults } = this.#exchange.core;
      const cut = faults.takeOrderCut(session.user.name);
      const end = (): void => responder.cut();
      const lost = cut === "after" ? { reply: end, lost: end, cut: end } : responder;
      if (cut === "before") responder.cut();
      else if (order) this.#handleOrder(order, session, bodyOf(admitted), lost);
      else this.#handleOther(admitted, lost);
      return;
    }
    this.#handleOther(admitted, responder);
  }

  #handleOther(request: Request, responder: Responder): void {
    this.#exchange.change(
      () => this.#answer(request),
      (reply) => {
        this.#gate.settle(request, reply);
        responder.reply(reply);
      },
    );
  }

  #handleOrder(order: OrderHandler, session: Session, body: unknown, responder: Responder): void {
    const { core } = this.#exchange;
    if (core.faults.settings.withoutOrders.includes(session.user.name)) {
      responder.reply(DENIED);
      return;
    }
    this.#exchange.change(
      () => order(this.#exchange, session, body),
      (result) => {
        const { ackDelayMs } = core.faults.settings;
        const reply = { status: 200, body: this.#withExplicitSuccess(body, result) };
        if (core.faults.takeLostReply()) responder.lost();
        else if (ackDelayMs > 0) this.#clock.after(ackDelayMs, () => responder.reply(reply));
        else responder.reply(reply);
      },
    );
  }

  #withExplicitSuccess(body: unknown, result: unknown): unknown {
    if (typeof result !== "object" || result === null || !("orderId" in result)) return result;
    const { faults } = this.#exchange.core;
    const named = faults.takeExplicitSuccess(accountNameOf(this.#exchange, body));
    return named ? { ...result, failureReason: "Success" } : result;
  }

  #answer(request: Request): Reply {
    const { endpoint, session } = request;
    if (endpoint === "auth/accesstokenrequest") return this.#login(bodyOf(request));
    if (!session) return DENIED;
    switch (endpoint) {
      case "auth/renewaccesstoken":
        return { status: 200, body: this.#auth.renew(session) };
      case "auth/me":
        return me(session);
      case "user/syncrequest":
        return this.#snapshot(session, bodyOf(request));
      default:
        return (
          bookCall(this.#exchange, session, endpoint, inputOf(request)) ??
          read(this.#exchange, session, request)
        );
    }
  }

  #login(body: unknown): Reply {
    const reply = this.#auth.login(body);
    return reply ? { status: 200, body: reply } : MALFORMED;
  }

  /** Over REST a snapshot without the events that a socket would get after it, and always in one piece. */
  #snapshot(session: Session, body: unknown): Reply {
    const { core } = this.#exchange;
    const sync = readSyncRequest(body, session.user, core);
    if (!sync.ok) return sync.status === 401 ? DENIED : MALFORMED;
    const whole = snapshot(core, session.user, sync.subscription);
    const parts = sync.split ? splitSnapshot(whole, core.faults.settings.splitSnapshots) : [whole];
    return { status: 200, body: whole, ...(parts.length > 1 && { parts }) };
  }
}
