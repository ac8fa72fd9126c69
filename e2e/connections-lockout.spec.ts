/** F4: a lock-out is shown with the time that is left, survives a restart, and is broken only by the trader's own attempt. */
import { ConnectionsPage } from "./support/connections.ts";
import { expect, test } from "./support/fixtures.ts";
import { LEADER, ONE, setupOf } from "./support/setup.ts";

test("a lock-out counts down, outlives the app, and nothing is requested during it but the trader's one attempt", async ({
  mimik,
  exchange,
  page,
}) => {
  const file = await mimik.writeSetup(setupOf(exchange, { followers: [{ account: ONE }] }));
  await exchange.faults({ rateLimit: { status: 429, on: "all", count: 100_000 } });
  await mimik.launch("--import", file);
  const { cockpit } = mimik;
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  const panel = connections.panel("leader");
  const pause = panel.getByRole("region", { name: "Pause asked for by the broker" });
  await connections.shows("leader", "needs-you");
  await expect(pause).toContainText("The broker has locked this login out (429).");
  await expect(pause.getByRole("timer")).toHaveText(/^(?:59:\d\d|1:00:00)$/u);
  await expect(panel.getByLabel("Password of leader")).toHaveCount(0);
  await expect(panel.getByRole("list", { name: "Last problems, newest first" })).toContainText(
    "too many requests",
  );

  // What would prolong it is refused.
  await connections.press("leader", "Reconnect");
  await expect(page.getByText(/locked leader out for another \d\d min/u)).toBeVisible();

  await mimik.stop();
  // Whoever asked now would be let in.
  await exchange.faults({ reset: true });
  await mimik.launch();
  await cockpit.open("Connections");
  await connections.shows("leader", "needs-you");
  await expect(pause.getByRole("timer")).toHaveText(/^5\d:\d\d$/u);

  await expect(panel).toContainText("none seen yet");
  await panel.getByRole("button", { name: "Try once anyway…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("may prolong it");
  await dialog.getByRole("button", { name: /^Try once/u }).click();
  await expect(panel).toContainText(`${LEADER}, ${ONE}`);
});

test("a session is used again after a restart: no second login reaches the exchange", async ({
  mimik,
  exchange,
  page,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  await mimik.stop();
  // A login would get no session from here on.
  await exchange.faults({ mfaReplies: 100 });
  await mimik.restart();
  await cockpit.open("Connections");
  const connections = new ConnectionsPage(page);
  await connections.shows("leader", "connected");
  await expect(connections.panel("leader")).toContainText(/in 1 h \d+ min/u);
});
