/** Durations. Own time is told apart from the broker's by three orders of magnitude, so both are in milliseconds. */

const fine = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const middle = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const coarse = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Microseconds → `0.21 ms`, `12.3 ms`, `118 ms`, `12.0 s`. */
export function formatMicroseconds(us: number): string {
  const ms = us / 1000;
  if (ms < 9.995) return `${fine.format(ms)} ms`;
  if (ms < 99.95) return `${middle.format(ms)} ms`;
  if (ms < 9_999.5) return `${coarse.format(ms)} ms`;
  return `${middle.format(ms / 1000)} s`;
}

/** Elapsed milliseconds → `8 s`, `3 min`, `2 h 5 min`, `4 d`. Never negative: clocks may be read out of order. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** Time that is left, in figures of equal width: `0:42`, `59:05`, `1:02:03`. Never negative. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
