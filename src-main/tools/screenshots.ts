/**
 * `npm run screenshots`: starts the built app on a fresh profile, trades a little on its practice exchange as a trader
 * would, and writes docs/screenshots/{cockpit,groups,practice,activity,drill,connections}.png. Nothing on them is painted: it is the app.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect, type Page } from "playwright/test";
import { ensureChromium } from "../../e2e/support/chromium.ts";
import { Cockpit } from "../../e2e/support/cockpit.ts";
import { ConnectionsPage } from "../../e2e/support/connections.ts";
import { GroupsPage } from "../../e2e/support/groups.ts";
import { startServe, type Program } from "../../e2e/support/program.ts";
import { ensureBuilt } from "./build.ts";
import { root } from "./root.ts";

const FOLDER = join(root, "docs/screenshots");
const WINDOW = { width: 1440, height: 900 };
const LEADER = "PRAC0001";
const FOLLOWERS = ["PRAC0002", "PRAC0003", "PRAC0004"] as const;
/** A small notice of what was just done fades after this long; it has no place in a picture. */
const SETTLED_MS_MAX = 15_000;

interface Order {
  readonly product: string;
  readonly side: "Buy" | "Sell";
  readonly quantity: number;
  /** What the third follower, mapped to micros, then holds of it. */
  readonly micros: number;
}

/** The last one is where the ticket stands in the picture. */
const orders: readonly Order[] = [
  { product: "ES", side: "Buy", quantity: 2, micros: 20 },
  { product: "ES", side: "Sell", quantity: 2, micros: 0 },
  { product: "GC", side: "Sell", quantity: 1, micros: -10 },
  { product: "NQ", side: "Buy", quantity: 2, micros: 20 },
  { product: "NQ", side: "Buy", quantity: 1, micros: 30 },
];

async function place(
  page: Page,
  cockpit: Cockpit,
  { product, side, quantity, micros }: Order,
): Promise<void> {
  const contract = page.getByRole("radio", { name: new RegExp(`^${product}[A-Z]\\d`, "u") });
  await contract.check({ force: true });
  await page.getByRole("textbox", { name: "Contracts" }).fill(String(quantity));
  await page.getByRole("button", { name: new RegExp(`^${side} ${quantity} `, "u") }).click();
  const [, , mapped] = FOLLOWERS;
  const position = cockpit.field(cockpit.follower(mapped), "position");
  const shown = position.locator(`[data-value="${micros}"]`);
  await expect(shown.first()).toBeVisible({ timeout: SETTLED_MS_MAX });
}

async function trade(page: Page, cockpit: Cockpit): Promise<void> {
  await cockpit.isLive(LEADER, FOLLOWERS);
  await cockpit.open("Practice");
  for (const order of orders) await place(page, cockpit, order);
  await cockpit.open("Cockpit");
  for (const account of FOLLOWERS) {
    const state = cockpit.field(cockpit.follower(account), "state");
    await expect(state).toHaveAttribute("data-state", "in-sync", { timeout: SETTLED_MS_MAX });
  }
}

/** One of the two logins gets limits of its own, so that its budget has a meter; the other is tested. */
async function showConnections(page: Page, cockpit: Cockpit): Promise<void> {
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  await connections.press("Practice", "Edit…");
  await connections.form.getByText("Advanced", { exact: true }).click();
  await connections.form.getByRole("checkbox", { name: "Request limits of my own" }).check();
  await connections.submit("Save");
  await expect(connections.form).toBeHidden();
  await expect(connections.panel("Practice").getByRole("meter")).toHaveCount(3, { timeout: SETTLED_MS_MAX });
  await connections.shows("Practice", "connected");
  await connections.press("Practice 2", "Test");
  await expect(connections.steps(connections.panel("Practice 2"))).toHaveCount(4);
  await expect(page.getByText("Practice was saved.")).toBeHidden({ timeout: SETTLED_MS_MAX });
  await page.mouse.move(0, 0);
}

const DRILLS = [
  "The connection drops in the middle of a burst",
  "The leader goes flat while the connection is down",
  "Fills are delivered twice",
  "The next order is rejected",
];
/** A drill waits for a reconnect. */
const DRILL_MS_MAX = 60_000;

/** A few drills, the last one opened to what happened when, and a fault left on. */
async function runDrills(page: Page, cockpit: Cockpit): Promise<void> {
  await cockpit.open("Practice");
  await page.getByRole("button", { name: "Chaos drill" }).click();
  for (const [index, title] of DRILLS.entries()) {
    await page.getByRole("button", { name: `Run: ${title}` }).click();
    // The positions of the other pictures are closed first, once the trader has agreed.
    if (index === 0) await page.getByRole("button", { name: /^Flatten and run/u }).click();
    const row = page.getByRole("row", { name: title, exact: true });
    await expect(row).toHaveAttribute("data-verdict", "passed", { timeout: DRILL_MS_MAX });
    await expect(page.getByRole("button", { name: "Run all" })).toBeEnabled({ timeout: DRILL_MS_MAX });
  }
  await page.getByRole("button", { name: DRILLS[0] ?? "", exact: true }).click();
  await expect(page.getByRole("list", { name: "Checks" })).toBeVisible();
  await page.getByRole("switch", { name: "Drop it at an exact moment" }).click();
  await expect(page.getByText("1 fault is on")).toBeVisible();
  await page.mouse.move(0, 0);
}

/** The practice group in its form: a follower opened, whose sizes are cut by a cap, and one changed by hand. */
async function showGroups(page: Page, cockpit: Cockpit): Promise<void> {
  await cockpit.open("Groups");
  const groups = new GroupsPage(page);
  await groups.edit("Practice");
  const [, half] = FOLLOWERS;
  const settings = await groups.openRow(half);
  await settings.getByLabel("Multiplier", { exact: true }).fill("0.30");
  await settings.getByLabel("Position cap, contracts").fill("4");
  await settings.getByLabel("Multiplier", { exact: true }).blur();
  await page.mouse.move(0, 0);
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  process.stderr.write(`${path}\n`);
}

async function picture(app: Program): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  try {
    const context = await browser.newContext({
      viewport: WINDOW,
      colorScheme: "dark",
      locale: "en-US",
      timezoneId: "America/Chicago",
    });
    const page = await context.newPage();
    await page.goto((app.ready as { url: string }).url);
    const cockpit = new Cockpit(page);
    await trade(page, cockpit);
    // The newest fill, opened to what each follower made of it, and one of them to its checks.
    const fill = cockpit.tapeEntries().first();
    await fill.getByRole("button").first().click();
    await fill.getByRole("listitem").last().getByRole("button").click();
    await page.mouse.move(0, 0);
    await take(page, "cockpit");
    await showGroups(page, cockpit);
    await take(page, "groups");
    await page.getByRole("button", { name: "Discard" }).click();
    await cockpit.open("Practice");
    await take(page, "practice");
    await cockpit.open("Activity");
    await expect(page.getByRole("table", { name: "Activity" }).getByRole("row")).not.toHaveCount(1);
    await take(page, "activity");
    await runDrills(page, cockpit);
    await take(page, "drill");
    await showConnections(page, cockpit);
    await take(page, "connections");
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), "mimik-screenshots-"));
  try {
    const app = await startServe(["--profile", join(folder, "profile"), "--port", "0"], {});
    try {
      await picture(app);
    } finally {
      await app.end("SIGTERM");
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
