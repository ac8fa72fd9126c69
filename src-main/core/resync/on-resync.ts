/** R4: the trader confirmed a preview. It is drawn anew first; where it differs from what he saw, nothing is sent. */
import { wordsOf } from "../../../src-shared/refusal.ts";
import { say, signed, type Step } from "../context.ts";
import type { Cause } from "../effect.ts";
import type { Input } from "../input.ts";
import { legIdOf, orderKeyOf } from "../order-key.ts";
import { draftOpenLeg } from "../replication/entries.ts";
import { anchor, tradeOf } from "../replication/trades.ts";
import { dropWaiting, makeWait } from "../replication/waiting.ts";
import { settle } from "../settle.ts";
import { accountOf, openOrders, type AccountState, type FollowerState, type WaitingEntry } from "../state.ts";
import { setTarget } from "../targets.ts";
import { resyncOrderOf } from "./name.ts";
import { resyncPlan, type ResyncLine } from "./plan.ts";

export function onResync(step: Step, input: Extract<Input, { kind: "resync" }>): void {
  const follower = step.state.followers.get(input.follower);
  const account = follower && accountOf(step.state, follower.account);
  if (!follower || !account) return;
  const plan = resyncPlan(step, follower, input.toward, input.previewId);
  if (plan.version !== input.version) return;
  const cause: Cause = { kind: "resync", id: input.previewId };
  for (const line of plan.lines) {
    if (input.toward === "flat") {
      allOut(step, follower, account, line, cause);
      continue;
    }
    if (line.close === 0 && line.open === 0) continue;
    if (line.close > 0) closeDown(step, follower, account, line, cause);
    if (line.open > 0) openUp(step, follower, account, line, cause);
    settle(step, follower, line.contract);
    anchorAfter(step, follower, account, line);
    tell(step, follower, account, line);
  }
}

/** Flat is flat: what waits is dropped, and what is on its way is closed as it fills. */
function allOut(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  line: ResyncLine,
  cause: Cause,
): void {
  const { contract, confirmed } = line;
  const trade = follower.trades.get(line.leaderContract);
  if (trade) dropWaiting(step, follower, trade, "superseded");
  if (confirmed === 0 && openOrders(account, contract).length === 0) return;
  const why = { cause, leaderOrder: null, eventId: null, proportional: false };
  for (const side of [1, -1] as const) setTarget(step, follower, account, { contract, side, most: 0 }, why);
  settle(step, follower, contract);
  anchorAfter(step, follower, account, line);
  tell(step, follower, account, line);
}

function closeDown(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  line: ResyncLine,
  cause: Cause,
): void {
  const { contract, closeSide: side, confirmed, close } = line;
  const most = Math.abs(confirmed) - close;
  const why = { cause, leaderOrder: null, eventId: null, proportional: false };
  setTarget(step, follower, account, { contract, side, most }, why);
}

/** The entry waits where the other side has to be closed first, and goes at once where nothing stands in its way. */
function openUp(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  line: ResyncLine,
  cause: Cause,
): void {
  const { contract, openSide: side } = line;
  const legId = legIdOf({ cause, account: account.key, contract, leg: "open" });
  // A preview is confirmed once: the same leg is never drafted a second time.
  if (step.state.orders.has(orderKeyOf(legId, 1))) return;
  const trade = tradeOf(follower, line.leaderContract, contract);
  const entry: WaitingEntry = {
    legId,
    eventId: null,
    cause,
    leaderOrder: resyncOrderOf(cause.id),
    sized: line.wanted,
    reversal: line.close > 0,
    bornNs: step.now.monoNs,
    account: account.key,
    price: null,
    leaderAfter: Math.abs(line.line.position),
    needsTrade: false,
  };
  draftOpenLeg(step, follower, account, contract, entry);
  trade.heldBy = "other side";
  makeWait(step, follower, trade, { side, entry });
}

/** La and Pa of S2 are today's, the entry that is on its way included. */
function anchorAfter(step: Step, follower: FollowerState, account: AccountState, line: ResyncLine): void {
  const trade = follower.trades.get(line.leaderContract);
  if (!trade) return;
  trade.tolerated = 0;
  trade.caughtUp = line.line.position;
  anchor(step, follower, account, trade, line.line.position);
}

function tell(step: Step, follower: FollowerState, account: AccountState, line: ResyncLine): void {
  const { contract, confirmed, close, open, openSide, closeSide, refusal } = line;
  const inFlight = line.inFlight === 0 ? "" : ` (${signed(line.inFlight)} on its way)`;
  const orders = [
    ...(close > 0 ? [`${closeSide === 1 ? "sell" : "buy"} ${close}`] : []),
    ...(open > 0 ? [`${openSide === 1 ? "buy" : "sell"} ${open}`] : []),
  ];
  const rest = refusal === null ? "" : ` ${wordsOf(refusal)}`;
  say(step, {
    activity: "copy",
    severity: "info",
    words: `You resynced ${account.name}: ${orders.length === 0 ? "out of" : orders.join(", then ")} ${contract}${inFlight} (held ${signed(confirmed)}, leader ${signed(line.line.position)}).${rest}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}
