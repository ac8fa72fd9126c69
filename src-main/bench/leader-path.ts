/**
 * The leader's way in a run: buys one contract a fill up to a bound, is flat, sells down to the bound on the other side,
 * is flat. Every fill but the one that makes it flat is an entry or an add, so each follower answers it with one entry
 * order: those are measured. The flat fill makes exits and is not.
 */

/** Contracts on either side at most. */
export const POSITION_MAX = 8;

export interface LeaderFill {
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly isEntry: boolean;
}

export class LeaderPath {
  #position = 0;
  #side: 1 | -1 = 1;

  /** True when the next fill has to make the leader flat. */
  get full(): boolean {
    return Math.abs(this.#position) >= POSITION_MAX;
  }

  next(): LeaderFill {
    if (this.full) {
      const fill = { side: this.#side === 1 ? -1 : 1, quantity: POSITION_MAX, isEntry: false } as const;
      this.#position = 0;
      this.#side = fill.side;
      return fill;
    }
    this.#position += this.#side;
    return { side: this.#side, quantity: 1, isEntry: true };
  }
}
