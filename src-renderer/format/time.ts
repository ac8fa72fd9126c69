/** Instants in the exchange's zone, America/Chicago: the zone of the trading day, whatever the computer's own. */

const zone = { timeZone: "America/Chicago", hourCycle: "h23" } as const;
const clockFormat = new Intl.DateTimeFormat("en-US", {
  ...zone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const exactFormat = new Intl.DateTimeFormat("en-US", {
  ...zone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
/** The Swedish way to write it is the one of ISO 8601. */
const stampFormat = new Intl.DateTimeFormat("sv-SE", {
  ...zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const dayFormat = new Intl.DateTimeFormat("en-US", {
  timeZone: zone.timeZone,
  weekday: "short",
  month: "short",
  day: "numeric",
});

/** `08:41:25` */
export function chicagoClock(epochMs: number): string {
  return clockFormat.format(epochMs);
}

/** `08:41:25.318` */
export function chicagoExact(epochMs: number): string {
  return exactFormat.format(epochMs);
}

/** `Sun, Nov 22` */
export function chicagoDay(epochMs: number): string {
  return dayFormat.format(epochMs);
}

/** `2026-11-22 08:41:25`: a moment of any year, as it is typed. */
export function chicagoStamp(epochMs: number): string {
  return stampFormat.format(epochMs);
}

/** `08:41:25` on the day of `nowMs`, else with the day before it. */
export function chicagoMoment(epochMs: number, nowMs: number): string {
  const day = chicagoDay(epochMs);
  return day === chicagoDay(nowMs) ? chicagoClock(epochMs) : `${day} ${chicagoClock(epochMs)}`;
}
