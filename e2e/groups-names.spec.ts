/** The longest name, in the widest letters, pushes nothing out of the page; in a narrow window the tape covers nothing for good. */
import type { Locator, Page } from "playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { GroupsPage } from "./support/groups.ts";
import { ELSEWHERE, LEADER, ONE } from "./support/setup.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;
const NAME = "W".repeat(60);

/** Whole inside the window, and no higher than some lines of text. */
async function fits(page: Page, element: Locator, highest: number): Promise<void> {
  const box = await element.boundingBox();
  const { width = 0 } = page.viewportSize() ?? {};
  expect(box).not.toBeNull();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(width);
  expect(box?.height).toBeLessThanOrEqual(highest);
}

test("a name of sixty letters leaves every button where it can be pressed", async ({ mimik, page }) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }], group: { name: NAME } });
  const groups = new GroupsPage(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await cockpit.open("Cockpit");
    const card = page.getByRole("region", { name: `Group ${NAME}`, exact: true });
    await fits(page, card.getByRole("heading", { level: 2 }), 24);
    await fits(page, card.getByRole("button", { name: "Pause" }), 40);
    await expect(card.getByTitle(NAME)).toBeVisible();
    await cockpit.open("Groups");
    const line = groups.line(NAME);
    await fits(page, line.getByRole("heading", { level: 2 }), 60);
    await fits(page, line.getByRole("button", { name: `Edit ${NAME}` }), 40);
    await page.screenshot({ path: test.info().outputPath(`list-${size.width}.png`) });
    await groups.expand(NAME);
    for (const button of ["Delete…", "History"]) {
      await line.getByRole("button", { name: button }).click();
      const inside = await groups.dialog.evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth);
      expect(inside, `${button} at ${size.width}`).toBe(true);
      await fits(page, groups.dialog.getByRole("heading", { level: 2 }), 60);
      await page.screenshot({ path: test.info().outputPath(`${button}-${size.width}.png`) });
      await page.keyboard.press("Escape");
    }
    await groups.expand(NAME);
    await groups.edit(NAME);
    await fits(page, page.getByRole("heading", { level: 1 }), 28);
    await fits(page, page.getByRole("button", { name: "Back to the groups" }), 40);
    await page.screenshot({ path: test.info().outputPath(`form-${size.width}.png`) });
    await groups.back();
  }
});

test("a window made narrower closes the tape, and opened there it leaves the rows' buttons in reach", async ({
  mimik,
  exchange,
  page,
}) => {
  await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const { cockpit } = mimik;
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [ELSEWHERE]: 1 });
  const tape = page.getByRole("complementary", { name: "Tape" });
  await expect(tape).toBeVisible();
  await page.setViewportSize(SIZES[1]);
  await expect(tape).toBeHidden();
  await page.getByRole("button", { name: "Open the tape" }).click();
  await expect(tape).toBeVisible();
  const flag = cockpit.switchOf(ONE);
  // Scrolled as far as it goes, the last column stands beside the tape.
  await flag.evaluate((element) => {
    const scroller = element.closest(".overflow-auto");
    scroller?.scrollTo({ left: scroller.scrollWidth });
  });
  await page.screenshot({ path: test.info().outputPath("tape-1024.png") });
  const actions = await cockpit.field(cockpit.follower(ONE), "actions").boundingBox();
  const covered = await tape.boundingBox();
  expect((actions?.x ?? Infinity) + (actions?.width ?? 0)).toBeLessThanOrEqual(covered?.x ?? 0);
  await page.getByRole("button", { name: "Close the tape" }).click();
  await expect(tape).toBeHidden();
});
