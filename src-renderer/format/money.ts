/** Micro-dollars as a trader reads them: `$1,234.56`, with a sign that never relies on colour. Integers only. */
import { divideHalfUp } from "../../src-shared/money.ts";

const MICROS_PER_CENT = 10_000n;
const MINUS = "−";

/** 1234 → "1,234"; takes digits only. */
export function groupThousands(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+$)/gu, ",");
}

function dollars(cents: bigint): string {
  const whole = groupThousands((cents / 100n).toString());
  return `$${whole}.${(cents % 100n).toString().padStart(2, "0")}`;
}

function centsOf(micros: number): bigint {
  return divideHalfUp(BigInt(Math.abs(micros)), MICROS_PER_CENT);
}

/** A balance: `$50,000.00`, `−$12.00`. Micro-dollars in, half a cent rounds away from zero. */
export function formatBalance(micros: number): string {
  const cents = centsOf(micros);
  return `${micros < 0 && cents > 0n ? MINUS : ""}${dollars(cents)}`;
}

/** Profit and loss: always signed, `+$212.00`, `−$37.50`; what rounds to nothing is `$0.00`. */
export function formatPnl(micros: number): string {
  const cents = centsOf(micros);
  if (cents === 0n) return "$0.00";
  return `${micros < 0 ? MINUS : "+"}${dollars(cents)}`;
}
