/** However often the broker tells of a fill, it is one fill: one order per follower, never two. */
import { expect, test } from "./support/fixtures.ts";
import { ELSEWHERE, LEADER, ONE, TWO } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: TWO, multiplier: "2.00" }, { account: ELSEWHERE }];
const accounts = followers.map(({ account }) => account);

test("a fill delivered three times, also after a reconnect and after a restart, places one order per follower", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  const held = { [ONE]: 2, [TWO]: 4, [ELSEWHERE]: 2 };
  const oneOrderEach = async (): Promise<void> => {
    await mimik.fence(...accounts);
    await mimik.settled(nq, held);
    for (const account of accounts) expect(await exchange.copies(account, nq)).toHaveLength(1);
  };

  await exchange.faults({ deliverFills: 3 });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.holds(nq, held);
  await oneOrderEach();

  // Every socket is cut; the snapshot of the next one tells of the fill once more.
  await exchange.faults({ dropConnections: true });
  await expect.poll(async () => (await exchange.state()).userSockets).toBe(2);
  await cockpit.isLive(LEADER, accounts);
  await oneOrderEach();

  await mimik.stop();
  await mimik.restart();
  await oneOrderEach();

  // Neither has it forgotten what it may close.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
});

test("ten fills of one order, each delivered three times in a frame of its own, are ten fills", async ({
  mimik,
  exchange,
}) => {
  await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.faults({ deliverFills: 3 });
  const fills = Array.from({ length: 10 }, () => 1);
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -10, fills });
  await mimik.holds(nq, { [ONE]: -10, [TWO]: -20, [ELSEWHERE]: -10 });
  await mimik.fence(...accounts);
  await mimik.settled(nq, { [ONE]: -10, [TWO]: -20, [ELSEWHERE]: -10 });
  for (const account of accounts) {
    const orders = await exchange.copies(account, nq);
    expect(new Set(orders.map(({ clOrdId }) => clOrdId)).size).toBe(orders.length);
  }
});

test("a fill that comes while the app is off is recorded and never copied", async ({ mimik, exchange }) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await mimik.stop();
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await mimik.restart();
  await mimik.fence(...accounts);
  for (const account of accounts) expect(await exchange.copies(account, nq)).toEqual([]);
  await cockpit.open("Activity");
  const activity = cockpit.page.getByRole("table", { name: "Activity" });
  await expect(activity).toContainText(`the leader stands at +3 ${nq} (last known 0). Entries missed`);
});
