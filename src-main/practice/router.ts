/**
 * One routing for REST and the socket: every endpoint can be called over either. Paths come in lower case and without
 * `/v1`. A change is stored before its reply leaves, and its events follow the reply.
 */
import { z } from "zod";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireCashBalanceSnapshot } from "../broker/tradovate/wire.ts";
import { openProfitMicros } from "./accounts.ts";
import type { Auth, Session } from "./auth.ts";
import type { Exchange } from "./exchange.ts";
import { cancel, liquidate, modify, place } from "./order-entry.ts";
import { netPosition } from "./positions.ts";
import { readEntities, type ReadParameters } from "./reads.ts";
import type { RequestBody } from "./request.ts";
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
}

export interface Responder {
  /** The reply to this request; called once at most. */
  reply(reply: Reply): void;
  /** A switch loses the reply: nothing will come. */
  lost(): void;
}

export const DENIED: Reply = { status: 401, body: "Access is denied" };
const MALFORMED: Reply = { status: 400, body: "Malformed request" };

const loginSchema = z.object({ name: z.string().max(64), password: z.string().max(64) });
const accountSchema = z.object({ accountId: z.coerce.number().int().positive() });

type OrderHandler = (exchange: Exchange, session: Session, body: unknown) => unknown;

const ORDER_ROUTES = new Map<string, OrderHandler>([
  ["order/placeorder", place],
  ["order/cancelorder", cancel],
  ["order/modifyorder", modify],
  ["order/liquidateposition", liquidate],
]);

function bodyOf(request: Request): unknown {
  return request.body.kind === "json" ? request.body.value : undefined;
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

function cashSnapshot(exchange: Exchange, session: Session, body: unknown): Reply {
  const parsed = accountSchema.safeParse(body);
  if (!parsed.success) return MALFORMED;
  const { core } = exchange;
  const account = core.accounts.get(parsed.data.accountId);
  if (!account || !session.user.accountIds.has(account.id)) return DENIED;
  const open = openProfitMicros(core, account);
  let initial = 0;
  let maintenance = 0;
  for (const { book, contract } of account.positions.values()) {
    const held = Math.abs(netPosition(book));
    initial += held * contract.product.initialMarginMicros;
    maintenance += held * contract.product.maintenanceMarginMicros;
  }
  const reply: WireCashBalanceSnapshot = {
    totalCashValue: account.cashMicros / MICROS_PER_DOLLAR,
    totalPnL: (account.realizedMicros + open) / MICROS_PER_DOLLAR,
    initialMargin: initial / MICROS_PER_DOLLAR,
    maintenanceMargin: maintenance / MICROS_PER_DOLLAR,
    netLiq: (account.cashMicros + open) / MICROS_PER_DOLLAR,
    openPnL: open / MICROS_PER_DOLLAR,
    realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
    weekRealizedPnL: account.weekRealizedMicros / MICROS_PER_DOLLAR,
  };
  return { status: 200, body: reply };
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

export class Router {
  readonly #exchange: Exchange;
  readonly #auth: Auth;

  constructor(exchange: Exchange, auth: Auth) {
    this.#exchange = exchange;
    this.#auth = auth;
  }

  /** @throws what the store throws: then the change is not acknowledged. */
  handle(request: Request, responder: Responder): void {
    if (request.body.kind === "malformed") {
      responder.reply(MALFORMED);
      return;
    }
    const order = ORDER_ROUTES.get(request.endpoint);
    const { session } = request;
    if (order && session) {
      this.#handleOrder(order, session, bodyOf(request), responder);
      return;
    }
    this.#exchange.change(
      () => this.#answer(request),
      (reply) => responder.reply(reply),
    );
  }

  #handleOrder(order: OrderHandler, session: Session, body: unknown, responder: Responder): void {
    const { core } = this.#exchange;
    this.#exchange.change(
      () => order(this.#exchange, session, body),
      (result) => {
        const { ackDelayMs } = core.faults.settings;
        if (core.faults.takeLostReply()) responder.lost();
        else if (ackDelayMs > 0)
          core.clock.after(ackDelayMs, () => responder.reply({ status: 200, body: result }));
        else responder.reply({ status: 200, body: result });
      },
    );
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
      case "cashbalance/getcashbalancesnapshot":
      case "account/getcashbalancesnapshot":
        return cashSnapshot(this.#exchange, session, bodyOf(request));
      default:
        return read(this.#exchange, session, request);
    }
  }

  #login(body: unknown): Reply {
    const parsed = loginSchema.safeParse(body);
    if (!parsed.success) return MALFORMED;
    return { status: 200, body: this.#auth.login(parsed.data.name, parsed.data.password) };
  }

  /** Over REST a snapshot without the events that a socket would get after it. */
  #snapshot(session: Session, body: unknown): Reply {
    const sync = readSyncRequest(body, session.user, this.#exchange.core);
    if (!sync.ok) return sync.status === 401 ? DENIED : MALFORMED;
    return { status: 200, body: snapshot(this.#exchange.core, session.user, sync.subscription) };
  }
}
