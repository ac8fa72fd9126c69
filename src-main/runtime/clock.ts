/** The computer's clocks. The only file of the engine that reads them; everything else takes a `Clock`. */
import type { Clock } from "./port.ts";

const NS_PER_MS = 1_000_000;

/** Monotonic nanoseconds count from the start of the process, so they stay safe integers for a hundred days. */
export function systemClock(): Clock {
  const monoNs = (): number => Math.round(performance.now() * NS_PER_MS);
  return {
    monoNs,
    now: () => ({ monoNs: monoNs(), wallMs: Date.now() }),
  };
}
