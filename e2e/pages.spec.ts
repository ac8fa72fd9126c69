/** Every page can be read: by everyone (WCAG 2.2 AA, as far as axe can tell), and whole, on every window size. */
import type { PageName } from "./support/cockpit.ts";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible, isWhole, violationsOn } from "./support/readable.ts";
import { ELSEWHERE, LEADER, ONE, THREE, TWO } from "./support/setup.ts";
import { unreadableTexts } from "./support/unreadable.ts";

/** The smallest and the usual size of ux.md, and the one at which columns had run into each other. */
const SIZES = [
  { width: 1024, height: 700 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
] as const;
test("axe finds a button without a name and a text without contrast", async ({ page }) => {
  await page.setContent(`<html lang="en"><title>t</title><main style="background: white; color: #ccc">
    <button style="width: 40px; height: 40px"></button><p>pale</p></main></html>`);
  const found = await violationsOn(page);
  expect(found.map((line) => line.split(" ")[0])).toEqual(["button-name", "color-contrast"]);
});

test("the look for unreadable text finds what is cut or covered, and only that", async ({ page }) => {
  await page.setContent(`
    <p style="width: 60px; overflow: hidden; white-space: nowrap">cut by its box</p>
    <p style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">ends in dots</p>
    <div style="display: contents"><p style="height: 8px; overflow: clip">cut in height</p></div>
    <p style="position: absolute; left: 100vw; white-space: nowrap">right of the window</p>
    <div style="width: 90px; overflow: auto"><p style="white-space: nowrap">to be scrolled sideways</p></div>
    <div style="height: 60px; overflow: auto"><p style="margin-top: 200px">further down</p></div>
    <p style="position: absolute; width: 1px; height: 1px; overflow: hidden">for the ear</p>
    <p style="display: none">not there</p>
    <p style="position: absolute; top: 500px">run into by another</p>
    <p style="position: absolute; top: 500px; left: 60px">the other</p>
    <p>whole</p>`);
  const found = await unreadableTexts(page);
  expect(found.map((line) => line.split(" in <")[0])).toEqual([
    'cut: "cut by its box"',
    'cut: "ends in dots"',
    'cut: "cut in height"',
    'cut: "right of the window"',
    'cut: "to be scrolled sideways"',
    'covered: "run into by another"',
  ]);
});

/** Rows in as many states as there are: copied, drifting after a refusal, off, and several contracts in one row. */
test("cockpit, groups, connections and activity are axe-clean and whole, while there is something to read", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({
    followers: [
      { account: ONE },
      { account: TWO, multiplier: "0.50" },
      { account: THREE, enabled: false },
      { account: ELSEWHERE, multiplier: "10.00", contractMap: "mini-to-micro" },
    ],
  });
  const nq = await exchange.front("NQ");
  const es = await exchange.front("ES");
  await exchange.faults({
    rejectNext: {
      account: TWO,
      reason: "MaxPosLimitReached",
      text: "The order would exceed the maximum position of this account",
      count: 1,
      mode: "async",
    },
  });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await exchange.trade({ account: LEADER, symbol: es, quantity: -3 });
  await mimik.holds(nq, { [ONE]: 2 });
  await mimik.holds(es, { [ONE]: -3 });
  await expect(cockpit.field(cockpit.follower(TWO), "state")).toHaveAttribute("data-state", "drift");

  for (const size of SIZES) {
    await page.setViewportSize(size);
    // As it opens in a window of this size.
    await page.reload();
    for (const name of ["Groups", "Connections", "Activity", "Cockpit"] satisfies PageName[]) {
      await cockpit.open(name);
      await isWhole(page, name);
      if (size === SIZES[0] || name === "Cockpit") await isAccessible(page, name);
    }
  }
  // The tape, opened down to the checks of a refused copy.
  const entry = cockpit.tapeEntry(`Buy 2${nq}`);
  await entry.getByRole("button").first().click();
  await entry.getByRole("listitem").filter({ hasText: TWO }).getByRole("button").click();
  await isWhole(page, "The tape, opened");
  await isAccessible(page, "The tape, opened");
  await page.getByRole("button", { name: /^Alarms/u }).click();
  await expect(page.getByRole("list", { name: "Alarms, newest first" })).toBeVisible();
  await isAccessible(page, "Alarms");
});

test("the practice page is axe-clean and whole, before and after the first copied trade", async ({
  mimik,
  page,
}) => {
  await mimik.launch();
  const { cockpit } = mimik;
  await cockpit.isLive("PRAC0001", ["PRAC0002", "PRAC0003", "PRAC0004"]);
  await cockpit.open("Practice");
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await isWhole(page, "Practice before the first trade");
  }
  await page.getByRole("button", { name: /^Buy 1 / }).click();
  await expect(page.getByRole("region", { name: "Copies of Practice" })).toContainText("3 copied");
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await isWhole(page, "Practice");
  }
  await isAccessible(page, "Practice");
});

test("the question before switching off is axe-clean, and its words are whole in a small window", async ({
  mimik,
  exchange,
  page,
}) => {
  await page.setViewportSize(SIZES[0]);
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  await cockpit.switchOf(ONE).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const box = await dialog.boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThan(SIZES[0].height);
  await isAccessible(page, "Switch off");
});
