/** A follower that is switched off gets no entry and says why; its exits go on unless the trader says otherwise. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: ELSEWHERE }];

test("a disabled follower gets nothing and says why", async ({ mimik, exchange }) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await cockpit.switchOf(ONE).click();
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ELSEWHERE]: 2 });
  await cockpit.lastCopy(ONE, "follower-off", "The follower is switched off.");
  await cockpit.shows(ONE, nq, { position: 0, state: "off" });
  await mimik.fence(ELSEWHERE);
  expect(await exchange.copies(ONE)).toEqual([]);
  await expect(cockpit.why(ONE)).toContainText("Switched off by you.");
  const entry = cockpit.tapeEntry(`Buy 2${nq}`);
  await entry.getByRole("button").first().click();
  await expect(entry.getByRole("listitem").filter({ hasText: ONE })).toContainText("denied");
});

test("switched off stays switched off after a restart, and on again copies the next trade only", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await cockpit.switchOf(ONE).click();
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await mimik.stop();
  await mimik.restart();
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ELSEWHERE]: 1 });

  await cockpit.switchOf(ONE).click();
  await expect(cockpit.switchOf(ONE)).toBeChecked();
  // An add to a trade that it is not in.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ELSEWHERE]: 2 });
  await cockpit.lastCopy(ONE, "not-in-trade", /not in this trade/u);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await mimik.settled(nq, { [ONE]: 3, [ELSEWHERE]: 3 });
});

test("switching off with a position asks, and by default the exits go on until it is flat", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await cockpit.switchOf(ONE).click();
  const dialog = cockpit.page.getByRole("dialog", { name: `Switch ${ONE} off?` });
  await expect(dialog).toContainText(`It holds 1 open position: +2 ${nq}`);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(cockpit.switchOf(ONE)).toBeChecked();

  await cockpit.switchOf(ONE).click();
  await dialog.getByRole("button", { name: /^Keep copying exits until flat/u }).click();
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await cockpit.shows(ONE, nq, { position: 2, expected: 0, state: "closing-only" });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ELSEWHERE]: 3 });
  expect(await exchange.position(ONE, nq)).toBe(2);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
  await cockpit.shows(ONE, nq, { position: 0, state: "off" });
});

test("a position that the trader leaves alone is not touched and shown as unmanaged", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await cockpit.switchOf(ONE).click();
  await cockpit.page.getByRole("button", { name: /^Leave the position alone/u }).click();
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await mimik.settled(nq, { [ELSEWHERE]: 0 });
  await mimik.fence(ELSEWHERE);
  expect(await exchange.position(ONE, nq)).toBe(2);
  await cockpit.shows(ONE, nq, { position: 2, expected: 0, state: "unmanaged" });
});
