/**
 * F8, its gentle half: three entries refused because the market was closed or had no quote put entries off until the next
 * trading day only. The trader may lift it before.
 */
import { nextRollAfter, tradeDateAt, tradeDateNumber } from "../../../src-shared/trading-day.ts";
import { say, type Step } from "../context.ts";
import { endRejects, setEntriesOff } from "../entries-off.ts";
import { accountOf, type FollowerState } from "../state.ts";

/** The broker's codes for a market that is closed, or has nobody to trade with. */
const CLOSED: ReadonlySet<string> = new Set(["SessionClosed", "NoQuote"]);

const NS_PER_MS = 1_000_000;

export function isMarketClosed(reason: string | null): boolean {
  return reason !== null && CLOSED.has(reason);
}

/** Entries off until the next trading day; the clock's own day counts from `sinceMs`. */
export function closedUntilRoll(step: Step, follower: FollowerState): void {
  setEntriesOff(step, follower, "rejects-closed", true);
  follower.closedSinceMs = step.now.wallMs;
  armRoll(step);
}

/** Comes back when the trading day rolls. */
function armRoll(step: Step): void {
  const { monoNs, wallMs } = step.now;
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "roll" },
    atNs: monoNs + (nextRollAfter(wallMs) - wallMs) * NS_PER_MS,
  });
}

function dayOf(epochMs: number): number {
  return tradeDateNumber(tradeDateAt(epochMs));
}

export function onRoll(step: Step): void {
  for (const follower of step.state.followers.values()) {
    if (!follower.entriesOff.has("rejects-closed")) continue;
    if (dayOf(follower.closedSinceMs) === dayOf(step.now.wallMs)) {
      armRoll(step);
      continue;
    }
    setEntriesOff(step, follower, "rejects-closed", false);
    endRejects(follower);
    say(step, {
      activity: "entries-on",
      severity: "info",
      words: `Entries on ${accountOf(step.state, follower.account)?.name ?? follower.settings.ref.account} are on again: a new trading day has begun.`,
      group: follower.group.settings.id,
      follower: follower.settings.id,
    });
  }
}
