/** A follower that differs is brought back by the exact orders that the trader saw before, and by no others. */
import type { Locator, Page } from "playwright/test";
import type { Cockpit } from "./support/cockpit.ts";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible, isWhole } from "./support/readable.ts";
import { ELSEWHERE, GROUP, LEADER, ONE, TAG, THREE, TWO } from "./support/setup.ts";

const dialogOf = (page: Page, account: string): Locator =>
  page.getByRole("dialog", { name: `Resync ${account}` });

async function openResync(cockpit: Cockpit, account: string): Promise<Locator> {
  await cockpit.page.getByRole("button", { name: `Resync ${account}` }).click();
  const dialog = dialogOf(cockpit.page, account);
  await expect(dialog.getByRole("table", { name: "Orders of the resync" })).toBeVisible();
  return dialog;
}

async function send(dialog: Locator, words: string): Promise<void> {
  const button = dialog.getByRole("button", { name: words, exact: true });
  await expect(button).toHaveAttribute("aria-disabled", "false");
  await button.click();
  await expect(dialog).toBeHidden();
}

test("a follower that was closed by hand shows drift, and the previewed order brings it back in sync", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -2 });
  await cockpit.shows(ONE, nq, { position: 0, expected: 2, state: "drift" });
  await expect(cockpit.why(ONE)).toContainText("Drift: foreign trade");
  const before = await exchange.copies(ONE, nq);

  const dialog = await openResync(cockpit, ONE);
  await expect(dialog.getByText(`buy 2 ${nq} at market`)).toBeVisible();
  // A preview sends nothing.
  await mimik.fence(ONE, ELSEWHERE);
  expect(await exchange.copies(ONE, nq)).toHaveLength(before.length);
  await send(dialog, "Send 1 order");
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  const after = await exchange.copies(ONE, nq);
  expect(after).toHaveLength(before.length + 1);
  expect(after.at(-1)).toMatchObject({ action: "Buy", qty: 2, orderType: "Market", text: TAG });
  await expect(cockpit.page.getByRole("button", { name: `Resync ${ONE}` })).toBeHidden();

  // In the trade again: it gets out with the leader.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});

test("the cause of drift stands on the row: what the broker refused, and what was not sent", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: TWO }] });
  const nq = await exchange.front("NQ");
  await exchange.faults({
    rejectNext: { account: ONE, reason: "MaxPosLimitReached", count: 1, mode: "sync" },
  });
  await cockpit.switchOf(TWO).click();
  await expect(cockpit.switchOf(TWO)).not.toBeChecked();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.shows(ONE, nq, { position: 0, expected: 1, state: "drift" });
  await expect(cockpit.why(ONE)).toContainText("Drift: rejected by the broker");

  await cockpit.switchOf(TWO).click();
  await expect(cockpit.switchOf(TWO)).toBeChecked();
  await expect(cockpit.why(TWO)).toContainText("Not in");
  const dialog = await openResync(cockpit, TWO);
  await send(dialog, "Send 1 order");
  await mimik.holds(nq, { [ONE]: 0, [TWO]: 1 });
  await cockpit.shows(TWO, nq, { position: 1 });
});

test("what moves under the dialog is drawn anew, holds the click back, and never moves the button", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await mimik.settled(nq, { [ONE]: 3, [ELSEWHERE]: 3 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -3 });
  await cockpit.shows(ONE, nq, { position: 0, expected: 3, state: "drift" });
  const dialog = await openResync(cockpit, ONE);
  await expect(dialog.getByText(`buy 3 ${nq} at market`)).toBeVisible();
  const button = dialog.getByRole("button", { name: "Send 1 order", exact: true });
  const place = await button.boundingBox();
  const sent = (await exchange.copies(ONE, nq)).length;

  await exchange.trade({ account: ONE, symbol: nq, quantity: 2 });
  await expect(dialog.getByText(`buy 1 ${nq} at market`)).toBeVisible();
  await expect(dialog.getByRole("status")).toContainText("Something has moved: nothing was sent.");
  expect(await button.boundingBox()).toEqual(place);
  await expect(button).toHaveAttribute("aria-disabled", "false");
  expect(await exchange.copies(ONE, nq)).toHaveLength(sent);
  await send(dialog, "Send 1 order");
  await mimik.settled(nq, { [ONE]: 3, [ELSEWHERE]: 3 });
  expect((await exchange.copies(ONE, nq)).at(-1)).toMatchObject({ action: "Buy", qty: 1 });
});

test("a preview is drawn anew after five seconds, and what it says is confirmed after that as well", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await cockpit.shows(ONE, nq, { position: 0, expected: 1, state: "drift" });
  const dialog = await openResync(cockpit, ONE);
  const drawn = dialog.getByText(/^Positions of|CT; drawn anew/u);
  const first = await drawn.textContent();
  await expect(drawn).not.toHaveText(first ?? "");
  await expect(dialog.getByRole("status")).toHaveText("");
  await send(dialog, "Send 1 order");
  await mimik.settled(nq, { [ONE]: 1 });
});

test("toward flat closes what the follower holds and leaves it out of the trade", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await mimik.settled(nq, { [ONE]: 3, [ELSEWHERE]: 3 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await cockpit.shows(ONE, nq, { position: 2, expected: 3, state: "drift" });
  const dialog = await openResync(cockpit, ONE);
  await dialog.getByRole("radio", { name: /^Toward flat/u }).check({ force: true });
  await expect(dialog.getByText(`liquidate ${nq}: sell 2 at market`)).toBeVisible();
  await send(dialog, "Send 1 order");
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 3 });
});

test("an add that a check refuses is not sent, and the preview says why", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await cockpit.shows(ONE, nq, { position: 1, expected: 2, state: "drift" });
  const group = page.getByRole("region", { name: `Group ${GROUP}` });
  await group.getByRole("button", { name: "Closing only" }).click();
  await expect(group.getByRole("button", { name: "Activate" })).toBeVisible();
  const dialog = await openResync(cockpit, ONE);
  await expect(dialog).toContainText("The group is closing only");
  const button = dialog.getByRole("button", { name: "Nothing to send", exact: true });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await button.click({ force: true });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(await exchange.position(ONE, nq)).toBe(1);
});

test("a follower against the leader is red and closed by the button on its row", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -3 });
  await cockpit.shows(ONE, nq, { position: -1, expected: 2, state: "opposed" });
  await expect(cockpit.why(ONE)).toContainText(`On the other side of the leader: −1 ${nq} against +2`);
  await cockpit.flatten(
    `Close the opposed position of ${ONE}`,
    "Press again to flatten 1 position on 1 account",
  );
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 2 });
  expect(await exchange.position(LEADER, nq)).toBe(2);
});

test("resync by the keyboard alone: from the row through the choice to the order", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await cockpit.shows(ONE, nq, { position: 1, expected: 2, state: "drift" });
  const focused = page.locator(":focus");
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      const label = await focused.evaluateAll(([element]) =>
        element === undefined ? "" : (element.getAttribute("aria-label") ?? element.textContent ?? ""),
      );
      if (label === name) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${name} can not be reached by the keyboard`);
  };
  await tabTo(`Resync ${ONE}`);
  await page.keyboard.press("Enter");
  const dialog = dialogOf(page, ONE);
  await expect(dialog.getByText(`buy 1 ${nq} at market`)).toBeVisible();
  await expect(dialog.getByRole("radio", { name: /^Toward the leader/u })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByText(`liquidate ${nq}: sell 1 at market`)).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText(`buy 1 ${nq} at market`)).toBeVisible();
  await tabTo("Send 1 order");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });

  // Esc sends nothing, and the row is where the keyboard was.
  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await cockpit.shows(ONE, nq, { position: 1, expected: 2, state: "drift" });
  await page.getByRole("button", { name: `Resync ${ONE}` }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(`buy 1 ${nq} at market`)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: `Resync ${ONE}` })).toBeFocused();
  expect(await exchange.position(ONE, nq)).toBe(1);
});

for (const size of [
  { width: 1024, height: 700 },
  { width: 1440, height: 900 },
]) {
  test(`drift, opposed and the dialog are whole and axe-clean at ${size.width}×${size.height}`, async ({
    mimik,
    exchange,
    page,
  }) => {
    await page.setViewportSize(size);
    const cockpit = await mimik.start({
      followers: [
        { account: ONE },
        { account: TWO, multiplier: "10.00", contractMap: "mini-to-micro" },
        { account: THREE },
      ],
    });
    const nq = await exchange.front("NQ");
    const mnq = await exchange.front("MNQ");
    await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
    await mimik.holds(nq, { [ONE]: 2, [THREE]: 2 });
    await mimik.holds(mnq, { [TWO]: 20 });
    await exchange.trade({ account: ONE, symbol: nq, quantity: -3 });
    await exchange.trade({ account: TWO, symbol: mnq, quantity: -5 });
    await cockpit.shows(ONE, nq, { position: -1, expected: 2, state: "opposed" });
    await cockpit.shows(TWO, mnq, { position: 15, expected: 20, state: "drift" });
    await isWhole(page, "The cockpit");
    await isAccessible(page, "The cockpit");
    const dialog = await openResync(cockpit, TWO);
    await expect(dialog.getByText(`buy 5 ${mnq} at market`)).toBeVisible();
    // What lies behind it is covered on purpose.
    const box = await dialog.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThan(size.height);
    await isAccessible(page, "The resync dialog");
  });
}
