/** Exits are targets: when the leader is flat, every follower that copied the contract is flat, whatever it held. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, ELSEWHERE_TOO, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

test("the leader going flat leaves no follower open, whatever it held", async ({ mimik, exchange }) => {
  await mimik.start({
    followers: [
      { account: ONE },
      { account: TWO, multiplier: "0.50" },
      { account: THREE, multiplier: "2.00" },
      { account: ELSEWHERE },
      { account: ELSEWHERE_TOO, multiplier: "10.00", contractMap: "mini-to-micro" },
    ],
  });
  const nq = await exchange.front("NQ");
  const mnq = await exchange.front("MNQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await mimik.settled(nq, { [ONE]: 3, [TWO]: 2, [THREE]: 6, [ELSEWHERE]: 3 });
  await mimik.settled(mnq, { [ELSEWHERE_TOO]: 30 });

  // By hand: one has more, one has less, one is on the other side, one is flat already.
  await exchange.trade({ account: ONE, symbol: nq, quantity: 4 });
  await exchange.trade({ account: TWO, symbol: nq, quantity: -1 });
  await exchange.trade({ account: THREE, symbol: nq, quantity: -8 });
  await exchange.trade({ account: ELSEWHERE, symbol: nq, quantity: -3 });
  await mimik.holds(nq, { [ONE]: 7, [TWO]: 1, [THREE]: -2, [ELSEWHERE]: 0 });

  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [THREE]: 0, [ELSEWHERE]: 0 });
  await mimik.settled(mnq, { [ELSEWHERE_TOO]: 0 });
});

test("the leader going flat in many small fills closes each follower once and never turns one around", async ({
  mimik,
  exchange,
}) => {
  await mimik.start({ followers: [{ account: ONE, multiplier: "0.30" }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -10 });
  await mimik.settled(nq, { [ONE]: -3, [ELSEWHERE]: -10 });
  const fills = [1, 2, 1, 1, 3, 1, 1];
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 10, fills });
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
  for (const [account, held] of [
    [ONE, 3],
    [ELSEWHERE, 10],
  ] as const) {
    const filled = (await exchange.copies(account)).filter(({ action }) => action === "Buy");
    expect(filled.reduce((sum, order) => sum + order.filledQty, 0)).toBe(held);
  }
});

test("an exit that the broker rejects is computed anew and sent until the follower is flat", async ({
  mimik,
  exchange,
}) => {
  await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.faults({ rejectNext: { account: ONE, reason: "NoQuote", count: 2, mode: "sync" } });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});

test("the leader going flat while the entries are still being filled leaves no follower open", async ({
  mimik,
  exchange,
}) => {
  await mimik.start({ followers: [{ account: ONE, multiplier: "3.00" }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  // The followers' entries fill one contract at a time; the leader is out long before they are done.
  await exchange.faults({ partialFills: { maxQty: 1, delayMs: 40 } });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2, fills: [2] });
  await expect.poll(() => exchange.position(LEADER, nq)).toBe(2);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2, fills: [2] });
  await expect.poll(() => exchange.position(LEADER, nq)).toBe(0);
  await expect.poll(async () => (await exchange.copies(ONE, nq)).length).toBeGreaterThan(1);
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});
