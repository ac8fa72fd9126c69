/** Connections are added, tested, edited and removed while Mimik runs; what can not be is refused in words, at its field. */
import { ConnectionsPage } from "./support/connections.ts";
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE } from "./support/setup.ts";

test("a connection is added by the form and connects; nothing typed is lost on the way, and the form says what is wrong", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  const other = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === ELSEWHERE));
  await connections.openAdd();
  const { form } = connections;
  await connections.submit("Add");
  await expect(form).toContainText("Give it a name of 1 to 120 characters.");
  await expect(form).toContainText("Enter the user name, at most 64 characters.");
  await connections.fillCustom(exchange, "leader", other?.name ?? "");
  await form.getByLabel("Address of the user socket").fill("http://127.0.0.1:1/");
  await expect(form).toContainText("An address such as ws://");
  // Another environment and back, and a closed dialog: what was typed is still there.
  await form.getByRole("radio", { name: /^Demo/u }).check({ force: true });
  await form.getByRole("radio", { name: /^Custom/u }).check({ force: true });
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await connections.openAdd();
  await expect(form.getByLabel("Address of requests (REST)")).toHaveValue(exchange.urls.http);
  await form.getByLabel("Address of the user socket").fill(exchange.urls.ws);
  await form.getByLabel("Password", { exact: true }).fill(other?.password ?? "");
  await connections.submit("Add");
  await expect(form).toContainText('There already is a connection "leader".');
  await form.getByLabel("Name of this connection").fill("Second desk");
  await connections.submit("Add");
  await expect(form).toBeHidden();
  await connections.shows("Second desk", "connected");
  await expect(connections.panel("Second desk")).toContainText(ELSEWHERE);
  await expect(connections.panel("Second desk")).toContainText("CUSTOM");
  await cockpit.open("Activity");
  await expect(page.getByRole("heading", { level: 1, name: "Activity" })).toBeAttached();

  // It is there after a restart; the password was never written down, so it is asked for.
  await mimik.stop();
  await mimik.launch();
  await cockpit.open("Connections");
  await connections.shows("Second desk", "needs-you");
  await expect(connections.panel("Second desk").getByLabel(`Password of ${other?.name}`)).toBeVisible();
});

test("a test logs in without saving, says each step, and its session is the one that a save goes on with", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  const other = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === ELSEWHERE));
  await connections.openAdd();
  const { form } = connections;
  await connections.fillCustom(exchange, "Tried", other?.name ?? "");
  await form.getByLabel("Password", { exact: true }).fill("not the password");
  await form.getByRole("button", { name: "Test", exact: true }).click();
  await expect(connections.steps(form).nth(0)).toContainText("Broker: ok");
  await expect(connections.steps(form).nth(1)).toContainText(
    /Login: failed.*incorrect username or password/iu,
  );
  await expect(connections.steps(form).nth(2)).toContainText("Accounts: not tried");
  await form.getByLabel("Password", { exact: true }).fill(other?.password ?? "");
  await form.getByRole("button", { name: "Test", exact: true }).click();
  await expect(connections.steps(form).nth(1)).toContainText("Login: ok");
  await expect(connections.steps(form).nth(2)).toContainText(ELSEWHERE);
  await expect(connections.panel("Tried")).toHaveCount(0);
  // From here on the exchange gives no session for any login: the one of the test has to do.
  await exchange.faults({ mfaReplies: 100 });
  await connections.submit("Add");
  await connections.shows("Tried", "connected");

  // Of what runs the running session answers.
  await connections.press("Tried", "Test");
  await expect(connections.steps(connections.panel("Tried")).nth(2)).toContainText(ELSEWHERE);
  await expect(connections.panel("Tried")).toContainText("no further login was made");
});

test("an edit restarts only its own connection, limits show a meter, and another login is refused while something is open", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await mimik.settled(nq, { [ONE]: 1, [ELSEWHERE]: 1 });
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  await connections.press("followers", "Edit…");
  const { form } = connections;
  await expect(form.getByLabel("User name")).toHaveValue("followers");
  await expect(form.getByLabel("Password", { exact: true })).toHaveValue("");
  await form.getByLabel("User name").fill("leader");
  await connections.submit("Save");
  await expect(form).toContainText(`${ELSEWHERE} (+1 ${nq})`);
  await expect(form).toContainText("Flatten them first.");
  await form.getByLabel("User name").fill("followers");
  // Open already: the password's environment variable stands there.
  await form.getByRole("checkbox", { name: "Request limits of my own" }).check();
  await form.getByRole("textbox", { name: "A minute" }).fill("1");
  await connections.submit("Save");
  await expect(form).toContainText('1 followers on "followers" need 1 × 2 = 2 requests');
  await form.getByRole("textbox", { name: "A minute" }).fill("60");
  await connections.submit("Save");
  await expect(form).toBeHidden();
  await connections.shows("followers", "connected");
  const meter = connections.panel("followers").getByRole("meter", { name: "Requests in the last minute" });
  await expect(meter).toHaveAttribute("max", "60");
  await expect(connections.panel("leader").getByRole("meter")).toHaveCount(0);
  // Copying goes on over the new connection.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
  await cockpit.open("Cockpit");
  await mimik.settled(nq, { [ONE]: 0, [ELSEWHERE]: 0 });
});

test("a connection that a group needs is not removed; another one is, with its secrets", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  const remove = async (id: string): Promise<void> => {
    await connections.press(id, "Remove…");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Remove/u })
      .click();
  };
  await remove("leader");
  await expect(page.getByText('leader is needed by the group "NQ scalps"')).toBeVisible();
  await connections.shows("leader", "connected");

  const other = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === ELSEWHERE));
  await connections.openAdd();
  await connections.fillCustom(exchange, "Spare", other?.name ?? "");
  await connections.form.getByLabel("Password", { exact: true }).fill(other?.password ?? "");
  await connections.submit("Add");
  await connections.shows("Spare", "connected");
  await remove("Spare");
  await expect(connections.panel("Spare")).toHaveCount(0);
  await mimik.stop();
  await mimik.launch();
  await cockpit.open("Connections");
  await connections.shows("leader", "connected");
  await expect(connections.panel("Spare")).toHaveCount(0);
});
