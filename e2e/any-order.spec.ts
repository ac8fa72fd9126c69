/**
 * Whatever the exchange does to its events – permuted, repeated, batched, reframed – the followers end where the
 * leader's position says. The expectation is reckoned here, from the leader's position alone.
 */
import { createRng, type Rng } from "../src-main/practice/rng.ts";
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, ELSEWHERE_TOO, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

const TRADES = 12;
const LARGEST = 6;

/** Multipliers in hundredths. */
const sizes = { [ONE]: 100, [TWO]: 50, [THREE]: 250, [ELSEWHERE]: 133 } as const;
const MICRO = 1000;

/** Half up, at least one. */
function sized(leader: number, hundredths: number): number {
  if (leader === 0) return 0;
  const contracts = Math.max(1, Math.floor((Math.abs(leader) * hundredths + 50) / 100));
  return Math.sign(leader) * contracts;
}

/** Entries, adds, reductions, exits and reversals, in one to four fills. */
function nextTrade(rng: Rng, position: number): { readonly quantity: number; readonly fills: number[] } {
  const target = rng.integer(0, 3) === 0 ? 0 : rng.integer(-LARGEST, LARGEST);
  const quantity = target === position ? (position > 0 ? -1 : 1) : target - position;
  const fills: number[] = [];
  for (let left = Math.abs(quantity); left > 0;) {
    const size = fills.length === 3 ? left : rng.integer(1, left);
    fills.push(size);
    left -= size;
  }
  return { quantity, fills };
}

const seeds = process.env["MIMIK_LONG"] === "1" ? Array.from({ length: 20 }, (_, at) => at + 1) : [1, 2, 3];

for (const seed of seeds) {
  test(`shuffled, repeated and batched events of twelve leader trades end right, with no order twice (seed ${seed})`, async ({
    mimik,
    exchange,
  }) => {
    await mimik.start({
      followers: [
        ...Object.entries(sizes).map(([account, hundredths]) => ({
          account,
          multiplier: (hundredths / 100).toFixed(2),
        })),
        { account: ELSEWHERE_TOO, multiplier: "10.00", contractMap: "mini-to-micro" },
      ],
    });
    const nq = await exchange.front("NQ");
    const mnq = await exchange.front("MNQ");
    const rng = createRng(seed);
    await exchange.faults({ shuffleEvents: { seed }, deliverFills: 3, batchEvents: seed % 2 === 0 });
    let position = 0;
    for (let trade = 0; trade < TRADES; trade += 1) {
      const { quantity, fills } = nextTrade(rng, position);
      await test.step(`${position} ${quantity > 0 ? "+" : "−"} ${fills.join(" + ")}`, async () => {
        await exchange.trade({ account: LEADER, symbol: nq, quantity, fills });
        position += quantity;
        const expected = Object.entries(sizes).map(([account, size]) => [account, sized(position, size)]);
        await mimik.holds(nq, Object.fromEntries(expected) as Record<string, number>);
        await mimik.holds(mnq, { [ELSEWHERE_TOO]: sized(position, MICRO) });
      });
    }
    await mimik.settled(mnq, { [ELSEWHERE_TOO]: sized(position, MICRO) });
    const last = Object.entries(sizes).map(([account, size]) => [account, sized(position, size)]);
    await mimik.settled(nq, Object.fromEntries(last) as Record<string, number>);
    for (const account of Object.keys(sizes)) {
      const keys = (await exchange.copies(account)).flatMap(({ clOrdId }) => clOrdId ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
}
