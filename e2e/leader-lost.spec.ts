/** While the leader can not be seen and followers are open, the group says so, counts, and offers the way out (F7). */
import { ConnectionsPage } from "./support/connections.ts";
import type { Exchange } from "./support/exchange.ts";
import { expect, test } from "./support/fixtures.ts";
import { isAccessible, isWhole } from "./support/readable.ts";
import { ELSEWHERE, ELSEWHERE_TOO, GROUP, LEADER } from "./support/setup.ts";

/** All on the other login: the leader's can be lost alone. */
const followers = [{ account: ELSEWHERE }, { account: ELSEWHERE_TOO }];

/** Cut, and no socket gets in any more; what is open, the followers' own, stays open. */
async function lose(exchange: Exchange): Promise<void> {
  const [leading] = exchange.users;
  await exchange.faults({
    wrongHost: { host: "elsewhere.invalid", rest: false, sockets: true },
    dropConnections: { user: leading?.name ?? "" },
  });
}

test("the leader's login is lost: since when, when it is flattened by itself, and one button to be out now", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({
    followers,
    group: { leaderLost: { action: "flatten", afterSeconds: 600 } },
  });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ELSEWHERE]: 2, [ELSEWHERE_TOO]: 2 });
  await lose(exchange);

  const group = page.getByRole("region", { name: `Group ${GROUP}` });
  const banner = group.locator('[data-field="leader-lost"]');
  await expect(banner.getByRole("alert")).toContainText("The leader's connection is lost");
  await expect(banner.getByRole("alert")).toContainText(ELSEWHERE);
  await expect(banner.locator('[data-field="lost-for"]')).toHaveText(/^for \d+ s$/u);
  await expect(banner.locator('[data-field="flatten-in"]')).toHaveText(/^flattens in (10:00|9:\d\d)$/u);
  // The alarm comes after five seconds.
  const bell = page.getByRole("button", { name: /^Alarms: [1-9]\d* new/u });
  await expect(bell).toBeVisible();
  await bell.click();
  await expect(page.getByRole("list", { name: "Alarms, newest first" })).toContainText(
    "the leader's connection has been lost",
  );
  await page.keyboard.press("Escape");
  await isAccessible(page, "The leader is lost");
  await isWhole(page, "The leader is lost");
  await page.setViewportSize({ width: 1024, height: 700 });
  // As it opens in a window of this size.
  await page.reload();
  await expect(banner).toBeVisible();
  await isWhole(page, "The leader is lost");

  await cockpit.flatten(
    `Flatten group ${GROUP}, whose leader is lost`,
    "Press again to flatten 2 positions on 2 accounts",
  );
  await mimik.holds(nq, { [ELSEWHERE]: 0, [ELSEWHERE_TOO]: 0 });
  // Nobody is open any more: nothing has to be said.
  await expect(banner).toBeHidden();
  expect(await exchange.position(LEADER, nq)).toBe(2);
});

test("back again: the banner goes, nothing was closed, and exits are copied", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ELSEWHERE]: 1, [ELSEWHERE_TOO]: 1 });
  await lose(exchange);
  const banner = page.locator('[data-field="leader-lost"]');
  await expect(banner).toBeVisible();
  await expect(banner.locator('[data-field="flatten-in"]')).toHaveCount(0);
  await exchange.faults({ reset: true });
  await cockpit.open("Connections");
  await new ConnectionsPage(page).press(exchange.users[0]?.name ?? "", "Reconnect");
  await cockpit.open("Cockpit");
  await expect(banner).toBeHidden();
  await cockpit.isLive(LEADER, [ELSEWHERE, ELSEWHERE_TOO]);
  expect(await exchange.positions([ELSEWHERE, ELSEWHERE_TOO], nq)).toEqual({
    [ELSEWHERE]: 1,
    [ELSEWHERE_TOO]: 1,
  });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await mimik.holds(nq, { [ELSEWHERE]: 0, [ELSEWHERE_TOO]: 0 });
});
