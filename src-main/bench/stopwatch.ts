/** The times of one variant's answers: when the fill frame could be read, when the last order frame had been written. */
import type { Clock } from "../runtime/port.ts";

export interface Lap {
  readonly readableNs: number;
  readonly writtenNs: number;
}

export class Stopwatch {
  readonly laps: Lap[] = [];
  readonly #clock: Clock;
  readonly #orders: number;

  constructor(clock: Clock, orders: number) {
    this.#clock = clock;
    this.#orders = orders;
  }

  /** @throws Error when the answer does not hold one order per follower: then something else was measured. */
  written(readableNs: number, orders: number): void {
    const writtenNs = this.#clock.monoNs();
    if (orders !== this.#orders) throw new Error(`an answer of ${orders} orders, ${this.#orders} were due`);
    this.laps.push({ readableNs, writtenNs });
  }
}
