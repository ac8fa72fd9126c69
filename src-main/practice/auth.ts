/**
 * Logins: who gets a session, what the reply says, and which older session a new one ends where quotas are on.
 * A wrong name, password, client id and secret are not told apart.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { WireAccessTokenResponse } from "../broker/tradovate/wire.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import { Sessions, type Session, type TokenState } from "./sessions.ts";
import type { User } from "./users.ts";

export type { Session } from "./sessions.ts";

const cidSchema = z.union([z.string().max(64), z.number().int()]).nullish();
const loginSchema = z.object({
  name: z.string().max(64),
  password: z.string().max(64),
  appId: z.string().max(64).nullish(),
  appVersion: z.string().max(64).nullish(),
  cid: cidSchema,
  sec: z.string().max(8192).nullish(),
  deviceId: z.string().max(64).nullish(),
});

/** The broker's own hosts, and three keys that were seen beside them. */
const API_HOSTS = {
  live: "live.tradovateapi.com",
  demo: "demo.tradovateapi.com",
  mdLive: "md.tradovateapi.com",
  mdDemo: "md-demo.tradovateapi.com",
  replay: "replay.tradovateapi.com",
  reportingLive: "rpt-live.tradovateapi.com",
  reportingDemo: "rpt-demo.tradovateapi.com",
  riskMonitorLive: "risk-monitor-api-live.ninjatrader.com",
  riskMonitorDemo: "risk-monitor-api-demo.ninjatrader.com",
  userContext: "user-context-api.ninjatrader.com",
};

const WRONG_PASSWORD =
  "Incorrect username or password. Please try again, noting that passwords are case-sensitive.";

export type AuthReply = WireAccessTokenResponse & { readonly apiHosts?: Readonly<Record<string, string>> };

export interface AuthOptions {
  readonly clock: Clock;
  readonly users: readonly User[];
  readonly faults: Faults;
  /** Quotas ended this session in favour of a newer one. */
  readonly onEvicted: (session: Session) => void;
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export class Auth {
  readonly sessions: Sessions;
  readonly #options: AuthOptions;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.sessions = new Sessions(options.clock);
  }

  /** Undefined when the body is no login at all. */
  login(body: unknown): AuthReply | undefined {
    const parsed = loginSchema.safeParse(body);
    if (!parsed.success) return undefined;
    const { name, password, cid, sec, deviceId } = parsed.data;
    const user = this.#options.users.find((known) => known.name === name);
    const rightKey = !user?.api || (String(cid ?? "") === user.api.cid && sameText(sec ?? "", user.api.sec));
    if (!user || !sameText(user.password, password) || !rightKey) return { errorText: WRONG_PASSWORD };
    if (this.#options.faults.takeMfaReply()) return { userStatus: "Active", userId: user.id, name };
    return this.#reply(this.admit(user, deviceId ?? undefined));
  }

  /** A session for somebody who has proved who they are. */
  admit(user: User, deviceId: string | undefined): Session {
    const { faults } = this.#options;
    const { sessions: most, devices, endedStatus } = faults.quotas;
    const live = this.sessions.liveOf(user.name);
    const evicted = most === null ? [] : live.slice(0, Math.max(0, live.length + 1 - most));
    const ids = [...new Set(live.flatMap((session) => session.deviceId ?? []))];
    if (devices !== null && deviceId !== undefined && !ids.includes(deviceId) && ids.length >= devices)
      evicted.push(...live.filter((session) => session.deviceId === ids[0] && !evicted.includes(session)));
    for (const session of evicted) {
      this.sessions.end(session, endedStatus);
      this.#options.onEvicted(session);
    }
    return this.sessions.open(user, deviceId);
  }

  /** New tokens for the same session; the old ones live on until their own end. */
  renew(session: Session): AuthReply {
    return this.#reply(session);
  }

  /** A session of its own for an OAuth login; the client stands for the device. */
  grant(user: User, clientId: string): { readonly accessToken: string; readonly expiresInSeconds: number } {
    const { token, expiresAt } = this.sessions.issue(this.admit(user, `oauth ${clientId}`));
    const expiresInSeconds = Math.floor((expiresAt - this.#options.clock.now()) / 1_000);
    return { accessToken: token, expiresInSeconds };
  }

  look(token: string): TokenState {
    return this.sessions.look(token);
  }

  /** Access and market-data tokens are taken alike, since clients mix them up. */
  find(token: string): Session | undefined {
    const state = this.sessions.look(token);
    return state.kind === "live" ? state.session : undefined;
  }

  #reply(session: Session): AuthReply {
    const { apiHosts, marketData } = this.#options.faults.settings;
    const { token: accessToken, expiresAt } = this.sessions.issue(session);
    const { token: mdAccessToken } = this.sessions.issue(session);
    return {
      accessToken,
      mdAccessToken,
      expirationTime: new Date(expiresAt).toISOString(),
      userStatus: "Active",
      userId: session.user.id,
      name: session.user.name,
      hasLive: false,
      outdatedTaC: false,
      hasFunded: true,
      hasMarketData: marketData === "on",
      outdatedLiquidationPolicy: false,
      ...(apiHosts && { apiHosts: { ...API_HOSTS, ...apiHosts } }),
    };
  }
}
