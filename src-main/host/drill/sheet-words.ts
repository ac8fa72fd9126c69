/** Figures as the sheet says them. */

export function signed(contracts: number): string {
  return contracts > 0 ? `+${contracts}` : String(contracts).replace("-", "−");
}

export function plural(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

export function secondsText(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  return `${Math.trunc(tenths / 10)}.${tenths % 10} s`;
}

/** Ends in a full stop, so that more can follow. */
export function sentence(words: string): string {
  return /[.!?]$/u.test(words) ? words : `${words}.`;
}
