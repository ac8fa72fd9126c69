/** What one Tradovate connection needs of its host. */

import type { ConnectionId, ContractName, Environment } from "../../../src-shared/ids.ts";
import type { RequestBudget, StoredBudget } from "../../core/budget.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { BrokerSink } from "../port.ts";
import type { Addresses } from "./hosts.ts";
import type { LoginHistory } from "./login-history.ts";
import type { TokenStore } from "./token.ts";

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: () => Promise<string | null>;
  /** Where the trader gives his consent; `https://trader.tradovate.com/oauth`, or an exchange's own page. */
  readonly authorizeUrl: string;
  /** Where a code becomes a token. */
  readonly tokenUrl: string;
  /** Of an application whose redirect address names a port (`http://127.0.0.1:PORT/oauth/callback`); else any free one. */
  readonly redirectPort?: number;
  /** Shows a page in the system's browser; false when none could be opened (the view's words then hold the address). */
  readonly openBrowser: (url: string) => Promise<boolean>;
}

/** What outlives a restart of one login beside its token. No secret is in it. */
export interface StoredLogin extends StoredBudget {
  /** Wall times of the logins of the last hour: few are allowed, restarts or not. */
  readonly loginsMs: readonly number[];
}

export interface TradovateOptions {
  readonly id: ConnectionId;
  readonly environment: Environment;
  readonly username: string;
  readonly urls: { readonly http: string; readonly ws: string; readonly md: string };
  /** Null: none is known, the trader has to enter it. */
  readonly password: () => Promise<string | null>;
  /** Permanent, unique per profile. */
  readonly deviceId: string;
  readonly app: { readonly id: string; readonly version: string };
  /** The user's own API key; its secret is asked for at each login. Null: none. */
  readonly apiKey: { readonly cid: string; readonly secret: () => Promise<string | null> } | null;
  /** Set where the login is made in the system's browser (protocol.md 1.5); the password is not used then. */
  readonly oauth: OAuthOptions | null;
  /** The one of this login: the core takes for orders from it, the client for everything else. */
  readonly budget: RequestBudget;
  /** Called about every five seconds while something changes, at once when the broker asks for silence. */
  readonly keepBudget: (login: StoredLogin) => void;
  /** Of this login, with what `keepBudget` was given by an earlier run: the broker counts logins whoever makes them. */
  readonly history?: LoginHistory;
  /** The addresses are the user's own: `apiHosts` of the broker is ignored (setup-file.md). */
  readonly ownUrls: boolean;
  /** How a host's addresses are built; left out: as the broker's are. */
  readonly addresses?: Addresses;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly sink: BrokerSink;
  /** A restart reuses the token: logins are limited. */
  readonly tokenStore?: TokenStore;
  /** In [0, 1): jitter of reconnects. */
  readonly random: () => number;
  /** Product roots whose contracts are looked up at the first connect. */
  readonly preloadRoots: readonly string[];
  /** Nanoseconds that the first snapshot, and so every exit, may wait for them. */
  readonly preloadNsMax: number;
  /** Contracts whose quotes are needed from the start. */
  readonly wantedQuotes?: readonly ContractName[];
}
