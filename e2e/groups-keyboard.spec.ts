/** The Groups page without a pointer: a group is made, edited, reordered, duplicated and deleted by keys alone. */
import type { Page } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { GroupsPage } from "./support/groups.ts";
import { GROUP, ONE, THREE, TWO } from "./support/setup.ts";

const FIVE = "PRAC0006";
const TAB_MAX = 90;

/** What the element with the focus is called: its own name, else its label's, else its words. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null) return "";
    const own = at.getAttribute("aria-label");
    if (own !== null) return own;
    const labels = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels : null;
    return (labels?.[0] ?? at).textContent.trim();
  });
}

/** Goes on by Tab until something of this name has the focus. */
async function tabTo(page: Page, name: string | RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const isIt = (found: string): boolean => (typeof name === "string" ? found === name : name.test(found));
  for (let presses = 0; presses < TAB_MAX; presses += 1) {
    await page.keyboard.press(key);
    if (isIt(await focusedName(page))) return;
  }
  throw new Error(`${String(name)} can not be reached by the keyboard`);
}

/** Of the list with the focus: types until the option is chosen. */
async function choose(page: Page, account: string): Promise<void> {
  await page.keyboard.type(account);
  await expect(page.locator(":focus").locator("option:checked")).toContainText(account);
}

test("a group is made, edited, reordered, duplicated and deleted by the keyboard alone", async ({
  mimik,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.page.locator("body").press("2");
  await expect(page.getByRole("heading", { level: 1, name: "Groups" })).toBeVisible();
  const groups = new GroupsPage(page);
  const { form, dialog } = groups;

  // Made.
  await tabTo(page, "New group");
  await page.keyboard.press("Enter");
  await tabTo(page, "Name");
  await page.keyboard.type("Keys");
  await tabTo(page, "Leader");
  await choose(page, FIVE);
  await tabTo(page, "Add followers…");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  for (const account of [TWO, THREE]) {
    await tabTo(page, new RegExp(`^${account}`, "u"));
    await page.keyboard.press("Space");
  }
  await tabTo(page, "Multiplier");
  // The choice of modes comes before the figure of the same name.
  await tabTo(page, "Multiplier");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0.50");
  await tabTo(page, "Add 2 followers");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  expect(await groups.rows()).toEqual([TWO, THREE]);

  // Reordered, by keys in the row and by its buttons; the focus stays where the trader works.
  await tabTo(page, `Select ${THREE}`);
  await page.keyboard.press("Alt+ArrowUp");
  expect(await groups.rows()).toEqual([THREE, TWO]);
  expect(await focusedName(page)).toBe(`Select ${THREE}`);
  await tabTo(page, `Move ${THREE} down`);
  await page.keyboard.press("Enter");
  expect(await groups.rows()).toEqual([TWO, THREE]);
  expect(await focusedName(page)).toBe(`Move ${THREE} up`);
  await page.keyboard.press("Enter");
  expect(await groups.rows()).toEqual([THREE, TWO]);

  // A follower of it edited, and saved by Enter in a field.
  await tabTo(page, TWO, "Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, "Position cap, contracts");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("4");
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
  await expect(groups.line("Keys")).toContainText("2 followers");

  // Edited again.
  await tabTo(page, "Edit Keys");
  await page.keyboard.press("Enter");
  await expect(groups.row(TWO)).toContainText("4 / 10");
  await tabTo(page, "Symbols");
  await page.keyboard.type("NQ, ES");
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();

  // Duplicated, and the copy thrown away.
  await tabTo(page, "Keys");
  await page.keyboard.press("Enter");
  await tabTo(page, "Duplicate");
  await page.keyboard.press("Enter");
  await expect(form.getByLabel("Symbols")).toHaveValue("NQ, ES");
  expect(await groups.rows()).toEqual(["follower 1", "follower 2"]);
  await tabTo(page, "Discard");
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();

  // Deleted.
  await tabTo(page, /^Delete/u);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await tabTo(page, "Delete the group");
  await page.keyboard.press("Enter");
  await expect(groups.line("Keys")).toHaveCount(0);
  await expect(groups.line(GROUP)).toBeVisible();
});
