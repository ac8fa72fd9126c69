/**
 * Branded identities. Broker ids are kept as text: they may pass 2^53, and nothing ever calculates with them.
 */
import type { Brand } from "./brand.ts";

/** Environment and, for `custom`, its base URL: `practice`, `demo`, `live`, `custom:http://127.0.0.1:4001/v1`. */
export type VenueKey = Brand<string, "VenueKey">;
/** An account whatever login shows it: `<venue>#<account id>` (product.md section 1). */
export type AccountKey = Brand<string, "AccountKey">;
/** The unique name of a connection in this profile. */
export type ConnectionId = Brand<string, "ConnectionId">;
/** Stable id of a group in this profile. */
export type GroupId = Brand<string, "GroupId">;
/** Stable id of a follower: `<group id>/<connection>/<account name>`. */
export type FollowerId = Brand<string, "FollowerId">;
export type FillId = Brand<string, "FillId">;
export type BrokerOrderId = Brand<string, "BrokerOrderId">;
/** Our own key of one wire order, at most 64 characters; sent as `clOrdId`, except for liquidations, which have no such field. */
export type OrderKey = Brand<string, "OrderKey">;
/** Name of a dated contract, such as `MNQZ6`. Unique within a venue. */
export type ContractName = Brand<string, "ContractName">;

const HASH = 35;

export type Environment = "practice" | "custom" | "demo" | "live";

const address = /^(https?):\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([^?#]*)/iu;
/** Every way in which this computer can be named in an address. */
const thisComputer =
  /^(?:localhost\.?|127(?:\.\d+){0,3}|0(?:\.0){0,3}|0x7f[0-9a-f]*|2130706433|\[(?:0*:)*:?0*1\]|\[::ffff:127[^\]]*\])$/u;

/** One spelling for one base URL: two logins of the same exchange must be seen to show the same accounts (G1). */
function oneSpelling(httpUrl: string): string {
  const match = address.exec(httpUrl.trim());
  if (!match) return httpUrl.replace(/\/+$/u, "");
  const [, scheme = "", named = "", port = "", path = ""] = match;
  const protocol = scheme.toLowerCase();
  const lower = named.toLowerCase();
  const host = thisComputer.test(lower) ? "127.0.0.1" : lower.replace(/\.$/u, "");
  const ordinary = protocol === "https" ? "443" : "80";
  const at = port === "" || port === ordinary ? "" : `:${Number(port)}`;
  return `${protocol}://${host}${at}${path.replace(/\/{2,}/gu, "/").replace(/\/+$/u, "")}`;
}

export function venueOf(environment: Environment, httpUrl: string): VenueKey {
  return (environment === "custom" ? `custom:${oneSpelling(httpUrl)}` : environment) as VenueKey;
}

export function environmentOf(venue: VenueKey): Environment {
  switch (venue as string) {
    case "practice":
      return "practice";
    case "demo":
      return "demo";
    case "live":
      return "live";
    default:
      return "custom";
  }
}

export function accountKeyOf(venue: VenueKey, accountId: string): AccountKey {
  return `${venue}#${accountId}` as AccountKey;
}

/** Where the account id's `#` stands. A loop over an id's few characters: `lastIndexOf` leaves compiled code. */
function hashOf(account: AccountKey): number {
  let at = account.length - 1;
  while (at >= 0 && account.charCodeAt(at) !== HASH) at -= 1;
  return at;
}

/** Venues of the accounts seen so far: the same text each time, whose hash is known. Bounded: names come from outside. */
const venues = new Map<AccountKey, VenueKey>();
const VENUES_MAX = 5000;

export function venueOfAccount(account: AccountKey): VenueKey {
  const known = venues.get(account);
  if (known !== undefined) return known;
  if (venues.size >= VENUES_MAX) venues.clear();
  const venue = account.slice(0, hashOf(account)) as VenueKey;
  venues.set(account, venue);
  return venue;
}

/** The broker's own account id, as text. */
export function accountIdOf(account: AccountKey): string {
  return account.slice(hashOf(account) + 1);
}

export function followerIdOf(group: GroupId, connection: ConnectionId, accountName: string): FollowerId {
  return `${group}/${connection}/${accountName}` as FollowerId;
}
