/** What one Tradovate connection needs of its host. */

import type { ConnectionId, ContractName, Environment } from "../../../src-shared/ids.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { BrokerSink } from "../port.ts";
import type { TokenStore } from "./session.ts";

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
