/** The trade date of an instant as a number, remembered until the next roll: the calendar arithmetic is slow. */
import { nextRollAfter, tradeDateAt, tradeDateNumber } from "../../src-shared/trading-day.ts";

export class TradeDay {
  #number = 0;
  #fromMs = Number.POSITIVE_INFINITY;
  #rollMs = Number.NEGATIVE_INFINITY;

  /** `20261123` */
  numberAt(wallMs: number): number {
    if (wallMs < this.#fromMs || wallMs >= this.#rollMs) {
      this.#number = tradeDateNumber(tradeDateAt(wallMs));
      this.#fromMs = wallMs;
      this.#rollMs = nextRollAfter(wallMs);
    }
    return this.#number;
  }
}
