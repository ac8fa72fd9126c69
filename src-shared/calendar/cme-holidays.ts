/**
 * The days of 2026 and 2027 on which CME Globex equity-index futures do not keep the ordinary week, dated, each with
 * its source. All times are America/Chicago.
 *
 * Simplified: one calendar for every product. Mimik has one trade date for all, so metals and energy follow the
 * equity index here; where their own close differs it is noted and nothing reads it to decide. A holiday's session
 * counts for the next trade date without exception (product.md section 1), so the short sessions of Good Friday and of
 * a Friday holiday belong to Monday. Unscheduled closings (a day of mourning, an outage) are not here.
 */

/** Where an entry comes from; what was read are stored copies of these pages. */
const calendarSources = {
  /** The 2026 hours day by day, and the trade date of a holiday session, as venues and brokers list CME's schedule. */
  "globex-2026":
    "https://docs.trade.xyz/consolidated-resources/holiday-closures, https://edgeclear.com/exchange-holiday-hours/",
  /**
   * The days are NYSE Group's published calendar of 2027; CME had not been seen to publish its hours, so they are those
   * of the same holiday on the same weekday in 2021 to 2026. To be checked against CME's page when it appears.
   */
  "nyse-2027-with-globex-habit":
    "https://mondovisione.com/media-and-resources/news/nyse-group-announces-2026-2027-and-2028-holiday-and-early-closings-calendar-20251223/, https://www.cmegroup.com/trading-hours.html",
} as const;

interface Noted {
  readonly date: string;
  readonly name: string;
  /** Close of metals and energy where it is another one; null: they have no session. Told, never acted on. */
  readonly metalsAndEnergyClose?: string | null;
  readonly source: keyof typeof calendarSources;
  readonly verifiedOn: string;
}

/**
 * `closed`: the evening before opens nothing. `merged`: the session that began the evening before ends at `closes` and
 * counts for the next trade date. `early`: a trade date of its own that ends at `closes`.
 */
export type CalendarDay =
  | (Noted & { readonly kind: "closed" })
  | (Noted & { readonly kind: "merged" | "early"; readonly closes: string });

/** Years whose days are all listed; any other year has the ordinary week only. */
export const coveredYears: readonly number[] = [2026, 2027];

const verifiedOn = "2026-11-22";
const published = { source: "globex-2026", verifiedOn } as const;
const expected = { source: "nyse-2027-with-globex-habit", verifiedOn } as const;
const noon = { kind: "merged", closes: "12:00" } as const;
const halfDay = { kind: "early", closes: "12:15" } as const;
const closed = { kind: "closed" } as const;

/** In order of date, at most one entry a day, weekdays only. */
export const calendarDays: readonly CalendarDay[] = [
  { date: "2026-01-01", name: "New Year's Day", ...closed, ...published },
  {
    date: "2026-01-19",
    name: "Martin Luther King Day",
    ...noon,
    metalsAndEnergyClose: "13:30",
    ...published,
  },
  { date: "2026-02-16", name: "Presidents' Day", ...noon, metalsAndEnergyClose: "13:30", ...published },
  {
    date: "2026-04-03",
    name: "Good Friday",
    kind: "merged",
    closes: "08:15",
    metalsAndEnergyClose: null,
    ...published,
  },
  { date: "2026-05-25", name: "Memorial Day", ...noon, metalsAndEnergyClose: "13:30", ...published },
  { date: "2026-06-19", name: "Juneteenth", ...noon, ...published },
  { date: "2026-07-03", name: "Independence Day (observed)", ...noon, ...published },
  { date: "2026-09-07", name: "Labor Day", ...noon, metalsAndEnergyClose: "13:30", ...published },
  { date: "2026-11-26", name: "Thanksgiving Day", ...noon, metalsAndEnergyClose: "13:30", ...published },
  {
    date: "2026-11-27",
    name: "Day after Thanksgiving",
    ...halfDay,
    metalsAndEnergyClose: "13:45",
    ...published,
  },
  { date: "2026-12-24", name: "Christmas Eve", ...halfDay, metalsAndEnergyClose: "12:45", ...published },
  { date: "2026-12-25", name: "Christmas Day", ...closed, ...published },
  { date: "2027-01-01", name: "New Year's Day", ...closed, ...expected },
  { date: "2027-01-18", name: "Martin Luther King Day", ...noon, metalsAndEnergyClose: "13:30", ...expected },
  { date: "2027-02-15", name: "Presidents' Day", ...noon, metalsAndEnergyClose: "13:30", ...expected },
  // No employment report falls on this Good Friday, so there is no short session.
  { date: "2027-03-26", name: "Good Friday", ...closed, ...expected },
  { date: "2027-05-31", name: "Memorial Day", ...noon, metalsAndEnergyClose: "13:30", ...expected },
  { date: "2027-06-18", name: "Juneteenth (observed)", ...noon, ...expected },
  {
    date: "2027-07-05",
    name: "Independence Day (observed)",
    ...noon,
    metalsAndEnergyClose: "13:30",
    ...expected,
  },
  { date: "2027-09-06", name: "Labor Day", ...noon, metalsAndEnergyClose: "13:30", ...expected },
  { date: "2027-11-25", name: "Thanksgiving Day", ...noon, metalsAndEnergyClose: "13:30", ...expected },
  {
    date: "2027-11-26",
    name: "Day after Thanksgiving",
    ...halfDay,
    metalsAndEnergyClose: "13:45",
    ...expected,
  },
  { date: "2027-12-24", name: "Christmas Day (observed)", ...closed, ...expected },
];
