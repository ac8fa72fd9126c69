/**
 * Seeded randomness of the exchange (a 32-bit xorshift-multiply generator over a Weyl sequence): the same seed gives
 * the same numbers on every machine. Not for secrets: tokens come from the operating system.
 */

export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
}

export function createRng(seed: number): Rng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
  };
}

/** A seeded permutation. */
export function shuffled<Item>(items: readonly Item[], rng: Rng): Item[] {
  const keyed = items.map((item) => ({ item, key: rng.next() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
