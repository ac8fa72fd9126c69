/** The Groups page, its form and its dialogs can be read: by everyone (WCAG 2.2 AA, as far as axe can tell), and whole. */
import type { Page } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { GroupsPage } from "./support/groups.ts";
import { isAccessible, isWhole } from "./support/readable.ts";
import { ELSEWHERE, GROUP, LEADER, ONE, setupOf, THREE, TWO } from "./support/setup.ts";

const SMALL = { width: 1024, height: 700 };
const USUAL = { width: 1440, height: 900 };

const followers = [
  { account: ONE },
  { account: TWO, multiplier: "0.50", enabled: false },
  { account: ELSEWHERE, multiplier: "10.00", contractMap: "mini-to-micro" },
] as const;
const NO_STOP = "Followers have no stop of their own at the broker";

async function reads(page: Page, name: string): Promise<void> {
  for (const size of [USUAL, SMALL]) {
    await page.setViewportSize(size);
    await isWhole(page, name);
  }
  await isAccessible(page, name);
}

/** The dialog that is open; closes it. */
async function readsDialog({ page, dialog }: GroupsPage, name: string): Promise<void> {
  await page.setViewportSize(SMALL);
  await expect(dialog).toBeVisible();
  await isAccessible(page, name);
  const box = await dialog.boundingBox();
  // Below the status bar, so that flatten stays in reach, and no higher than the window.
  expect(box?.y).toBeGreaterThan(44);
  expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(SMALL.height);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
}

test("the list and its dialogs are axe-clean and whole", async ({ mimik, exchange, page }) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  const { dialog } = groups;
  await groups.expand(GROUP);
  await expect(page.getByText(NO_STOP)).toBeVisible();
  await reads(page, "Groups, one opened");
  const line = groups.line(GROUP);
  await line.getByRole("button", { name: "Delete…" }).click();
  await readsDialog(groups, "Delete");
  await line.getByRole("button", { name: "History" }).click();
  await readsDialog(groups, "History");
  await page.getByLabel("Setup file").setInputFiles({
    name: "mimik-setup.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(setupOf(exchange, { followers: [...followers, { account: THREE }] }))),
  });
  await expect(dialog.getByRole("list", { name: "Changes" })).toBeVisible();
  await readsDialog(groups, "Import");
});

test("the form and its dialogs are axe-clean and whole, with everything right and with everything wrong", async ({
  mimik,
  page,
}) => {
  const cockpit = await mimik.start({ followers });
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  const { form, dialog } = groups;
  await groups.edit(GROUP);
  await expect(page.getByText(NO_STOP)).toBeVisible();
  await form.getByRole("button", { name: "Add a window" }).click();
  const row = await groups.openRow(ELSEWHERE);
  await row.getByLabel("Contracts", { exact: true }).selectOption("micro-to-mini");
  await reads(page, "The form");
  await row.getByRole("button", { name: "Copy one for one instead…" }).click();
  await readsDialog(groups, "One for one");
  await row.getByLabel("Contracts", { exact: true }).selectOption("pairs");
  await groups.pick(row, "Equity");
  await form.getByRole("button", { name: "Add followers…" }).click();
  await readsDialog(groups, "Add followers");
  await form.getByRole("checkbox", { name: "Select all followers" }).check();
  await form.getByRole("button", { name: "Change…" }).click();
  for (const name of ["Size", "Caps", "Contracts", "Switch"])
    await dialog.getByRole("checkbox", { name, exact: true }).check();
  await readsDialog(groups, "Change several");

  await groups.pick(form, "Flatten the group");
  for (const label of [
    "Name",
    "Symbols",
    "Grace time, seconds",
    "Flatten after, seconds",
    "From",
    "Time zone",
  ])
    await form.getByLabel(label, { exact: true }).fill(label === "Name" ? "" : "?! ?");
  await row.getByLabel("Multiplier", { exact: true }).fill("none");
  await groups.save();
  await expect(groups.problems().first()).toBeVisible();
  await reads(page, "The form with everything wrong");
  const flatten = page.locator('[data-flatten="everything"]');
  await flatten.click();
  await expect(flatten).toHaveAttribute("aria-label", /^Press again/u);
});
