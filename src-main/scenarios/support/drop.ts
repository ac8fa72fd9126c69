/**
 * The connection of the k-th of N order requests is cut, before it acts or after: entries lost in the cut are shown and
 * not made up, exits are made up, and nothing is sent twice. One file per way of logging in, so that they run abreast.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Desk, WAIT } from "./desk.ts";
import { Exchange } from "./exchange.ts";
import { turn } from "./passage.ts";
import type { Followers } from "./setup.ts";
import { LEADER_LOST, NOT_KNOWN } from "./verdict-words.ts";
import { judge } from "./verdict.ts";

/** Four in the short form, eight in the long one. */
const isLong = process.env["MIMIK_LONG"] === "1";
const MORE: Followers = { PRAC0013: 100, PRAC0014: 300, PRAC0015: 150, PRAC0016: 100 };

class Round {
  readonly #exchange: Exchange;
  readonly #desk: Desk;
  readonly #cut: { readonly orders: number; readonly when: "before" | "after" };

  constructor(exchange: Exchange, desk: Desk, k: number, when: "before" | "after") {
    this.#exchange = exchange;
    this.#desk = desk;
    this.#cut = { orders: k, when };
  }

  async entries(): Promise<void> {
    const desk = this.#desk;
    const since = await this.#exchange.nextOrderId();
    await this.#cutDuring(() => desk.lead(2));
    const lost = await this.#withoutEntry(since);
    expect(lost.size).toBeGreaterThanOrEqual(this.#cut.when === "before" ? 1 : 0);
    desk.reckoner.undo();
    desk.reckoner.trade(2, lost);
    await desk.follows();
    for (const account of desk.followers) {
      await expect.poll(() => desk.row(account).state, WAIT).toBe(lost.has(account) ? "drift" : "in-sync");
    }
    await desk.lead(-2);
    await desk.follows();
  }

  /** A part, then the rest. */
  async exits(): Promise<void> {
    const desk = this.#desk;
    await desk.lead(4);
    await desk.follows();
    await this.#cutDuring(() => desk.lead(-3));
    await desk.follows();
    await this.#cutDuring(() => desk.lead(-1));
  }

  async #cutDuring(act: () => Promise<void>): Promise<void> {
    await this.#exchange.faults({ dropAfter: this.#cut });
    await act();
    await expect
      .poll(async () => (await this.#exchange.faultsNow()).dropAfter, { timeout: 10_000 })
      .toBeNull();
    await turn(50);
    await this.#desk.connected();
    // Two looks at the books, at least 5 s apart and 10 s after the last possible send.
    await this.#desk.pass(16_000);
    await this.#desk.live();
    await this.#desk.clearDoubt();
  }

  /** Followers whose entry the exchange never saw, by its own list. */
  async #withoutEntry(since: number): Promise<ReadonlySet<string>> {
    const { orders } = await this.#exchange.state();
    const got = new Set(orders.filter(({ id }) => id >= since).map(({ account }) => account));
    return new Set(this.#desk.followers.filter((account) => !got.has(account)));
  }
}

export function dropScenarios(where: string, four: Followers): void {
  let exchange: Exchange;
  let desk: Desk;
  beforeAll(async () => {
    exchange = await Exchange.start();
  });
  afterAll(() => exchange.stop());
  afterEach(() => desk.close());
  const followers = isLong ? { ...four, ...MORE } : four;
  const count = Object.keys(followers).length;
  const cases = (["before", "after"] as const).flatMap((when) =>
    Array.from({ length: count }, (_, at) => ({
      name: `${when} order ${at + 1} of ${count}`,
      when,
      k: at + 1,
    })),
  );
  describe(`drop mid-burst, followers on ${where}`, () => {
    test.each(cases)("cut $name acts, entries and exits", async ({ k, when }) => {
      desk = await Desk.open({ exchange, followers });
      const round = new Round(exchange, desk, k, when);
      await round.entries();
      await round.exits();
      await judge(desk, { alarms: [NOT_KNOWN, LEADER_LOST] });
    });
  });
}
