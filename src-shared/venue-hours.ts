/** The trading hours that a venue keeps: one rule for session windows in the core and for what is said of them. Pure. */
import { exchangeHours, roundTheClock, type TradingHours } from "./calendar/trading-hours.ts";

/** An exchange on this computer never closes; every other one keeps the calendar's hours (decision 5). */
const ON_THIS_COMPUTER = /^(?:practice$|custom:https?:\/\/(?:127\.|localhost[:/]|\[::1\]))/u;

export function hoursOfVenue(venue: string): TradingHours {
  return ON_THIS_COMPUTER.test(venue) ? roundTheClock : exchangeHours;
}
