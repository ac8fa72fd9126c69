/** How long this client waits where the broker asks for it, and which refusals ask for it. */

import type { ClientReason } from "../../../src-shared/broker-reasons.ts";
import type { Environment } from "../../../src-shared/ids.ts";

/** Logins the broker allows in an hour, less one for the trader's own platform; our own exchange has no such limit. */
export const LOGINS_PER_HOUR: Readonly<Record<Environment, number>> = {
  demo: 4,
  live: 4,
  practice: 1000,
  custom: 1000,
};
/** Two programs that reconnect at once after a quota message evict each other for ever. */
export const QUOTA_MS = 300_000;
export const MAINTENANCE_MS = 60_000;

export const CONNECTED = "Connected.";
export const pauses: ReadonlySet<string> = new Set([
  "PenaltyTicket",
  "LockoutWarning",
  "LockedOut",
] satisfies ClientReason[]);
