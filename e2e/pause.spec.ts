/** Stopping is entries off, exits on; only the trader turns exits off, in a dialog that counts what is open. */
import type { Locator, Page } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible } from "./support/readable.ts";
import { ELSEWHERE, GROUP, LEADER, ONE } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: ELSEWHERE }];
const groupOf = (page: Page): Locator => page.getByRole("region", { name: `Group ${GROUP}` });
const master = (page: Page): Locator => page.getByRole("button", { name: /^All groups:/u });
const words = { active: "Copying", "closing-only": "Closing only", paused: "Paused" } as const;

async function allAre(page: Page, status: keyof typeof words): Promise<void> {
  await expect(master(page)).toHaveAccessibleName(`All groups: ${words[status]}`);
}

test("pausing keeps copying exits unless the trader says otherwise: the first choice is closing only", async ({
  mimik,
  exchange,
  page,
}) => {
  await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await groupOf(page).getByRole("button", { name: "Pause" }).click();
  const dialog = page.getByRole("dialog", { name: `Pause ${GROUP}?` });
  await expect(dialog).toContainText("2 positions on 2 accounts would stay open: pausing closes nothing.");
  await isAccessible(page, "Pause");
  // The default has the focus.
  await expect(dialog.getByRole("button", { name: /^Closing only: keep copying exits/u })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(groupOf(page).getByRole("button", { name: "Activate" })).toBeVisible();
  await expect(groupOf(page).getByRole("button", { name: "Pause" })).toBeVisible();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});

test("flatten, then pause: every follower is closed, the leader is not, and nothing is copied afterwards", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await groupOf(page).getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: /^Flatten 2 positions, then pause/u }).click();
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
  await expect(groupOf(page).getByRole("button", { name: "Pause" })).toBeHidden();
  expect(await exchange.position(LEADER, nq)).toBe(2);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.lastCopy(ONE, "group-paused", /The group is paused/u);
  expect(await exchange.positions([ONE, ELSEWHERE], nq)).toEqual({ [ONE]: 0, [ELSEWHERE]: 0 });
});

test("switched off with flatten now: it is closed, stays off, and the other goes on", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await cockpit.switchOf(ONE).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: /^Flatten now/u }).click();
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 2 });
  await expect(cockpit.switchOf(ONE)).not.toBeChecked();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 3 });
});

test("P takes all groups to closing only, from anywhere and without a question; typed letters stay letters", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [ELSEWHERE]: 2 });
  await allAre(page, "active");
  await cockpit.open("Connections");
  await page.getByRole("button", { name: "Add connection" }).click();
  await page.getByLabel("User name").focus();
  await page.keyboard.type("p");
  await expect(page.getByLabel("User name")).toHaveValue("p");
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await allAre(page, "active");
  await page.keyboard.press("p");
  await allAre(page, "closing-only");
  await cockpit.open("Cockpit");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.lastCopy(ONE, "group-closing-only", /The group is closing only/u);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await mimik.holds(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});

test("the master switch pauses only after its question while something is open, and copies again at one press", async ({
  mimik,
  exchange,
  page,
}) => {
  await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [ELSEWHERE]: 1 });
  await master(page).click();
  await isAccessible(page, "The master switch");
  await page
    .getByRole("dialog", { name: "All groups" })
    .getByRole("button", { name: /^Paused/u })
    .click();
  const dialog = page.getByRole("dialog", { name: "Pause all groups?" });
  await expect(dialog).toContainText("2 positions on 2 accounts");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await allAre(page, "active");
  await master(page).click();
  await page
    .getByRole("dialog", { name: "All groups" })
    .getByRole("button", { name: /^Paused/u })
    .click();
  await dialog.getByRole("button", { name: /^Pause and leave the positions open/u }).click();
  await allAre(page, "paused");
  // P stops entries; it does not turn on what the trader turned off.
  await page.keyboard.press("p");
  await expect(page.getByText("No group was copying entries.")).toBeVisible();
  await allAre(page, "paused");

  await master(page).click();
  await page
    .getByRole("dialog", { name: "All groups" })
    .getByRole("button", { name: /^Copying/u })
    .click();
  await allAre(page, "active");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
  // With nothing open there is nothing to ask.
  await master(page).click();
  await page
    .getByRole("dialog", { name: "All groups" })
    .getByRole("button", { name: /^Paused/u })
    .click();
  await allAre(page, "paused");
});
