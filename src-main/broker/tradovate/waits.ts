/** How long this client waits where the broker ends a connection with a reason (protocol.md 1.4, 2.3). */

import type { Now } from "../../core/input.ts";
import { problemOf, timeOfDay } from "./problems.ts";
import type { FailureWords } from "./problems.ts";

/** Two programs that reconnect at once after a quota message evict each other for ever. */
const QUOTA_MS = 300_000;
/**
 * Maintenance has its documented hours, but the broker may be back before their end, and exits may be due: it is asked
 * again each minute, which its budget bears.
 */
const MAINTENANCE_MS = 60_000;

export const CONNECTED = "Connected.";

export interface Shutdown {
  readonly waitMs: number;
  readonly words: FailureWords;
}

/** @param reason as the broker sent it; one that is not known is waited for as for a quota. */
export function shutdownOf(reason: string, text: string | null): Shutdown {
  switch (reason) {
    case "Maintenance":
      return { waitMs: MAINTENANCE_MS, words: problemOf(reason) };
    case "ConnectionQuotaReached":
    case "IPQuotaReached":
      return { waitMs: QUOTA_MS, words: problemOf(reason) };
    default:
      return { waitMs: QUOTA_MS, words: problemOf("Shutdown", text ?? reason) };
  }
}

/** Nothing happens before `untilNs`: in words, and how long that is, milliseconds; 0: it is past. */
export function heldUntil(
  code: "LockedUntil" | "LoginsHeld" | "LoginLimit",
  untilNs: number,
  { monoNs, wallMs }: Now,
): { readonly words: FailureWords; readonly retryMs: number } {
  const retryMs = Math.max(0, untilNs - monoNs) / 1e6;
  return { words: problemOf(code, timeOfDay(wallMs + retryMs)), retryMs };
}

/** When the next attempt comes by itself; `heldUntilNs` 0: soon. */
export function againWords(heldUntilNs: number, { monoNs, wallMs }: Now): string {
  if (heldUntilNs === 0) return "Mimik reconnects by itself.";
  return `Mimik reconnects by itself at ${timeOfDay(wallMs + (heldUntilNs - monoNs) / 1e6)}.`;
}
