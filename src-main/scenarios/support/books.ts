/**
 * The exchange's own books of a scenario, read as a story: which orders Mimik placed on each follower, and where the
 * position stood after every single fill. What Mimik believes is never asked here.
 */
import { expect } from "vitest";
import type { PracticeFill, PracticeOrder, PracticeState } from "../../practice/state.ts";
import type { Desk, Positions } from "./desk.ts";
import { LEADER } from "./setup.ts";

/** Signed contracts of Mimik's orders by follower, in the order in which they were placed. */
export type Orders = Readonly<Record<string, readonly number[]>>;

const signed = ({ action, qty }: Pick<PracticeFill, "action" | "qty">): number =>
  action === "Buy" ? qty : -qty;

export class Books {
  readonly #desk: Desk;
  readonly #state: PracticeState;

  private constructor(desk: Desk, state: PracticeState) {
    this.#desk = desk;
    this.#state = state;
  }

  static async of(desk: Desk): Promise<Books> {
    return new Books(desk, await desk.exchange.state());
  }

  /** Mimik's own, neither a human's nor the exchange's. */
  placed(account: string, since = this.#desk.firstOrderId): readonly PracticeOrder[] {
    return this.#state.orders.filter(
      (order) =>
        order.account === account && order.id >= since && order.isAutomated !== false && !order.admin,
    );
  }

  orders(since = this.#desk.firstOrderId): Orders {
    return Object.fromEntries(
      this.#desk.followers.map((account) => [
        account,
        this.placed(account, since).map((order) => signed(order)),
      ]),
    );
  }

  /** Signed contracts that Mimik's orders of each follower come to. */
  sums(since = this.#desk.firstOrderId): Positions {
    return Object.fromEntries(
      Object.entries(this.orders(since)).map(([account, each]) => [
        account,
        each.reduce((sum, quantity) => sum + quantity, 0),
      ]),
    );
  }

  /** The position after each fill, whoever traded, from the flat with which the scenario began. */
  course(account: string): readonly number[] {
    const symbol = this.#desk.symbols.get(account) ?? this.#desk.symbol;
    let position = 0;
    return this.#fills(account, symbol).map((fill) => (position += signed(fill)));
  }

  /** At no moment did this follower stand on another side, or hold more, than from `least` to `most`. */
  expectWithin(account: string, least: number, most: number): void {
    for (const position of this.course(account)) {
      expect(position, `${account}: ${this.course(account).join(" ")}`).toBeGreaterThanOrEqual(least);
      expect(position, `${account}: ${this.course(account).join(" ")}`).toBeLessThanOrEqual(most);
    }
  }

  /** Milliseconds from the leader's first fill to his last one, by the exchange's clock. */
  leaderSpanMs(): number {
    const times = this.#fills(LEADER, this.#desk.symbol).map(({ timestamp }) => Date.parse(timestamp));
    return Math.max(...times) - Math.min(...times);
  }

  #fills(account: string, symbol: string): readonly PracticeFill[] {
    const { firstOrderId } = this.#desk;
    return this.#state.fills.filter(
      (fill) => fill.account === account && fill.symbol === symbol && fill.orderId >= firstOrderId,
    );
  }
}

/** What Mimik ordered while this was done, once the followers hold these positions and nothing is on its way. */
export async function ordersDuring(
  desk: Desk,
  act: () => Promise<void>,
  positions: Positions,
): Promise<Orders> {
  const since = await desk.exchange.nextOrderId();
  await act();
  await desk.stands(positions);
  return (await Books.of(desk)).orders(since);
}
