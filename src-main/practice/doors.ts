/**
 * What happens at the doors: who may come in, whom a switch turns away, and the acts that `POST /practice/faults` asks
 * for. The only place that knows sessions, sockets and switches together.
 */
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { Auth, type Session } from "./auth.ts";
import { bustFill } from "./bust.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { Clock } from "./clock.ts";
import { Control, refuseForeign } from "./control.ts";
import { disguise, errorBody } from "./disguise.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultActs, FaultsRequest } from "./faults.ts";
import { formOr } from "./form-body.ts";
import { Gate } from "./gate.ts";
import type { HttpReply, HttpRequest, HttpResponder } from "./http-server.ts";
import { liquidateAccount } from "./liquidation.ts";
import { OAuth } from "./oauth.ts";
import { OpenSockets } from "./open-sockets.ts";
import { netPosition } from "./positions.ts";
import { Router } from "./router.ts";
import { ScenarioDesk } from "./scenario-desk.ts";
import type { Trader } from "./trader.ts";

export interface DoorsOptions {
  readonly exchange: Exchange;
  readonly trader: Trader;
  /** Time of sockets, sessions and limits; the books may have their own. */
  readonly clock: Clock;
  /** The books run on a scenario's own time: only a scenario with the same clock can be played. */
  readonly ownTime: boolean;
  readonly log: (message: string) => void;
}

function bearer(message: IncomingMessage): string {
  const [scheme, token = ""] = (message.headers.authorization ?? "").split(" ");
  // A Python client in use writes `Bearer ${token}` into an f-string, so that a dollar sign is sent.
  return scheme?.toLowerCase() === "bearer" ? token.replace(/^\$/u, "") : "";
}

/** Says in words why there is nothing to liquidate. */
function liquidateByBroker(exchange: Exchange, accountName: string): string | undefined {
  const { core } = exchange;
  const account = core.accountsByName.get(accountName);
  if (!account) return `There is no account ${accountName}`;
  const isOpen = [...account.positions.values()].some(({ book }) => netPosition(book) !== 0);
  if (!isOpen) return `${accountName} is flat`;
  exchange.change(() => liquidateAccount(core, account));
  return undefined;
}

type Revocation = Exclude<NonNullable<FaultActs["revokeTokens"]>, true>;

const OAUTH_TOKEN = "auth/oauthtoken";
const LOGINS: ReadonlySet<string> = new Set(["auth/accesstokenrequest", OAUTH_TOKEN]);

export class Doors {
  readonly scenarios: ScenarioDesk;
  readonly #options: DoorsOptions;
  readonly #auth: Auth;
  readonly #gate: Gate;
  readonly #router: Router;
  readonly #oauth: OAuth;
  readonly #control: Control;
  readonly #user = new OpenSockets();
  readonly #marketData = new OpenSockets();
  #closedUntil = 0;
  #replay: { readonly count: number; readonly waiting: Set<string> } | undefined;

  constructor(options: DoorsOptions) {
    const { exchange, trader } = options;
    const { clock } = options;
    const { users } = exchange;
    const { faults } = exchange.core;
    this.#options = options;
    this.#auth = new Auth({ clock, users, faults, onEvicted: (session) => this.#closeSession(session) });
    this.#gate = new Gate(clock, faults);
    this.#router = new Router(exchange, this.#auth, this.#gate, clock);
    this.#oauth = new OAuth({ auth: this.#auth, clock, faults, users });
    const userSockets = (): number => this.#user.authorizedCount;
    const setFaults = (request: FaultsRequest): string | undefined => this.#setFaults(request);
    this.scenarios = new ScenarioDesk({ exchange, trader, setFaults, userSockets }, options.ownTime);
    this.#control = new Control({ exchange, trader, setFaults, userSockets, scenarios: this.scenarios });
  }

  /** REST on the port of the user sockets. */
  rest(request: HttpRequest, responder: HttpResponder, port: number): void {
    const { endpoint, query, text, message } = request;
    if (endpoint.startsWith("practice/")) {
      responder.reply(this.#practice(request, port));
      return;
    }
    const body = formOr(request.body, text);
    const { errorBodies } = this.#settings;
    const reply = (answer: HttpReply): void =>
      responder.reply(
        answer.status === 200 ? answer : { ...answer, body: errorBody(answer.body, errorBodies) },
      );
    const turnedAway = this.#turnAway(request);
    if (turnedAway) {
      reply(turnedAway);
      return;
    }
    if (endpoint === "oauth") {
      reply(this.#oauth.authorize(query));
      return;
    }
    const state = this.#auth.look(bearer(message));
    // A login may carry the token that it is to replace.
    if (state.kind === "ended" && !LOGINS.has(endpoint)) {
      reply({ status: state.status, body: "Session has ended" });
      return;
    }
    const session = state.kind === "live" ? state.session : undefined;
    if (endpoint === OAUTH_TOKEN) {
      reply(
        this.#router.stop({ endpoint, query, body, session }) ??
          this.#oauth.token(body, text, message.headers.authorization),
      );
      return;
    }
    this.#router.handle({ endpoint, query, body, session }, { ...responder, reply });
  }

  /** The status with which an upgrade is refused. */
  refuseUpgrade(message: IncomingMessage): number | undefined {
    if (this.#isClosed()) return 503;
    const { wrongHost } = this.#settings;
    if (wrongHost === null || wrongHost.sockets === false) return undefined;
    return message.headers.host === wrongHost.host ? undefined : 421;
  }

  /** Practice's own answers are never disguised. */
  finish(endpoint: string, body: string): string {
    return endpoint.startsWith("practice/") ? body : disguise(body, this.#settings);
  }

  admit(kind: "user" | "marketData", socket: WebSocket): void {
    const { exchange, clock, log } = this.#options;
    const sockets = kind === "user" ? this.#user : this.#marketData;
    sockets.add({
      kind,
      socket,
      exchange,
      clock,
      log,
      auth: this.#auth,
      router: this.#router,
      takeReplay: (userName) => this.#takeReplay(userName),
      onAuthorized: (opened, session) => {
        if (kind === "user") this.#limitConnections(opened, session);
      },
    });
  }

  closeAll(reason: string): void {
    this.#user.closeAll(reason);
    this.#marketData.closeAll(reason);
  }

  get #settings() {
    return this.#options.exchange.core.faults.settings;
  }

  #isClosed(): boolean {
    return this.#options.clock.now() < this.#closedUntil;
  }

  #practice({ endpoint, body, message }: HttpRequest, port: number): HttpReply {
    const refusal = refuseForeign(message, port);
    if (refusal) return refusal;
    if (body.kind === "malformed") return { status: 400, body: "The body is not JSON" };
    return this.#control.handle(endpoint, body.kind === "json" ? body.value : undefined);
  }

  #turnAway({ endpoint, message }: HttpRequest): HttpReply | undefined {
    if (this.#isClosed()) return { status: 503 };
    const { wrongHost, wrongService } = this.#settings;
    if (wrongHost && wrongHost.rest !== false && message.headers.host !== wrongHost.host)
      return { status: 307, location: `http://${wrongHost.host}${message.url ?? "/"}` };
    return wrongService && !endpoint.startsWith("auth/") ? { status: 404 } : undefined;
  }

  #closeSession(session: Session): void {
    this.#user.shutDownSession(session, "ConnectionQuotaReached");
    this.#marketData.shutDownSession(session, "ConnectionQuotaReached");
  }

  /** Past the quota the oldest socket goes, and its token with it unless the new one shares it. */
  #limitConnections(opened: ClientSocket, session: Session): void {
    const { connections, endedStatus } = this.#options.exchange.core.faults.quotas;
    const sockets = this.#user.ofUser(session.user.name).filter((socket) => socket !== opened);
    if (connections === null || sockets.length < connections) return;
    const [oldest] = sockets;
    if (!oldest) return;
    if (oldest.session && oldest.session.id !== session.id)
      this.#auth.sessions.end(oldest.session, endedStatus);
    oldest.shutDown("ConnectionQuotaReached", "Connection quota reached");
  }

  #takeReplay(userName: string): number {
    if (!this.#replay?.waiting.delete(userName)) return 0;
    return this.#replay.count;
  }

  /** A bust or liquidation that can not be leaves everything else as it was. Gives back why not, in words. */
  #setFaults(request: FaultsRequest): string | undefined {
    const { reset, dropConnections, stallMs, halfOpen, bust, liquidate } = request;
    const { exchange } = this.#options;
    const refusal =
      (bust && bustFill(exchange, bust.fillId)) ??
      (liquidate && liquidateByBroker(exchange, liquidate.account));
    if (refusal !== undefined) return refusal;
    exchange.core.faults.apply(request);
    if (reset) {
      this.#gate.reset();
      this.#closedUntil = 0;
      this.#replay = undefined;
    }
    this.#drop(dropConnections);
    if (stallMs !== undefined) this.#user.stallAll(stallMs);
    if (halfOpen) this.#user.die(halfOpen.forMs, halfOpen.user);
    this.#closeFor(request);
    this.#revoke(request.revokeTokens);
    this.#replayEvents(request.replayEvents);
    return undefined;
  }

  #drop(asked: FaultActs["dropConnections"]): void {
    if (asked === undefined) return;
    const { sockets = "user", user } = asked === true ? { user: undefined } : asked;
    if (sockets !== "marketData") this.#user.drop(user);
    if (sockets !== "user") this.#marketData.drop(user);
  }

  #closeFor({ shutdown, maintenance }: FaultActs): void {
    if (shutdown) {
      const { reason, user, text } = shutdown;
      this.#user.shutDown(reason, user, text);
      this.#marketData.shutDown(reason, user, text);
    }
    if (maintenance) {
      this.#closedUntil = this.#options.clock.now() + maintenance.forMs;
      if (maintenance.forMs === 0) return;
      this.#user.shutDown("Maintenance");
      this.#marketData.shutDown("Maintenance");
    }
  }

  #revoke(asked: FaultActs["revokeTokens"]): void {
    if (asked === undefined) return;
    const { status = 401, closeSockets = false, user }: Revocation = asked === true ? {} : asked;
    const ended = this.#auth.sessions.endAll(status, user);
    if (!closeSockets) return;
    for (const session of ended) this.#closeSession(session);
  }

  #replayEvents(asked: FaultActs["replayEvents"]): void {
    if (asked === undefined) return;
    const { count, when } =
      typeof asked === "number" ? ({ count: asked, when: "reconnect" } as const) : asked;
    const { exchange } = this.#options;
    if (when === "now") exchange.events.replay(count);
    else this.#replay = { count, waiting: new Set(exchange.users.map(({ name }) => name)) };
  }
}
