/** Steps and expectations that drills share. */
import type { Expectation } from "./evidence.ts";
import type { Step } from "./script.ts";

export const buy = (contracts: number): Step => ({ kind: "trade", contracts });
export const exit: Step = { kind: "exit" };
export const hold = (msMax = 15_000): Step => ({ kind: "hold", msMax });
export const flat = (msMax = 20_000): Step => ({ kind: "flat", msMax });
export const connected = (msMax = 60_000): Step => ({ kind: "connected", msMax });
export const over: Step = {
  kind: "fault",
  words: "The fault is switched off.",
  faults: { reset: true },
  overInMs: 0,
};

export const copied: Expectation = { entries: "all-copied", shortAtLeast: 0, exitsWithinMs: 5_000 };
export const outage: Expectation = { entries: "may-be-missed", shortAtLeast: 0, exitsWithinMs: 30_000 };
export const refused: Expectation = { entries: "may-be-missed", shortAtLeast: 1, exitsWithinMs: 5_000 };

/** How long a drill's silence, maintenance and lock-out last. */
export const SILENCE_MS = 30_000;
export const MAINTENANCE_MS = 10_000;
/** A 423 asks for a minute. */
export const LOCK_OUT_MS = 60_000;
