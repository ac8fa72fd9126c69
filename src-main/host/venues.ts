/** Where a connection's sockets lead. The broker's own hosts are the published ones; `custom` names its own. */
import type { ConnectionSettings } from "../../src-shared/group.ts";

export interface VenueUrls {
  readonly http: string;
  readonly ws: string;
  readonly md: string;
}

const broker = {
  demo: {
    http: "https://demo.tradovateapi.com/v1",
    ws: "wss://demo.tradovateapi.com/v1/websocket",
    md: "wss://md-demo.tradovateapi.com/v1/websocket",
  },
  live: {
    http: "https://live.tradovateapi.com/v1",
    ws: "wss://live.tradovateapi.com/v1/websocket",
    md: "wss://md.tradovateapi.com/v1/websocket",
  },
} as const satisfies Record<string, VenueUrls>;

/** Null for a practice connection while no exchange runs in this process. */
export function urlsOf(connection: ConnectionSettings, practice: VenueUrls | null): VenueUrls | null {
  switch (connection.environment) {
    case "practice":
      return practice;
    case "custom": {
      const { httpUrl, wsUrl, mdUrl } = connection;
      if (httpUrl === null || wsUrl === null || mdUrl === null) {
        throw new Error(`Invariant: the custom connection ${connection.id} has no addresses`);
      }
      return { http: httpUrl, ws: wsUrl, md: mdUrl };
    }
    case "demo":
      return broker.demo;
    case "live":
      return broker.live;
    default:
      return connection.environment satisfies never;
  }
}

export interface OAuthUrls {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
}

/** Always the live host: its tokens work on demo too (protocol.md 1.5). */
const brokerOAuth: OAuthUrls = {
  authorizeUrl: "https://trader.tradovate.com/oauth",
  tokenUrl: "https://live.tradovateapi.com/auth/oauthtoken",
};

/** Where a login in the browser begins, and where its code becomes a token. Null for practice, which has none. */
export function oauthUrlsOf(connection: ConnectionSettings): OAuthUrls | null {
  switch (connection.environment) {
    case "practice":
      return null;
    case "custom": {
      const { httpUrl } = connection;
      if (httpUrl === null)
        throw new Error(`Invariant: the custom connection ${connection.id} has no addresses`);
      return {
        authorizeUrl: new URL("/oauth", httpUrl).href,
        tokenUrl: `${httpUrl.replace(/\/+$/u, "")}/auth/oauthtoken`,
      };
    }
    case "demo":
    case "live":
      return brokerOAuth;
    default:
      return connection.environment satisfies never;
  }
}
