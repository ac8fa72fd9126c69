/** The chaos drill, on the page of a newcomer: drills that the copier has to pass, and faults that take hold. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { POLL } from "./support/cockpit.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Mimik } from "./support/mimik.ts";
import { unreadableTexts } from "./support/unreadable.ts";

const FOLLOWERS = ["PRAC0002", "PRAC0003", "PRAC0004"] as const;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** A drill waits for a reconnect. */
const DRILL_MS_MAX = 60_000;

async function openDrill(mimik: Mimik, page: Page): Promise<void> {
  await mimik.launch();
  await mimik.cockpit.isLive("PRAC0001", FOLLOWERS);
  await mimik.cockpit.open("Practice");
  await page.getByRole("button", { name: "Chaos drill" }).click();
  await expect(page.getByRole("button", { name: "Run all" })).toBeEnabled();
}

const drill = (page: Page, title: string) => page.getByRole("row", { name: title, exact: true });

async function passes(page: Page, title: string, evidence: RegExp): Promise<void> {
  await page.getByRole("button", { name: `Run: ${title}`, exact: true }).click();
  await expect(drill(page, title)).toHaveAttribute("data-verdict", /passed|failed|not-judged/u, {
    timeout: DRILL_MS_MAX,
  });
  await expect(drill(page, title)).toContainText(evidence);
  await expect(drill(page, title)).toHaveAttribute("data-verdict", "passed");
  await expect(page.getByRole("button", { name: "Run all" })).toBeEnabled({ timeout: DRILL_MS_MAX });
}

/** What every practice account holds, as the page's own table says. */
async function allFlat(mimik: Mimik, page: Page): Promise<void> {
  await page.getByRole("button", { name: "Trade", exact: true }).click();
  for (const account of ["PRAC0001", ...FOLLOWERS]) {
    await expect(page.getByRole("row", { name: `Account ${account}` })).toContainText("flat");
  }
  await mimik.cockpit.open("Practice");
}

test("dropped connections, fills told twice and a rejected order: three drills pass, and the sheet says why", async ({
  mimik,
  page,
}) => {
  await openDrill(mimik, page);
  await passes(page, "The connection drops in the middle of a burst", /none twice\. .* All flat/u);
  await passes(
    page,
    "Fills are delivered twice",
    /9 copied orders, none twice\. 3 of 3 followers in place\./u,
  );
  await passes(page, "The next order is rejected", /2 of 3 followers in place, 1 short and told why\./u);
  await expect(page.getByRole("region", { name: "Drills" })).toContainText("3 passed, 0 failed, of ");

  await drill(page, "The next order is rejected").getByRole("button", { expanded: false }).click();
  const checks = page.getByRole("list", { name: "Checks" });
  await expect(checks).toContainText(/PRAC000\d: holds 0 \w+ of \+\d+/u);
  const moments = page.getByRole("list", { name: "What happened when" });
  await expect(moments).toContainText("The next order is refused.");
  await expect(moments).toContainText(/PRAC0001: bought 1 /u);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^mimik-drill/u);
  await allFlat(mimik, page);
});

test("a fault is in force at the exchange, stays on over other pages, and is off with all off", async ({
  mimik,
  page,
}) => {
  await openDrill(mimik, page);
  const fault = page.getByRole("switch", { name: "Reject orders" });
  await page.getByRole("combobox", { name: "Reject orders, Account" }).selectOption("PRAC0002");
  await page.getByRole("combobox", { name: "Reject orders, How many" }).selectOption("10");
  await fault.click();
  await expect(fault).toBeChecked();
  await expect(page.getByText("1 fault is on")).toBeVisible();

  await mimik.cockpit.open("Cockpit");
  await mimik.cockpit.open("Practice");
  await expect(page.getByText("1 fault is on")).toBeVisible();
  await page.getByRole("button", { name: "Trade", exact: true }).click();
  await page.getByRole("button", { name: /^Buy 1 / }).click();
  const copies = page.getByRole("region", { name: "Copies of Practice" });
  await expect(copies).toContainText("1 rejected");
  await expect(copies).toContainText("2 copied");

  await page.getByRole("button", { name: "All off" }).click();
  await expect(page.getByText("1 fault is on")).toBeHidden();
  await page.getByRole("button", { name: /^Flatten [A-Z0-9]+ on PRAC0001$/u }).click();
  await page.getByRole("button", { name: /^Buy 1 / }).click();
  await expect(copies).toContainText("3 copied");

  // What is open is closed by a drill only after the trader has said so.
  await page.getByRole("button", { name: "Chaos drill" }).click();
  const run = page.getByRole("button", { name: "Run: Fills come before their orders" });
  await expect(run).toBeEnabled();
  await expect
    .poll(async () => {
      await run.click();
      return page.getByRole("dialog").isVisible();
    }, POLL)
    .toBe(true);
  await expect(page.getByRole("dialog")).toContainText("PRAC0002");
  await page.getByRole("button", { name: /^Leave them open/u }).click();
  await expect(drill(page, "Fills come before their orders")).toHaveAttribute("data-verdict", "not-run");
});

for (const size of [
  { width: 1024, height: 700 },
  { width: 1440, height: 900 },
]) {
  test(`the chaos drill is whole and readable at ${size.width}×${size.height}`, async ({ mimik, page }) => {
    await page.setViewportSize(size);
    await openDrill(mimik, page);
    await page.getByRole("switch", { name: "Go silent" }).focus();
    await page.keyboard.press("Space");
    await expect(page.getByText("1 fault is on")).toBeVisible();
    expect(await unreadableTexts(page)).toEqual([]);
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations } = await axe.options({ resultTypes: ["violations"], runOnly: TAGS }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole("button", { name: "All off" }).click();
    await expect(page.getByText("1 fault is on")).toBeHidden();
  });
}
