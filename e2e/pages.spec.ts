/** Every page can be read: by everyone (WCAG 2.2 AA, as far as axe can tell), and whole, on both window sizes. */
import { AxeBuilder } from "@axe-core/playwright";
import { clippedTexts } from "./support/clipped.ts";
import type { Cockpit, PageName } from "./support/cockpit.ts";
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE, THREE, TWO } from "./support/setup.ts";

const SIZES = [
  { width: 1024, height: 700 },
  { width: 1440, height: 900 },
] as const;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function isReadable(cockpit: Cockpit, name: string): Promise<void> {
  for (const size of SIZES) {
    await cockpit.page.setViewportSize(size);
    const where = `${name} at ${size.width}×${size.height}`;
    expect(await clippedTexts(cockpit.page), where).toEqual([]);
    const { violations } = await new AxeBuilder({ page: cockpit.page }).withTags(TAGS).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary ?? ""}`),
    );
    expect(found, where).toEqual([]);
  }
}

/** Rows in as many states as there are: copied, drifting after a refusal, off, and several contracts in one row. */
test("cockpit, groups, connections and activity are axe-clean and cut no text, while there is something to read", async ({
  mimik,
  exchange,
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

  for (const name of ["Groups", "Connections", "Activity", "Cockpit"] satisfies PageName[]) {
    await cockpit.open(name);
    await isReadable(cockpit, name);
  }
  // The tape, opened down to the checks of a refused copy.
  const open = cockpit.page.getByRole("button", { name: "Open the tape" });
  if (await open.isVisible()) await open.click();
  const entry = cockpit.tapeEntry(`Buy 2${nq}`);
  await entry.getByRole("button").first().click();
  const line = entry.getByRole("listitem").filter({ hasText: TWO });
  await line.getByRole("button").click();
  await isReadable(cockpit, "Cockpit with the tape open");
  await cockpit.page.getByRole("button", { name: /^Alarms/u }).click();
  await isReadable(cockpit, "Alarms");
});

test("the practice page is axe-clean and cuts no text, with a copied trade on it", async ({
  mimik,
  page,
}) => {
  await mimik.launch();
  const { cockpit } = mimik;
  await cockpit.isLive("PRAC0001", ["PRAC0002", "PRAC0003", "PRAC0004"]);
  await cockpit.open("Practice");
  await isReadable(cockpit, "Practice before the first trade");
  await page.getByRole("button", { name: /^Buy 1 / }).click();
  await expect(page.getByRole("region", { name: "Copies of Practice" })).toContainText("3 copied");
  await isReadable(cockpit, "Practice");
});

test("the question before switching off is axe-clean and cuts no text", async ({ mimik, exchange, page }) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  await cockpit.switchOf(ONE).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await isReadable(cockpit, "Switch off");
});
