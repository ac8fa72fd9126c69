/** Typed prices as exact decimals: whether one stands on a tick, and the next tick up or down. Never a float. */

const DECIMALS = 9;
const pattern = /^(-?)(\d{1,9})(?:\.(\d{0,9}))?$/u;

/** Billionths, or undefined when the text is no decimal number. */
function parse(text: string): bigint | undefined {
  const match = pattern.exec(text.replaceAll(",", "").trim());
  if (!match) return undefined;
  const [, sign = "", whole = "", rest = ""] = match;
  const magnitude = BigInt(whole + rest.padEnd(DECIMALS, "0"));
  return sign === "-" ? -magnitude : magnitude;
}

function decimalsOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

function print(value: bigint, decimals: number): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, "0");
  const whole = magnitude.slice(0, -DECIMALS);
  const rest = magnitude.slice(-DECIMALS).slice(0, decimals);
  return `${value < 0n ? "-" : ""}${whole}${rest === "" ? "" : `.${rest}`}`;
}

/** True for a plain decimal (no thousands) that is a whole number of ticks. */
export function isOnTick(price: string, tickSize: string): boolean {
  const value = price.includes(",") ? undefined : parse(price);
  const tick = parse(tickSize);
  return value !== undefined && tick !== undefined && tick > 0n && value % tick === 0n;
}

/** `steps` ticks away from what is typed, or from `fallback` where nothing readable is typed; off-tick text is first brought down to its tick. */
export function stepPrice(price: string, fallback: string, tickSize: string, steps: number): string {
  const tick = parse(tickSize);
  const from = parse(price);
  if (tick === undefined || tick <= 0n) return price;
  if (from === undefined) return fallback;
  const below = from - (((from % tick) + tick) % tick);
  const offTickUp = below !== from && steps < 0 ? 1n : 0n;
  return print(below + (BigInt(steps) + offTickUp) * tick, decimalsOf(tickSize));
}
