/**
 * Names of legs and orders as pure functions of their cause, so that the same decision made twice carries the same
 * name. An order's key is what the broker sees as `clOrdId`: at most 64 characters.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import {
  accountIdOf,
  environmentOf,
  venueOfAccount,
  type AccountKey,
  type ContractName,
  type OrderKey,
  type VenueKey,
} from "../../src-shared/ids.ts";
import type { Cause, CauseKind } from "./effect.ts";
import type { Side } from "./input.ts";

const KEY_LENGTH_MAX = 64;

const causeCodes: Readonly<Record<CauseKind, string>> = {
  "leader-fill": "lf",
  "leader-order": "lo",
  outage: "ou",
  flatten: "fl",
  "sign-change": "sc",
  resync: "rs",
  reduction: "rd",
  "session-end": "se",
  "leader-lost": "ll",
  "foreign-trade": "ft",
};

export interface LegName {
  readonly cause: Cause;
  readonly account: AccountKey;
  readonly contract: ContractName;
  /** A close leg names the side that it closes: one cause may close both. */
  readonly leg: "open" | { readonly close: Side };
}

export function legIdOf(name: LegName): string {
  const leg = name.leg === "open" ? "o" : name.leg.close === 1 ? "cl" : "cs";
  return `${causeCodes[name.cause.kind]}~${name.cause.id}~${accountTag(name.account)}~${name.contract}~${leg}`;
}

/** Tags of the accounts seen so far. Bounded: names come from outside. */
const tags = new Map<AccountKey, string>();
const TAGS_MAX = 5000;

function accountTag(account: AccountKey): string {
  const known = tags.get(account);
  if (known !== undefined) return known;
  if (tags.size >= TAGS_MAX) tags.clear();
  const tag = `${venueTag(venueOfAccount(account))}${accountIdOf(account)}`;
  tags.set(account, tag);
  return tag;
}

/** Account ids of different environments may be equal; two custom exchanges differ by their URL. */
function venueTag(venue: VenueKey): string {
  const environment = environmentOf(venue);
  return environment === "custom" ? `c${digest(venue, 0).slice(0, 5)}.` : environment.slice(0, 1);
}

/** 53-bit FNV-like hash as base 36, for causes whose text is too long to be sent whole. */
function digest(text: string, seed: number): string {
  let high = 0x811c9dc5 ^ seed;
  let low = 0x01000193 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) + high;
  }
  return ((high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff)).toString(36);
}

/** Every key that Mimik gives begins so, in this profile and in any other: nobody else's order does. */
const PREFIX = "MK~";

export function isOurKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** The key of the `attempt`-th order that serves this leg first; an order with an open leg is always attempt 1. */
export function orderKeyOf(legId: string, attempt: number): OrderKey {
  assertInvariant(attempt >= 1, "attempts count from 1");
  const key = `${PREFIX}${legId}${attempt}`;
  if (key.length <= KEY_LENGTH_MAX) return key as OrderKey;
  return `${PREFIX}h~${digest(legId, 1)}~${digest(legId, 2)}~${attempt}` as OrderKey;
}
