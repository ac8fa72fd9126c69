/**
 * How old a leader's fill is: monotonic time since its frame could be read, plus its age then by the broker's clock (Phase
 * B). The distance of our monotonic clock and the broker's is the smallest seen in the last half hour or so, so a computer
 * whose clock is wrong or drifts copies all the same, and a fill that was held up on its way does not pass as new. Where
 * wall and monotonic clock part company (sleep, or somebody set the clock) nothing is known for a moment: too old.
 */
import { venueOfAccount } from "../../../src-shared/ids.ts";
import type { ClockGap } from "../clocks.ts";
import type { Step } from "../context.ts";
import type { BrokerFill, Now } from "../input.ts";
import type { CoreState } from "../state.ts";

const NS_PER_MS = 1_000_000;
/** The minimum is taken over this and the period before it, so that a bad sample and drift wear off. */
const PERIOD_NS = 900_000_000_000;
/** A jump of the wall clock against the monotonic one by more than this is a sleep or a set clock. */
const JUMP_MS = 1500;
/** How long fills are doubtful after such a jump: the socket is dropped meanwhile and reads everything anew. */
const DOUBT_NS = 3_000_000_000;
const TOO_OLD_NS = Number.MAX_SAFE_INTEGER;

function gapOf(fill: BrokerFill): number {
  return fill.receivedNs / NS_PER_MS - fill.filledAtMs;
}

/** Notices that wall and monotonic clock have parted since the last look. */
export function watchClocks(state: CoreState, now: Now): void {
  const apart = now.wallMs - now.monoNs / NS_PER_MS;
  const { clocks } = state;
  if (clocks.apartMs !== null && Math.abs(apart - clocks.apartMs) > JUMP_MS) {
    clocks.doubtUntilNs = now.monoNs + DOUBT_NS;
    clocks.gaps.clear();
  }
  clocks.apartMs = apart;
}

/** Learns from every fill that comes over a socket. */
export function learnClockGap(step: Step, fill: BrokerFill): void {
  const venue = venueOfAccount(fill.account);
  const gap = gapOf(fill);
  const { gaps } = step.state.clocks;
  const known = gaps.get(venue);
  if (!known) {
    gaps.set(venue, { sinceNs: step.now.monoNs, current: gap, before: gap });
    return;
  }
  if (step.now.monoNs - known.sinceNs > PERIOD_NS) {
    known.before = known.current;
    known.current = gap;
    known.sinceNs = step.now.monoNs;
  } else known.current = Math.min(known.current, gap);
}

function smallest(gap: ClockGap): number {
  return Math.min(gap.current, gap.before);
}

export function fillAgeNs(step: Step, fill: BrokerFill): number {
  const { clocks } = step.state;
  if (step.now.monoNs < clocks.doubtUntilNs) return TOO_OLD_NS;
  const known = clocks.gaps.get(venueOfAccount(fill.account));
  // A timestamp without seconds says nothing finer than its minute.
  const within = fill.filledWithinMs ?? 0;
  const before = known ? Math.max(0, gapOf(fill) - smallest(known) - within) : 0;
  return step.now.monoNs - fill.receivedNs + before * NS_PER_MS;
}
