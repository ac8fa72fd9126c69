/** The Connections page can be read and worked by everyone: axe-clean, whole in a small window, by keyboard alone. */
import { ConnectionsPage } from "./support/connections.ts";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible, isWhole } from "./support/readable.ts";
import { ELSEWHERE, LEADER, ONE, setupOf } from "./support/setup.ts";

const SMALL = { width: 1024, height: 700 };
const USUAL = { width: 1440, height: 900 };
const limits = { perSecond: 100, perMinute: 80, perHour: 5000 };

test("panels with meters, tests, problems and a lock-out are axe-clean and whole", async ({
  mimik,
  exchange,
  page,
}) => {
  const setup = setupOf(exchange, { followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const connections = (setup.connections ?? []).map((each) => Object.assign(each, { limits }));
  const file = await mimik.writeSetup({ ...setup, connections });
  await mimik.launch("--import", file);
  const { cockpit } = mimik;
  await cockpit.isLive(LEADER, [ONE, ELSEWHERE]);
  await cockpit.open("Connections");
  const shown = new ConnectionsPage(page);
  await shown.press("leader", "Test");
  await expect(shown.steps(shown.panel("leader"))).toHaveCount(4);
  await exchange.faults({ rateLimit: { status: 429, on: "all", count: 100_000, user: "followers" } });
  await exchange.faults({ dropConnections: true });
  await shown.shows("followers", "needs-you");
  await expect(shown.panel("followers").getByRole("timer")).toBeVisible();
  for (const size of [SMALL, USUAL]) {
    await page.setViewportSize(size);
    await isWhole(page, "Connections");
    await isAccessible(page, "Connections");
  }
  await page.setViewportSize(SMALL);
  for (const [id, name] of [
    ["leader", "Remove…"],
    ["leader", "Log in again…"],
    ["followers", "Try once anyway…"],
  ] as const) {
    await shown.press(id, name);
    await expect(page.getByRole("dialog")).toBeVisible();
    await isAccessible(page, name);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

test("the form is axe-clean in every shape and with everything wrong, and flatten stays in reach", async ({
  mimik,
  page,
}) => {
  await page.setViewportSize(SMALL);
  await mimik.launch();
  const { cockpit } = mimik;
  await cockpit.isLive("PRAC0001", ["PRAC0002", "PRAC0003", "PRAC0004"]);
  await cockpit.open("Connections");
  const shown = new ConnectionsPage(page);
  await shown.openAdd();
  const { form } = shown;
  await isAccessible(page, "The form");
  for (const name of [/^Live/u, /^Practice/u, /^Custom/u]) {
    await form.getByRole("radio", { name }).check({ force: true });
    await isAccessible(page, `The form, ${name.source}`);
  }
  await form.getByRole("radio", { name: /^In the browser/u }).check({ force: true });
  await shown.submit("Add");
  await expect(form).toContainText("needs the client id");
  await isAccessible(page, "The form with everything wrong");
  // The first field that is wrong has the focus.
  await expect(form.getByLabel("Name of this connection")).toBeFocused();
  const box = await form.boundingBox();
  expect(box?.y).toBeGreaterThan(44);
  expect((box?.y ?? 0) + (box?.height ?? Infinity)).toBeLessThanOrEqual(SMALL.height);
  // Hidden from the ear while the dialog has it, but not from the hand; by keyboard the accelerator works anyway.
  const flatten = page.locator('[data-flatten="everything"]');
  await flatten.click();
  await expect(flatten).toHaveAttribute("aria-label", /^Press again/u);
  await expect(form).toBeVisible();
});

test("a connection is added by the keyboard alone", async ({ mimik, exchange, page }) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Connections");
  const shown = new ConnectionsPage(page);
  const other = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === ELSEWHERE));
  const focused = page.locator(":focus");
  await page.getByRole("button", { name: "Add connection" }).focus();
  await page.keyboard.press("Enter");
  await expect(shown.form).toBeVisible();
  const tabTo = async (label: string): Promise<void> => {
    for (let presses = 0; presses < 30; presses += 1) {
      const name = await focused.evaluate((element) =>
        element instanceof HTMLInputElement
          ? (element.labels?.[0]?.textContent ?? "")
          : (element.textContent ?? ""),
      );
      if (name.startsWith(label)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${label} can not be reached by the keyboard`);
  };
  await tabTo("Demo");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  for (const [label, text] of [
    ["Name of this connection", "Keys"],
    ["User name", other?.name ?? ""],
    ["Address of requests", exchange.urls.http],
    ["Address of the user socket", exchange.urls.ws],
    ["Address of the market-data socket", exchange.urls.md],
  ] as const) {
    await tabTo(label);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Tab");
  await tabTo("Password");
  await page.keyboard.press("Tab");
  await page.keyboard.type(other?.password ?? "");
  await page.keyboard.press("Enter");
  await expect(shown.form).toBeHidden();
  await shown.shows("Keys", "connected");
});
