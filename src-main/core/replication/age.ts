/**
 * How old a leader's fill is: monotonic time since its frame could be read, plus its age then by the broker's clock (Phase
 * B). The distance of the two clocks is taken from the quickest fill seen on this connection, so a computer whose clock is
 * wrong copies all the same, and a fill that was held up on its way does not pass as new.
 */
import { venueOfAccount } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import type { BrokerFill } from "../input.ts";
import type { CoreState } from "../state.ts";

const NS_PER_MS = 1_000_000;

/** Our wall clock less the broker's, at the moment the frame could be read, in milliseconds. */
function gapAtReceipt(step: Step, fill: BrokerFill): number {
  const sinceMs = (step.now.monoNs - fill.receivedNs) / NS_PER_MS;
  return step.now.wallMs - sinceMs - fill.filledAtMs;
}

/** Learns from every fill that comes over a socket. */
export function learnClockGap(step: Step, fill: BrokerFill): void {
  const venue = venueOfAccount(fill.account);
  const gap = gapAtReceipt(step, fill);
  const known = step.state.clockGapMs.get(venue);
  if (known === undefined || gap < known) step.state.clockGapMs.set(venue, gap);
}

/** A clock may have been set since: each connection learns anew. */
export function forgetClockGap(state: CoreState, venue: ReturnType<typeof venueOfAccount>): void {
  state.clockGapMs.delete(venue);
}

export function fillAgeNs(step: Step, fill: BrokerFill): number {
  const known = step.state.clockGapMs.get(venueOfAccount(fill.account));
  const before = known === undefined ? 0 : Math.max(0, gapAtReceipt(step, fill) - known);
  return step.now.monoNs - fill.receivedNs + before * NS_PER_MS;
}
