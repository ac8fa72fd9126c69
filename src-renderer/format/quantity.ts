/** Contracts, ticks and prices as text. The minus is the typographic one, which is as wide as the plus. */
import { groupThousands } from "./money.ts";

const MINUS = "−";

/** `+4`, `−2`, `0`. */
export function formatSigned(value: number): string {
  if (value === 0) return "0";
  return `${value < 0 ? MINUS : "+"}${groupThousands(String(Math.abs(value)))}`;
}

/** `+1 tick`, `0 ticks`, `−2.5 ticks`. */
export function formatTicks(ticks: number): string {
  const rounded = Math.round(ticks * 10) / 10;
  const sign = rounded === 0 ? "" : rounded < 0 ? MINUS : "+";
  return `${sign}${Math.abs(rounded)} ${Math.abs(rounded) === 1 ? "tick" : "ticks"}`;
}

/** The engine's decimal text with thousands set apart: `21412.25` → `21,412.25`. Anything else stays as it is. */
export function formatPrice(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/u.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", rest = ""] = match;
  return `${sign === "-" ? MINUS : ""}${groupThousands(whole)}${rest}`;
}

/** `1 position`, `3 positions`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${groupThousands(String(number))} ${number === 1 ? one : many}`;
}

/** The figure of a follower's size, `10.00×` of `10.00× nearest`; any other words stay whole. */
export function sizeFigure(size: string): string {
  return /^[\d.,]+×/u.exec(size)?.[0] ?? size;
}

/** The engine's words for a contract map, as the grid writes them. */
export function formatMap(map: string): string {
  return map.replace("-to-", "→").replace(" → ", "→");
}
