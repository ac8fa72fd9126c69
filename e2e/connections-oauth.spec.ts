/** A login on the exchange's own page: consent in the browser, a code back to the app, and a session in the cockpit. */
import { ConnectionsPage } from "./support/connections.ts";
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, ONE } from "./support/setup.ts";

test("a login in the browser connects with the user's own application, and its secrets reach no file", async ({
  mimik,
  exchange,
  page,
}) => {
  const secret = "secret-of-the-oauth-client";
  await exchange.faults({ oauthClient: { id: "client-1", secret } });
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  const other = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === ELSEWHERE));
  await connections.openAdd();
  const { form } = connections;
  await connections.fillCustom(exchange, "Browser", other?.name ?? "");
  await form.getByRole("radio", { name: /^In the browser/u }).check({ force: true });
  await connections.submit("Add");
  await expect(form).toContainText("needs the client id of your own OAuth application");
  await form.getByLabel("Client id of your OAuth application").fill("client-1");
  await form.getByLabel("Client secret").fill(secret);
  await connections.submit("Add");
  await expect(form).toBeHidden();

  const panel = connections.panel("Browser");
  await panel.getByRole("button", { name: "Log in with the browser" }).click();
  const link = panel.getByRole("link", { name: "log in at the broker" });
  await expect(link).toBeVisible();
  const address = new URL((await link.getAttribute("href")) ?? "");
  expect(address.searchParams.get("code_challenge_method")).toBe("S256");
  expect(address.searchParams.get("state")?.length).toBeGreaterThan(20);

  const consent = await page.context().newPage();
  await consent.goto(address.href);
  await consent.getByRole("button", { name: other?.name ?? "" }).click();
  await connections.shows("Browser", "connected");
  await consent.close();
  await expect(panel).toContainText(ELSEWHERE);
  await expect(panel).toContainText("in the browser");
  await mimik.stop();
  expect(await mimik.filesWith([secret])).toEqual([]);
});
