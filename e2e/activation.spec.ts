/** At a group's first activation nothing that stands there already is touched unless the trader chooses so (G7). */
import type { Locator, Page } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible } from "./support/readable.ts";
import { ELSEWHERE, GROUP, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: TWO }, { account: THREE }, { account: ELSEWHERE }];
const waiting = { followers, group: { status: "closing-only" } } as const;
const groupOf = (page: Page): Locator => page.getByRole("region", { name: `Group ${GROUP}` });
const pause = (page: Page): Locator => groupOf(page).getByRole("button", { name: "Closing only" });
const rowOf = (dialog: Locator, account: string): Locator =>
  dialog.getByRole("row").filter({ hasText: account });

async function choose(dialog: Locator, account: string, word: "Adopt" | "Leave" | "Close"): Promise<void> {
  const radio = rowOf(dialog, account).getByRole("radio", { name: word, exact: true });
  await radio.check({ force: true });
  await expect(radio).toBeChecked();
}

test("existing positions are adopted, left alone or closed, row by row as the trader chooses", async ({
  mimik,
  exchange,
  page,
}) => {
  const nq = await exchange.front("NQ");
  const es = await exchange.front("ES");
  for (const account of [LEADER, ONE, TWO, THREE]) {
    await exchange.trade({ account, symbol: nq, quantity: 2 });
  }
  await exchange.trade({ account: ELSEWHERE, symbol: es, quantity: -1 });
  const cockpit = await mimik.start(waiting);
  await groupOf(page).getByRole("button", { name: "Activate" }).click();
  const dialog = page.getByRole("dialog", { name: `Activate ${GROUP}` });
  await expect(dialog).toContainText("4 positions on its followers already");
  for (const account of [ONE, TWO, THREE, ELSEWHERE]) {
    await expect(rowOf(dialog, account).getByRole("radio", { name: "Leave" })).toBeChecked();
  }
  // The leader holds nothing that it would follow: that is said, and it can not be adopted.
  const other = rowOf(dialog, ELSEWHERE);
  await expect(other.getByRole("radio", { name: "Adopt" })).toBeDisabled();
  await expect(other).toContainText("The leader holds nothing that this contract would follow.");
  await isAccessible(page, "Activation");
  await choose(dialog, ONE, "Adopt");
  await choose(dialog, THREE, "Close");
  await dialog.getByRole("button", { name: "Activate", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(pause(page)).toBeVisible();

  await mimik.holds(nq, { [ONE]: 2, [TWO]: 2, [THREE]: 0 });
  await cockpit.shows(ONE, nq, { position: 2 });
  // The adopted one follows the leader out; the one that was left is not touched.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await mimik.holds(nq, { [ONE]: 1, [TWO]: 2, [THREE]: 0 });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await mimik.holds(nq, { [ONE]: 0, [TWO]: 2, [THREE]: 0 });
  expect(await exchange.position(ELSEWHERE, es)).toBe(-1);

  // It has been active: nothing is asked a second time.
  await pause(page).click();
  await groupOf(page).getByRole("button", { name: "Activate" }).click();
  await expect(pause(page)).toBeVisible();
  await expect(dialog).toBeHidden();
});

test("with nothing standing anywhere it is active at once, and cancelled it stays as it was", async ({
  mimik,
  exchange,
  page,
}) => {
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: ONE, symbol: nq, quantity: 1 });
  await mimik.start(waiting);
  await groupOf(page).getByRole("button", { name: "Activate" }).click();
  const dialog = page.getByRole("dialog", { name: `Activate ${GROUP}` });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(groupOf(page).getByRole("button", { name: "Activate" })).toBeVisible();

  await exchange.trade({ account: ONE, symbol: nq, quantity: -1 });
  await expect.poll(() => exchange.position(ONE, nq)).toBe(0);
  await mimik.cockpit.shows(ONE, nq, { position: 0, state: "closing-only" });
  await groupOf(page).getByRole("button", { name: "Activate" }).click();
  await expect(pause(page)).toBeVisible();
  await expect(dialog).toBeHidden();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [TWO]: 1, [THREE]: 1, [ELSEWHERE]: 1 });
});

test("the question about existing positions is whole in a small window", async ({
  mimik,
  exchange,
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  const nq = await exchange.front("NQ");
  for (const account of [ONE, TWO, THREE, ELSEWHERE]) {
    await exchange.trade({ account, symbol: nq, quantity: 1 });
  }
  await mimik.start(waiting);
  await groupOf(page).getByRole("button", { name: "Activate" }).click();
  const dialog = page.getByRole("dialog", { name: `Activate ${GROUP}` });
  await expect(dialog).toBeVisible();
  const box = await dialog.boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThan(700);
});
