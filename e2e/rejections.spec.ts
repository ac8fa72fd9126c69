/** What the broker refuses is rejected, not denied and not unknown, and the trader reads the broker's own reason. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE } from "./support/setup.ts";

const TEXT = 'Account "PRAC0002" may hold 1, not 2';

for (const { mode, when } of [
  { mode: "sync", when: "in the answer" },
  { mode: "async", when: "after it took the order" },
] as const) {
  test(`an order that the exchange rejects ${when} shows the exchange's reason, and others are copied`, async ({
    mimik,
    exchange,
  }) => {
    const cockpit = await mimik.start({ followers: [{ account: ONE }, { account: ELSEWHERE }] });
    const nq = await exchange.front("NQ");
    await exchange.faults({
      rejectNext: { account: ONE, reason: "MaxPosLimitReached", text: TEXT, count: 1, mode },
    });
    await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
    await mimik.settled(nq, { [ELSEWHERE]: 2 });
    await mimik.fence(ONE, ELSEWHERE);

    // An entry is never sent again: what the exchange saw of it is one refusal at most.
    const tried = await exchange.copies(ONE, nq);
    expect(tried.map(({ ordStatus }) => ordStatus)).toEqual(mode === "sync" ? [] : ["Rejected"]);
    await cockpit.shows(ONE, nq, { position: 0, expected: 2, state: "drift" });
    const entry = cockpit.tapeEntry(`Buy 2${nq}`);
    await entry.getByRole("button").first().click();
    const line = entry.getByRole("listitem").filter({ hasText: ONE });
    await expect(line).toContainText("rejected +2");
    await line.getByRole("button").click();
    await expect(line).toContainText(TEXT);

    await cockpit.open("Activity");
    const rows = cockpit.page.getByRole("table", { name: "Activity" }).getByRole("row");
    await expect(rows.filter({ hasText: ONE }).filter({ hasText: TEXT })).toHaveCount(1);
  });
}

test("the row of the follower itself says that its last copy was rejected, and why", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers: [{ account: ONE }] });
  const nq = await exchange.front("NQ");
  await exchange.faults({ rejectNext: { reason: "LiquidationOnly", count: 1, mode: "sync" } });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
  await cockpit.lastCopy(ONE, "rejected", /rejected \+1/u);
  await expect(cockpit.why(ONE)).toContainText(/liquidation only/iu);
  await expect(cockpit.page.getByRole("button", { name: "Alarms: 1 new" })).toBeVisible();
});
