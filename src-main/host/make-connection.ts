/**
 * Makes one broker connection from its settings: what a connection needs from the world is handed to it here and nowhere
 * else. Used for the running connections and for a dry test alike.
 */
import { randomInt } from "node:crypto";
import type { ConnectionSettings } from "../../src-shared/group.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import type { LoginHistory } from "../broker/tradovate/login-history.ts";
import type { StoredLogin } from "../broker/tradovate/options.ts";
import { createTradovateConnection, type TokenStore } from "../broker/tradovate/tradovate-broker.ts";
import type { RequestBudget } from "../core/budget.ts";
import type { Clock, Log, Timers } from "../runtime/port.ts";
import type { PracticeExchange } from "./practice-exchange.ts";
import type { Redactor } from "./redact.ts";
import type { SecretKind, Secrets } from "./secrets.ts";
import { oauthUrlsOf, urlsOf, type VenueUrls } from "./venues.ts";

const RANDOM_STEPS = 2 ** 32;
const APP = "Mimik";

export interface ConnectionWorld {
  readonly exchange: PracticeExchange | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log & Redactor;
  readonly version: string;
  readonly deviceId: string;
}

export interface ConnectionParts {
  readonly settings: ConnectionSettings;
  readonly sink: BrokerSink;
  readonly budget: RequestBudget;
  readonly keepBudget: (login: StoredLogin) => void;
  /** Logins of the last hour: the broker allows few, and neither a restart nor another connection ends the hour. */
  readonly history: LoginHistory;
  /** Null where the trader has to be asked. */
  readonly secret: (kind: SecretKind) => Promise<string | null>;
  readonly tokenStore: TokenStore;
  readonly openBrowser: (url: string) => Promise<boolean>;
  readonly preloadRoots: readonly string[];
  readonly preloadNsMax: number;
}

/** What the broker shows to its users, where the connection names nothing else. */
export function appOf(version: string): { readonly id: string; readonly version: string } {
  return { id: APP, version };
}

function practiceUrls(exchange: PracticeExchange | null): VenueUrls | null {
  if (!exchange) return null;
  const { httpUrl, wsUrl, mdUrl } = exchange.running;
  return { http: httpUrl, ws: wsUrl, md: mdUrl };
}

export function makeConnection(world: ConnectionWorld, parts: ConnectionParts): BrokerConnection {
  const { exchange, clock, timers, log, version, deviceId } = world;
  const { settings, secret } = parts;
  const { id, environment, username, apiKey, oauthClientId } = settings;
  const urls = urlsOf(settings, practiceUrls(exchange));
  if (!urls) throw new Error("Invariant: a practice connection without the practice exchange");
  const app = appOf(version);
  const oauthUrls = settings.login === "oauth" ? oauthUrlsOf(settings) : null;
  const common = {
    id,
    environment,
    username,
    urls,
    clock,
    timers,
    log,
    deviceId,
    app: { id: settings.appId ?? app.id, version: settings.appVersion ?? app.version },
    sink: parts.sink,
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
    apiKey: apiKey === null ? null : { cid: apiKey.cid, secret: () => secret("apiSecret") },
    oauth:
      oauthUrls === null || oauthClientId === null
        ? null
        : {
            ...oauthUrls,
            clientId: oauthClientId,
            clientSecret: () => secret("oauthSecret"),
            openBrowser: parts.openBrowser,
          },
    budget: parts.budget,
    keepBudget: parts.keepBudget,
    history: parts.history,
    ownUrls: environment === "practice" || environment === "custom",
    preloadRoots: parts.preloadRoots,
    preloadNsMax: parts.preloadNsMax,
  };
  // The exchange forgets its tokens with its process, and its password is the profile's own.
  if (exchange && environment === "practice") {
    return createTradovateConnection({ ...common, password: () => Promise.resolve(exchange.password) });
  }
  return createTradovateConnection({
    ...common,
    password: () => secret("password"),
    tokenStore: parts.tokenStore,
  });
}

/** Tokens of one login. Whether one is its own and still good is for the session to say. */
export function tokenStoreOf(
  owner: ConnectionSettings,
  secrets: Secrets,
  log: Pick<Redactor, "hide">,
): TokenStore {
  return {
    async load() {
      const text = await secrets.loadToken(owner);
      if (text === null) return null;
      const token: unknown = JSON.parse(text);
      hideParts(token, log);
      return token;
    },
    save: (token) => {
      hideParts(token, log);
      return secrets.saveToken(owner, token === null ? null : JSON.stringify(token));
    },
  };
}

/** Every token of a session, however deep: no log line holds one. */
export function hideParts(value: unknown, log: Pick<Redactor, "hide">): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "string" && /token$/iu.test(key)) log.hide(inner);
    else hideParts(inner, log);
  }
}
