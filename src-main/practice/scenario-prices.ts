/** The prices of a scenario as points in time: steps as they stand, paths cut into steps on whole ticks. Pure. */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { ScenarioPrices } from "./scenario-schema.ts";

export interface PricePoint {
  readonly symbol: string;
  readonly atMs: number;
  readonly price: number;
}

const PATH_PACE_MS = 250;

function onTick(price: number, tickSizeMicros: number): number {
  const ticks = Math.round((price * MICROS_PER_DOLLAR) / tickSizeMicros);
  return (ticks * tickSizeMicros) / MICROS_PER_DOLLAR;
}

/** `tickSizeMicros` is that of the symbol's product. In order of time. */
export function pricePoints(prices: ScenarioPrices, tickSizeMicros: number): PricePoint[] {
  const { symbol, steps, path, everyMs = PATH_PACE_MS } = prices;
  const points = (steps ?? path ?? []).toSorted((a, b) => a.atMs - b.atMs);
  if (!path) return points.map(({ atMs, price }) => ({ symbol, atMs, price }));
  const made: PricePoint[] = [];
  points.forEach((from, index) => {
    const to = points[index + 1];
    made.push({ symbol, atMs: from.atMs, price: onTick(from.price, tickSizeMicros) });
    if (!to) return;
    for (let atMs = from.atMs + everyMs; atMs < to.atMs; atMs += everyMs) {
      const share = (atMs - from.atMs) / (to.atMs - from.atMs);
      const price = onTick(from.price + (to.price - from.price) * share, tickSizeMicros);
      made.push({ symbol, atMs, price });
    }
  });
  return made;
}
