/** A leader's fill becomes the followers' orders: side, quantity, contract, on every login. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, ELSEWHERE_TOO, LEADER, ONE, TAG, THREE, TWO } from "./support/setup.ts";

test("a leader fill reaches every enabled follower with the right side, quantity and contract", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({
    followers: [
      { account: ONE },
      { account: TWO, multiplier: "0.50" },
      { account: THREE, multiplier: "10.00", contractMap: "mini-to-micro" },
      { account: ELSEWHERE, multiplier: "2.00" },
      { account: ELSEWHERE_TOO, multiplier: "10.00", contractMap: "mini-to-micro" },
    ],
  });
  const nq = await exchange.front("NQ");
  const mnq = await exchange.front("MNQ");

  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  // Half of three is one and a half, which rounds up.
  await mimik.settled(nq, { [ONE]: 3, [TWO]: 2, [ELSEWHERE]: 6 });
  await mimik.settled(mnq, { [THREE]: 30, [ELSEWHERE_TOO]: 30 });

  await exchange.trade({ account: LEADER, symbol: nq, quantity: -5 });
  await mimik.settled(nq, { [ONE]: -2, [TWO]: -1, [ELSEWHERE]: -4 });
  await mimik.settled(mnq, { [THREE]: -20, [ELSEWHERE_TOO]: -20 });

  const [entry, ...more] = await exchange.copies(ELSEWHERE);
  expect(entry).toMatchObject({
    symbol: nq,
    action: "Buy",
    qty: 6,
    orderType: "Market",
    text: TAG,
    isAutomated: true,
  });
  expect(more).not.toHaveLength(0);
  for (const order of [entry, ...more]) expect(order?.clOrdId?.length).toBeLessThanOrEqual(64);
  await expect(cockpit.leader(LEADER)).toContainText(nq);
  expect(await exchange.copies(LEADER)).toEqual([]);
});

test("each copy shows its outcome, its price and how many milliseconds were our own", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });

  for (const account of [ONE, ELSEWHERE]) {
    await cockpit.lastCopy(account, "filled", /filled \+2 @ [\d,]+(\.\d+)?/u);
    await cockpit.lastCopy(account, "filled", /\d+(\.\d+)? (µs|ms) own · \d+(\.\d+)? (µs|ms|s)/u);
  }
  await expect(cockpit.engine()).toContainText(/own time p50 .+ p99 .+ \(1 copy today\)/u);
});

test("ten leader partial fills add up to exactly the sized whole", async ({ mimik, exchange }) => {
  await mimik.start({
    followers: [
      { account: ONE },
      { account: TWO, multiplier: "0.50" },
      { account: THREE, multiplier: "1.30" },
      { account: ELSEWHERE, multiplier: "0.25" },
      { account: ELSEWHERE_TOO, multiplier: "3.50", contractMap: "mini-to-micro" },
    ],
  });
  const nq = await exchange.front("NQ");
  const fills = Array.from({ length: 10 }, () => 1);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 10, fills });
  await mimik.settled(nq, { [ONE]: 10, [TWO]: 5, [THREE]: 13, [ELSEWHERE]: 3 });
  await mimik.settled(await exchange.front("MNQ"), { [ELSEWHERE_TOO]: 35 });

  await exchange.trade({ account: LEADER, symbol: nq, quantity: -7, fills: [1, 2, 1, 3] });
  await mimik.settled(nq, { [ONE]: 3, [TWO]: 2, [THREE]: 4, [ELSEWHERE]: 1 });
  await mimik.settled(await exchange.front("MNQ"), { [ELSEWHERE_TOO]: 11 });

  // Nothing was bought too much and sold again on the way.
  for (const [account, bought] of [
    [ONE, 10],
    [TWO, 5],
    [THREE, 13],
    [ELSEWHERE, 3],
  ] as const) {
    const entries = (await exchange.copies(account)).filter(({ action }) => action === "Buy");
    expect(entries.reduce((sum, { qty }) => sum + qty, 0)).toBe(bought);
  }
});
