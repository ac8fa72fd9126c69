/** Flatten takes two presses, closes what it says and nothing else, and is done when the exchange says flat. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, GROUP, LEADER, ONE, TWO } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: TWO, multiplier: "2.00" }, { account: ELSEWHERE }];

test("flatten of a group closes every follower, leaves the leader alone, and shows each as verified flat", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [TWO]: 4, [ELSEWHERE]: 2 });

  await cockpit.flatten(`Flatten group ${GROUP}`, "Press again to flatten 3 positions on 3 accounts");
  await mimik.holds(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  expect(await exchange.position(LEADER, nq)).toBe(2);
  const list = cockpit.page.getByRole("region", { name: "Flatten group" });
  await expect(list.getByText("Verified flat")).toHaveCount(3);

  // Entries stay off until the trader, or the leader's flat, lifts it.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.lastCopy(ONE, "entries-off-flattened", /Entries are off since you flattened/u);
  await expect.poll(() => exchange.position(LEADER, nq)).toBe(3);
  expect(await exchange.positions([ONE, TWO, ELSEWHERE], nq)).toEqual({ [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await expect.poll(() => exchange.position(LEADER, nq)).toBe(0);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
});

test("flatten of everything, by keyboard, closes the followers of all contracts", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  const es = await exchange.front("ES");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await exchange.trade({ account: LEADER, symbol: es, quantity: -2 });
  await mimik.holds(nq, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
  await mimik.holds(es, { [ONE]: -2, [TWO]: -4, [ELSEWHERE]: -2 });

  const armed = cockpit.page.getByRole("button", {
    name: "Press again to flatten 6 positions on 3 accounts",
  });
  await cockpit.page.keyboard.press("Control+Shift+F");
  await expect(armed).toBeVisible();
  await cockpit.page.keyboard.press("Control+Shift+F");
  await mimik.holds(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  await mimik.holds(es, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  expect(await exchange.position(LEADER, nq)).toBe(1);
});

test("one press flattens nothing: it disarms by itself and by Esc", async ({ mimik, exchange }) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
  const button = cockpit.page.getByRole("button", { name: "Flatten everything" });
  const armed = cockpit.page.getByRole("button", { name: /^Press again to flatten/u });
  await button.click();
  await expect(armed).toBeVisible();
  await cockpit.page.keyboard.press("Escape");
  await expect(armed).toBeHidden();
  await button.click();
  await expect(armed).toBeVisible();
  await expect(armed).toBeHidden();
  await mimik.fence(ONE, TWO, ELSEWHERE);
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
  for (const account of [ONE, TWO, ELSEWHERE]) expect(await exchange.copies(account, nq)).toHaveLength(1);
});

test("flatten of one follower touches no other, and one click resumes its entries", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
  await cockpit.flatten(`Flatten ${TWO}`, /^Press again to flatten 1 position on 1 account/u);
  await mimik.holds(nq, { [ONE]: 1, [TWO]: 0, [ELSEWHERE]: 1 });
  await cockpit.page.getByRole("button", { name: `Resume entries of ${TWO}` }).click();
  await expect(cockpit.page.getByRole("button", { name: `Resume entries of ${TWO}` })).toBeHidden();
  const es = await exchange.front("ES");
  await exchange.trade({ account: LEADER, symbol: es, quantity: 1 });
  await mimik.holds(es, { [ONE]: 1, [TWO]: 2, [ELSEWHERE]: 1 });
});
