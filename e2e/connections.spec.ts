/** A login without its password asks for it on the page; it is kept nowhere, and copying begins as soon as it is right. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";
import { LEADER, ONE, setupOf } from "./support/setup.ts";

test("a login without its password needs you; a wrong one is refused in words, the right one copies, and neither is stored", async ({
  mimik,
  exchange,
  page,
}) => {
  const { password = "" } = exchange.users[0] ?? {};
  const file = await mimik.writeSetup(setupOf(exchange, { followers: [{ account: ONE }] }));
  await mimik.launchWithoutPassword("--import", file);
  const { cockpit } = mimik;
  await expect(cockpit.field(cockpit.follower(ONE), "state")).toHaveAttribute("data-state", "offline");
  await cockpit.open("Connections");
  const panel = page.getByRole("region", { name: "Connection leader" });
  await expect(panel).toContainText("Needs you");

  const give = async (text: string): Promise<void> => {
    await panel.getByLabel("Password of leader").fill(text);
    await panel.getByRole("button", { name: "Connect", exact: true }).click();
  };
  await give("not the password");
  await expect(panel).toContainText(/incorrect username or password/iu);
  await give(password);
  await expect(panel).toContainText("Connected");
  await expect(panel).toContainText(ONE);

  await cockpit.open("Cockpit");
  await cockpit.isLive(LEADER, [ONE]);
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  await mimik.stop();
  for (const name of await readdir(mimik.profile, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const content = await readFile(join(name.parentPath, name.name), "latin1");
    for (const secret of [`"${password}"`, "not the password"]) {
      expect(content.includes(secret), `${name.name} holds ${secret}`).toBe(false);
    }
  }
});

test("a lost connection is shown, comes back by itself, and copying goes on", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1 });
  // The sockets stay open and say nothing: only the app can find out that nobody is there any more.
  await exchange.faults({ silent: true });
  const pill = page.getByRole("button", { name: /^Connection leader: Reconnecting/u });
  await expect(pill).toBeVisible();
  await exchange.faults({ silent: false });
  await cockpit.isLive(LEADER, [ONE]);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 2 });
});
