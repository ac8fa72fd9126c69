/** A resync's plan as the dialog shows it. Reads, never writes. */
import type { ResyncPreview } from "../../../src-shared/ipc/groups.ts";
import { wordsOf } from "../../../src-shared/refusal.ts";
import type { Now, ResyncToward } from "../input.ts";
import { resyncPlan, type ResyncLine } from "../resync/plan.ts";
import { accountOf, type CoreState, type FollowerState } from "../state.ts";
import { readable } from "./words.ts";

/** A preview is drawn anew after this, milliseconds (R4). */
export const PREVIEW_MS = 5000;

type Line = ResyncPreview["lines"][number];

function ordersOf(line: ResyncLine): Line["orders"] {
  const orders: Line["orders"] = [];
  if (line.close > 0) {
    orders.push({
      leg: "close",
      side: line.closeSide === 1 ? "sell" : "buy",
      quantity: line.close,
      kind: line.liquidates ? "liquidation" : "market",
    });
  }
  if (line.open > 0) {
    orders.push({
      leg: "open",
      side: line.openSide === 1 ? "buy" : "sell",
      quantity: line.open,
      kind: "market",
    });
  }
  return orders;
}

function lineOf(line: ResyncLine): Line {
  return {
    contract: line.contract,
    leaderContract: line.leaderContract,
    leader: line.line.position,
    confirmed: line.confirmed,
    inFlight: line.inFlight,
    toward: line.goal,
    orders: ordersOf(line),
    refusal: line.refusal === null ? null : wordsOf(line.refusal),
    words: line.words.map(readable),
  };
}

function budgetWords(state: CoreState, follower: FollowerState, now: Now, requests: number): string {
  const takes = requests === 1 ? "1 request" : `${requests} requests`;
  const account = accountOf(state, follower.account);
  const budget = account && state.budgets.get(account.connection);
  const windows = budget?.view(now).windows;
  if (!windows) return `${takes}; this login has no limit`;
  const { used, limit } = windows.minute;
  return `${takes}; ${Math.max(0, limit - used)} of ${limit} left this minute`;
}

export function resyncPreview(
  state: CoreState,
  follower: FollowerState,
  asked: { readonly toward: ResyncToward; readonly id: string; readonly now: Now },
): ResyncPreview {
  const { toward, id, now } = asked;
  const plan = resyncPlan({ state, now }, follower, toward, id);
  const lines = plan.lines.map(lineOf);
  const requests = lines.reduce((sum, { orders }) => sum + orders.length, 0);
  const atMs = Math.trunc(now.wallMs);
  return {
    id,
    version: plan.version,
    follower: follower.settings.id,
    account: follower.settings.ref.account,
    toward,
    atMs,
    expiresMs: atMs + PREVIEW_MS,
    lines,
    budget: budgetWords(state, follower, now, requests),
  };
}
