/**
 * Paths that can not be guessed, work once and die after a minute: for a download, which can not carry the token, and
 * for opening the browser without showing the token to everyone who may list processes.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../runtime/port.ts";

const LIFETIME_NS = 60_000_000_000;
/** Unused ones; the oldest gives way. */
const OFFERS_MAX = 16;

export interface OneUse<Value> {
  /** The random part of the path. */
  offer(value: Value): string;
  /** The value, once; undefined when it is unknown, used or too old. */
  take(key: string): Value | undefined;
}

export function createOneUse<Value>(clock: Pick<Clock, "monoNs">): OneUse<Value> {
  const offers = new Map<string, { readonly value: Value; readonly untilNs: number }>();
  return {
    offer(value) {
      const oldest = offers.keys().next();
      if (offers.size >= OFFERS_MAX && !oldest.done) offers.delete(oldest.value);
      const key = randomBytes(32).toString("base64url");
      offers.set(key, { value, untilNs: clock.monoNs() + LIFETIME_NS });
      return key;
    },
    take(key) {
      const offer = offers.get(key);
      offers.delete(key);
      return offer && clock.monoNs() < offer.untilNs ? offer.value : undefined;
    },
  };
}
