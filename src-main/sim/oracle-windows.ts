/**
 * Session windows, worked out a second time for the one Monday on which the sessions here take place: a zone is an offset
 * then, a window is two minutes of that day, and its end either asks for a flatten or does not.
 */
import type { GroupSettings, SessionWindow } from "../../src-shared/group.ts";
import { WALL_START_MS } from "./virtual-clock.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Monday 2026-11-23, 00:00 in Chicago: winter time, six hours behind. */
const MIDNIGHT_MS = WALL_START_MS - 9 * 60 * MINUTE_MS;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly flattens: boolean;
}

function minutesOf(text: string): number {
  const [hours = "", minutes = ""] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** `to` at or before `from` runs into the next day and belongs to the day it starts. */
function spansOf(window: SessionWindow): readonly Span[] {
  if (window.zone !== "America/Chicago") throw new Error(`no zone ${window.zone} here`);
  const from = minutesOf(window.from);
  const to = minutesOf(window.to);
  const lasts = to > from ? to - from : to - from + 24 * 60;
  const span = (midnightMs: number): Span => {
    const fromMs = midnightMs + from * MINUTE_MS;
    return { fromMs, toMs: fromMs + lasts * MINUTE_MS, flattens: window.flattenAtEnd };
  };
  const spans: Span[] = [];
  if (window.days.includes("mon")) spans.push(span(MIDNIGHT_MS));
  if (window.days.includes("sun")) spans.push(span(MIDNIGHT_MS - DAY_MS));
  return spans;
}

/** Check 7: inside a window, or none is set. */
export function entriesOpen({ sessions }: GroupSettings, atMs: number): boolean {
  const wallMs = WALL_START_MS + atMs;
  return (
    sessions.length === 0 ||
    sessions.flatMap(spansOf).some(({ fromMs, toMs }) => wallMs >= fromMs && wallMs < toMs)
  );
}

/** When a window ended that asks for a flatten, no other one goes on, and none has started since; null: none. */
export function flattenDue({ sessions }: GroupSettings, atMs: number): number | null {
  const wallMs = WALL_START_MS + atMs;
  const spans = sessions.flatMap(spansOf);
  const ended = spans.filter(({ flattens, toMs }) => {
    const goesOn = spans.some((other) => other.fromMs <= toMs && other.toMs > toMs);
    return flattens && toMs <= wallMs && !goesOn;
  });
  const lastMs = Math.max(...ended.map(({ toMs }) => toMs));
  const begun = spans.some(({ fromMs }) => fromMs > lastMs && fromMs <= wallMs);
  return ended.length === 0 || begun ? null : lastMs;
}
