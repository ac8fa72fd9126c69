/**
 * `kill -9` at the worst moments. After the restart nothing is placed twice, nothing is forgotten, and what the leader
 * closed meanwhile is closed.
 */
import { setTimeout as wait } from "node:timers/promises";
import { POLL } from "./support/cockpit.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Mimik } from "./support/mimik.ts";
import { ELSEWHERE, LEADER, ONE, TWO } from "./support/setup.ts";

const followers = [{ account: ONE }, { account: TWO, multiplier: "2.00" }, { account: ELSEWHERE }];
const accounts = followers.map(({ account }) => account);
/** For how long the exchange leaves what it took without an answer or a fill: the kill falls into it. */
const GAP_MS = 400;

async function orderCount(mimik: Mimik, symbol: string): Promise<number> {
  const each = await Promise.all(accounts.map((account) => mimik.exchange.copies(account, symbol)));
  return each.flat().length;
}

/** However it ended: for one leader order there is one order per follower, each of its own. */
async function placedOnce(mimik: Mimik, symbol: string): Promise<void> {
  for (const account of accounts) expect(await mimik.exchange.copies(account, symbol)).toHaveLength(1);
}

for (const { name, fault } of [
  { name: "taken, unanswered and unfilled", fault: { loseReplies: 3, fillDelayMs: GAP_MS } },
  { name: "filled, with the answer still on its way", fault: { ackDelayMs: 60_000 } },
  { name: "filled, with the answer lost", fault: { loseReplies: 3 } },
] as const) {
  test(`kill -9 with entries ${name}: the restart places nothing twice`, async ({ mimik, exchange }) => {
    await mimik.start({ followers });
    const nq = await exchange.front("NQ");
    await exchange.faults(fault);
    await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
    await expect.poll(() => orderCount(mimik, nq), POLL).toBe(3);
    await mimik.kill();
    await exchange.faults({ reset: true });
    await mimik.holds(nq, { [ONE]: 2, [TWO]: 4, [ELSEWHERE]: 2 });

    await mimik.restart();
    await mimik.fence(...accounts);
    await mimik.settled(nq, { [ONE]: 2, [TWO]: 4, [ELSEWHERE]: 2 });
    await placedOnce(mimik, nq);
    await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
    await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  });
}

test("kill -9 with exits on their way: the restart closes each follower exactly once", async ({
  mimik,
  exchange,
}) => {
  await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 2 });
  await mimik.settled(nq, { [ONE]: 2, [TWO]: 4, [ELSEWHERE]: 2 });
  await exchange.faults({ loseReplies: 3, fillDelayMs: GAP_MS });
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -2 });
  await expect.poll(() => orderCount(mimik, nq), POLL).toBe(6);
  await mimik.kill();
  await exchange.faults({ reset: true });

  await mimik.restart();
  await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  await mimik.fence(...accounts);
  expect(await orderCount(mimik, nq)).toBe(6);
});

test("the leader going flat while the app is dead: the restart closes every follower", async ({
  mimik,
  exchange,
}) => {
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  const es = await exchange.front("ES");
  await exchange.trade({ account: LEADER, symbol: nq, quantity: 3 });
  await exchange.trade({ account: LEADER, symbol: es, quantity: -2 });
  await mimik.holds(nq, { [ONE]: 3, [TWO]: 6, [ELSEWHERE]: 3 });
  await mimik.holds(es, { [ONE]: -2, [TWO]: -4, [ELSEWHERE]: -2 });
  await mimik.kill();
  // Out of one, and half out of the other.
  await exchange.trade({ account: LEADER, symbol: nq, quantity: -3 });
  await exchange.trade({ account: LEADER, symbol: es, quantity: 1 });

  await mimik.restart();
  await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  await mimik.settled(es, { [ONE]: -1, [TWO]: -2, [ELSEWHERE]: -1 });
  await cockpit.open("Activity");
  const activity = cockpit.page.getByRole("table", { name: "Activity" });
  await expect(activity).toContainText("an exit missed during the outage is made up for");
});

/** Milliseconds from the leader's order to the kill: before the fill is seen, while it is decided, sent, recorded. */
const moments =
  process.env["MIMIK_LONG"] === "1" ? Array.from({ length: 40 }, (_, at) => at) : [2, 6, 12, 20];

test("kill -9 at any moment of a copy: nothing is placed twice, and the leader's flat still closes all", async ({
  mimik,
  exchange,
}) => {
  test.setTimeout(60_000 + moments.length * 20_000);
  const cockpit = await mimik.start({ followers });
  const nq = await exchange.front("NQ");
  for (const [index, moment] of moments.entries()) {
    const traded = exchange.trade({ account: LEADER, symbol: nq, quantity: 1 });
    await wait(moment);
    await mimik.kill();
    await traded;
    await mimik.launch();
    await cockpit.isLive(LEADER, accounts);
    await mimik.fence(...accounts);
    for (const account of accounts) {
      const orders = await exchange.copies(account, nq);
      // An entry that was never sent stays away; none comes twice.
      expect(orders.filter(({ action }) => action === "Buy").length).toBeLessThanOrEqual(index + 1);
      const keys = orders.flatMap(({ clOrdId }) => clOrdId ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
    await exchange.trade({ account: LEADER, symbol: nq, quantity: -1 });
    await mimik.holds(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
  }
  await cockpit.isCertain();
  await mimik.settled(nq, { [ONE]: 0, [TWO]: 0, [ELSEWHERE]: 0 });
});
