/**
 * When the exchange trades, and which trade date that is: 17:00 to 16:00 America/Chicago, Sunday evening to Friday,
 * less the holidays and early closes of cme-holidays.ts. Everything is read off one thing, the stretch: from the open
 * of a session to the open of the next one, with the close in between. Opens belong to the session, closes do not.
 *
 * Pure: the answer depends on the instant alone; what is remembered only saves the time-zone arithmetic. For years
 * outside the calendar the ordinary week holds, and `calendarCovers` says so.
 */
import { Temporal } from "temporal-polyfill";
import { InvariantError } from "../assert.ts";
import { calendarDays, coveredYears, type CalendarDay } from "./cme-holidays.ts";

/** The hours of a venue. A close and an open are the first instant of the halt and of the session. */
export interface TradingHours {
  readonly isOpen: (epochMs: number) => boolean;
  /** The next instant at which trading halts, later than `epochMs`. */
  readonly closeAfter: (epochMs: number) => number;
  /** The next instant at which trading begins, later than `epochMs`. */
  readonly openAfter: (epochMs: number) => number;
}

/** From one open to the next. */
export interface Stretch {
  readonly openMs: number;
  readonly closeMs: number;
  readonly nextOpenMs: number;
  readonly tradeDate: { readonly year: number; readonly month: number; readonly day: number };
}

const ZONE = "America/Chicago";
const OPEN = Temporal.PlainTime.from("17:00");
const CLOSE = Temporal.PlainTime.from("16:00");
/** Longer than any run of days without a session. */
const SEARCH_DAYS_MAX = 14;
/** Two months: what a search for session windows walks through. */
const REMEMBERED_MAX = 64;

const dayByDate: ReadonlyMap<string, CalendarDay> = new Map(calendarDays.map((day) => [day.date, day]));

function chicagoDate(epochMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(epochMs)).toZonedDateTimeISO(ZONE).toPlainDate();
}

function instantOf(date: Temporal.PlainDate, time: Temporal.PlainTime): number {
  return date.toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds;
}

interface Session {
  readonly date: Temporal.PlainDate;
  readonly openMs: number;
  readonly close: Temporal.PlainTime;
  readonly merged: boolean;
}

/** The session that ends on `date`, having begun the evening before, or null. */
function sessionOf(date: Temporal.PlainDate): Session | null {
  if (date.dayOfWeek > 5) return null;
  const special = dayByDate.get(date.toString());
  if (special?.kind === "closed") return null;
  return {
    date,
    openMs: instantOf(date.subtract({ days: 1 }), OPEN),
    close: special === undefined ? CLOSE : Temporal.PlainTime.from(special.closes),
    merged: special?.kind === "merged",
  };
}

/** The first session that `wanted` takes, from `date` on, in steps of `days`. */
function findSession(
  date: Temporal.PlainDate,
  days: 1 | -1,
  wanted: (session: Session) => boolean = () => true,
): Session {
  let candidate = date;
  for (let step = 0; step <= SEARCH_DAYS_MAX; step += 1) {
    const session = sessionOf(candidate);
    if (session !== null && wanted(session)) return session;
    candidate = candidate.add({ days });
  }
  throw new InvariantError(`Invariant: no session within ${SEARCH_DAYS_MAX} days of ${date.toString()}`);
}

function computeStretch(epochMs: number): Stretch {
  // This evening's session is the one of tomorrow's date.
  const tomorrow = chicagoDate(epochMs).add({ days: 1 });
  const session = findSession(tomorrow, -1, ({ openMs }) => openMs <= epochMs);
  const next = findSession(session.date.add({ days: 1 }), 1);
  const dated = session.merged ? findSession(next.date, 1, ({ merged }) => !merged) : session;
  const { year, month, day } = dated.date;
  return Object.freeze({
    openMs: session.openMs,
    closeMs: instantOf(session.date, session.close),
    nextOpenMs: next.openMs,
    tradeDate: Object.freeze({ year, month, day }),
  });
}

/** Newest first; the first one answers nearly always. */
const remembered: Stretch[] = [];

/** The stretch that holds an instant; cheap when asked again for instants near each other. */
export function stretchAt(epochMs: number): Stretch {
  const known = remembered.find((stretch) => stretch.openMs <= epochMs && epochMs < stretch.nextOpenMs);
  if (known !== undefined) return known;
  const stretch = computeStretch(epochMs);
  if (remembered.length === REMEMBERED_MAX) remembered.pop();
  remembered.unshift(stretch);
  return stretch;
}

/** False where the calendar has no data: holidays and early closes are then not known. */
export function calendarCovers(epochMs: number): boolean {
  return coveredYears.includes(chicagoDate(epochMs).year);
}

export function isOpen(epochMs: number): boolean {
  return epochMs < stretchAt(epochMs).closeMs;
}

/** The next instant at which trading halts: 16:00 Chicago, or the calendar's early close. */
export function closeAfter(epochMs: number): number {
  const { closeMs, nextOpenMs } = stretchAt(epochMs);
  return epochMs < closeMs ? closeMs : stretchAt(nextOpenMs).closeMs;
}

/** The next instant at which a session opens. */
export function openAfter(epochMs: number): number {
  return stretchAt(epochMs).nextOpenMs;
}

/** The exchange's hours by the calendar. */
export const exchangeHours: TradingHours = { isOpen, closeAfter, openAfter };

/** A venue that never halts, as the practice exchange. */
export const roundTheClock: TradingHours = {
  isOpen: () => true,
  closeAfter: () => Number.MAX_SAFE_INTEGER,
  openAfter: () => Number.MAX_SAFE_INTEGER,
};
