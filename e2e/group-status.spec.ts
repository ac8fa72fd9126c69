/** Stop copying means entries off, exits on; only pausing, which asks first, turns exits off. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, GROUP, LEADER, ONE } from "./support/setup.ts";

test("closing only denies entries and still copies exits; active again copies the next trade", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  const group = page.getByRole("region", { name: `Group ${GROUP}` });
  await group.getByRole("button", { name: "Closing only" }).click();
  await expect(group.getByRole("button", { name: "Activate" })).toBeVisible();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.lastCopy(ONE, "group-closing-only", /The group is closing only/u);
  expect(await exchange.positions([ONE, ELSEWHERE], nq)).toEqual({ [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 0 });

  await group.getByRole("button", { name: "Activate" }).click();
  await expect(group.getByRole("button", { name: "Closing only" })).toBeVisible();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await mimik.settled(nq, { [ONE]: -1, [ELSEWHERE]: -1 });
});

test("pausing with open followers asks; paused and left open, nothing is copied, exits included", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2 });
  const group = page.getByRole("region", { name: `Group ${GROUP}` });
  await group.getByRole("button", { name: "Pause" }).click();
  const dialog = page.getByRole("dialog", { name: `Pause ${GROUP}?` });
  await expect(dialog).toContainText("1 position on 1 account would stay open: pausing closes nothing.");
  await dialog.getByRole("button", { name: /^Pause and leave the positions open/u }).click();
  await expect(group.getByRole("button", { name: "Pause" })).toBeHidden();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await cockpit.lastCopy(ONE, "group-paused", /The group is paused/u);
  expect(await exchange.position(ONE, nq)).toBe(2);
});
