/**
 * The broker's host names, led to doors of this computer: an exchange on loopback can not be named by a bare https host,
 * so the client's own seam for addresses (`TradovateOptions.addresses`) and its first addresses are set here, and nothing
 * else. What it can not show: TLS, and a 307 whose `Location` is a bare https host.
 */
import type { TradovateOptions } from "../../broker/tradovate/tradovate-broker.ts";

interface Door {
  readonly http: string;
  readonly ws: string;
}

const doors = new Map<string, Door>();

/** Requests for this host go through that door from now on. */
export function name(host: string, door: Door): void {
  doors.set(host, door);
}

function doorOf(host: string): Door {
  const door = doors.get(host);
  if (door === undefined) throw new Error(`no door is named ${host}`);
  return door;
}

const hostOf = (url: string): string => new URL(url).hostname;

export function led(options: TradovateOptions): TradovateOptions {
  const { http, ws, md } = options.urls;
  return {
    ...options,
    urls: { http: doorOf(hostOf(http)).http, ws: doorOf(hostOf(ws)).ws, md: doorOf(hostOf(md)).ws },
    addresses: { http: (host) => doorOf(host).http, ws: (host) => doorOf(host).ws },
  };
}
