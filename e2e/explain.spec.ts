/** Every decision can be read check by check: on the tape as it happens, and from the ledger after a restart. */
import { readFile } from "node:fs/promises";
import type { Locator } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible } from "./support/readable.ts";
import { ELSEWHERE, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

const TEXT = "The order would exceed the maximum position of this account";
const followers = [
  { account: ONE },
  { account: TWO, multiplier: "10.00", contractMap: "mini-to-micro" },
  { account: THREE, enabled: false },
  { account: ELSEWHERE },
] as const;

const followerIn = (within: Locator, account: string): Locator =>
  within.getByRole("listitem").filter({ hasText: account }).first();

async function opened(within: Locator, account: string): Promise<Locator> {
  const item = followerIn(within, account);
  await item.getByRole("button").first().click();
  return item;
}

/** What the tree of one fill says of four followers: copied, mapped, denied, rejected. */
async function tells(within: Locator, nq: string, mnq: string): Promise<void> {
  const one = await opened(within, ONE);
  await expect(one).toContainText(/leader 0 → \+?2, 1\.00× nearest: 0 → 2, order 2/u);
  await expect(one).toContainText(`${nq}, the same contract`);
  await expect(one).toContainText(/own [\d.]+ m?s · acknowledged [\d.,]+ m?s · filled [\d.,]+ m?s/u);
  await one.getByRole("button", { name: /^Entry: An order is sent\./u }).click();
  const checks = one.getByRole("list", { name: "Checks of the entry" }).getByRole("listitem");
  await expect(checks.filter({ hasText: "group active" })).toHaveAttribute("data-pass", "true");
  await expect(checks.filter({ hasText: "sized and within caps" })).toHaveAttribute("data-check", "10");
  await expect(one.locator('[data-check][data-pass="false"]')).toHaveCount(0);

  const two = await opened(within, TWO);
  await expect(two).toContainText(`${nq} → ${mnq}`);

  const three = await opened(within, THREE);
  // The check that decided stands open, the first of those that failed.
  await expect(three).toContainText("The follower is switched off.");
  await expect(three.getByText("decided:")).toHaveCount(1);
  await expect(three.locator('[data-check="2"]')).toContainText("decided: follower on");

  const elsewhere = await opened(within, ELSEWHERE);
  await expect(elsewhere).toContainText(TEXT);
}

test("the tape explains each follower, and the activity page the same after a restart", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [...followers] });
  const nq = await exchange.front("NQ");
  const mnq = await exchange.front("MNQ");
  await exchange.faults({
    rejectNext: { account: ELSEWHERE, reason: "MaxPosLimitReached", text: TEXT, count: 1, mode: "async" },
  });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.holds(nq, { [ONE]: 2 });
  await mimik.holds(mnq, { [TWO]: 20 });
  const entry = cockpit.tapeEntry(`Buy 2${nq}`);
  await expect(entry).toContainText("1 rejected");
  await entry.getByRole("button").first().click();
  await tells(entry.getByRole("list").first(), nq, mnq);
  await isAccessible(page, "The tape, explained");

  await mimik.stop();
  await mimik.restart();
  await cockpit.open("Activity");
  const fill = page
    .getByRole("table", { name: "Activity" })
    .getByRole("row")
    .filter({ hasText: `leader bought 2 ${nq}` });
  await fill.getByRole("button", { name: /^Explain/u }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`leader 0 → +2 ${nq}`);
  await tells(dialog.getByRole("region", { name: "Followers" }), nq, mnq);

  const then = dialog.getByRole("list", { name: "Settings then" });
  await then.getByRole("button", { name: TWO }).click();
  await expect(then).toContainText("multiplier 10.00");
  await expect(then).toContainText("mini-to-micro");
  await isAccessible(page, "The explanation");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the tree opens and closes by the keyboard", async ({ mimik, exchange, page }) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  const entry = cockpit.tapeEntry(`Buy 1${nq}`);
  await entry.getByRole("button").first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(entry).toContainText(/Sizing ?leader 0 → \+?1, 1\.00× nearest: 0 → 1, order 1/u);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(entry.getByRole("list", { name: "Checks of the entry" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(entry.getByRole("list", { name: "Checks of the entry" })).toBeHidden();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: new RegExp(`^Buy 1 ${nq}`, "u") })).toBeVisible();
});

test("the export as JSON Lines holds the whole explanation of a fill", async ({ mimik, exchange, page }) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: THREE, enabled: false }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2 });
  await cockpit.open("Activity");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await isAccessible(page, "The export menu");
  await page.getByRole("button", { name: /^JSON Lines/u }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.jsonl$/u);
  await expect(page.getByText(/^Saved .+\.jsonl/u)).toBeVisible();
  const text = await readFile(await file.path(), "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.length).toBeGreaterThanOrEqual(2);
  const fill = lines.find((line) => line["kind"] === "leader-fill");
  const whole = JSON.stringify(fill);
  expect(whole).toMatch(/leader 0 → \+?2, 1\.00× nearest: 0 → 2, order 2/u);
  expect(whole).toContain("follower-off");
});
