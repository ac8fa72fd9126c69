/**
 * Where a login's requests and sockets lead. The broker may move a login: every auth reply names its hosts, bare host
 * names only, and this login's two are taken from it; a redirect may name another host of the same owner. Addresses
 * that the user gave himself are never left (setup-file.md). Nothing a host name could smuggle in is accepted: no
 * scheme, path, port, user, and no numbers in place of a name.
 */

import type { Environment } from "../../../src-shared/ids.ts";
import { isRecord } from "./read.ts";

export interface Urls {
  readonly http: string;
  readonly ws: string;
  readonly md: string;
}

export type Socket = "user" | "md";

/** What is kept over a restart. */
export interface KnownHosts {
  readonly trade: string;
  readonly md: string | null;
}

/** How a host's addresses are built; tests put computers of their own behind names. */
export interface Addresses {
  readonly http: (host: string) => string;
  readonly ws: (host: string) => string;
}

export interface HostsOptions {
  readonly environment: Environment;
  readonly urls: Urls;
  readonly ownUrls: boolean;
  /** This socket's address is another one now. */
  readonly moved: (socket: Socket) => void;
  /** A host name that is not accepted. */
  readonly refused: (host: string) => void;
  readonly addresses?: Addresses;
}

const brokers: Addresses = {
  http: (host) => `https://${host}/v1`,
  ws: (host) => `wss://${host}/v1/websocket`,
};

const bareHost =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

const keysOf: Readonly<Record<Environment, { readonly trade: string; readonly md: string } | null>> = {
  demo: { trade: "demo", md: "mdDemo" },
  live: { trade: "live", md: "mdLive" },
  practice: null,
  custom: null,
};

/** The published hosts of the environment that this one must never be mixed with, and the keys of its hosts. */
const otherOf: Readonly<
  Record<"demo" | "live", { readonly hosts: readonly string[]; readonly keys: readonly string[] }>
> = {
  demo: { hosts: ["live.tradovateapi.com", "md.tradovateapi.com"], keys: ["live", "mdLive"] },
  live: { hosts: ["demo.tradovateapi.com", "md-demo.tradovateapi.com"], keys: ["demo", "mdDemo"] },
};

export class Hosts {
  readonly #options: HostsOptions;
  readonly #addresses: Addresses;
  #urls: Urls;
  /** Of the other environment, as the last auth reply named them. */
  #others: readonly unknown[] = [];
  #known: { trade: string | null; md: string | null } = { trade: null, md: null };

  constructor(options: HostsOptions) {
    this.#options = options;
    this.#addresses = options.addresses ?? brokers;
    this.#urls = options.urls;
  }

  get http(): string {
    return this.#urls.http;
  }

  urlOf(socket: Socket): string {
    return socket === "user" ? this.#urls.ws : this.#urls.md;
  }

  /** Null: the addresses are those of the start. */
  get known(): KnownHosts | null {
    const { trade, md } = this.#known;
    return trade === null ? null : { trade, md };
  }

  /** `apiHosts` of an auth reply. What is missing or not acceptable leaves what was known. */
  adopt(apiHosts: unknown): void {
    const keys = this.#options.ownUrls ? null : keysOf[this.#options.environment];
    if (keys === null || !isRecord(apiHosts)) return;
    const [trade, md] = [apiHosts[keys.trade], apiHosts[keys.md]];
    this.#others = this.#other?.keys.map((key) => apiHosts[key]) ?? [];
    if (this.#accepts(trade)) this.#moveTrade(trade.toLowerCase());
    if (this.#accepts(md)) this.#moveMarketData(md.toLowerCase());
  }

  /** Hosts of an earlier run of the same login. */
  restore(known: KnownHosts | null): void {
    const keys = keysOf[this.#options.environment];
    if (known === null || keys === null) return;
    this.adopt({ [keys.trade]: known.trade, ...(known.md === null ? {} : { [keys.md]: known.md }) });
  }

  /** The `Location` of a 307. Null when it was adopted; else why it was not. */
  redirected(location: string): string | null {
    if (this.#options.ownUrls) return "its address is the user's own";
    if (!URL.canParse(location)) return "no address";
    const { protocol, hostname, port, username, password } = new URL(location);
    if (
      protocol !== "https:" ||
      port !== "" ||
      username !== "" ||
      password !== "" ||
      !bareHost.test(hostname)
    )
      return "not a bare https host";
    const present = new URL(this.#urls.http).hostname;
    const mixed = this.#isOther(hostname) || this.#others.includes(hostname);
    if (mixed || ownerOf(hostname) !== ownerOf(this.#known.trade ?? present)) {
      this.#options.refused(hostname);
      return hostname;
    }
    if (this.#addresses.http(hostname) === this.#urls.http) return "the server that was asked";
    this.#moveTrade(hostname);
    return null;
  }

  get #other(): (typeof otherOf)["demo"] | null {
    const { environment } = this.#options;
    return environment === "demo" || environment === "live" ? otherOf[environment] : null;
  }

  /** Demo on a live server, or live on a demo one: accounts and orders of the one would pass for the other's. */
  #isOther(host: string): boolean {
    return this.#other?.hosts.includes(host) ?? false;
  }

  #accepts(host: unknown): host is string {
    if (host === undefined || host === null) return false;
    const bare = typeof host === "string" && bareHost.test(host.toLowerCase());
    if (bare && !this.#isOther(host.toLowerCase())) return true;
    this.#options.refused(typeof host === "string" ? host.slice(0, 100) : typeof host);
    return false;
  }

  #moveTrade(host: string): void {
    this.#known.trade = host;
    const [http, ws] = [this.#addresses.http(host), this.#addresses.ws(host)];
    const moved = ws !== this.#urls.ws;
    this.#urls = { ...this.#urls, http, ws };
    if (moved) this.#options.moved("user");
  }

  #moveMarketData(host: string): void {
    this.#known.md = host;
    const md = this.#addresses.ws(host);
    const moved = md !== this.#urls.md;
    this.#urls = { ...this.#urls, md };
    if (moved) this.#options.moved("md");
  }
}

/** The last two labels: the broker's names stand directly below `.com` and `.dev`. */
function ownerOf(host: string): string {
  return host.toLowerCase().split(".").slice(-2).join(".");
}
