/** A completed leader event in the activity log: one line for what was copied, one for each follower that was left out. */
import { wordsOfReason } from "../../src-shared/broker-reasons.ts";
import { isRefusal, refusals } from "../../src-shared/refusal.ts";
import { say, sentence, signed, type Step } from "./context.ts";
import type { AttemptRow, LeaderEvent } from "./effect.ts";
import type { OwnOrder } from "./own-order.ts";

export function sayCopies(step: Step, event: LeaderEvent, attempts: readonly AttemptRow[]): void {
  const copied: string[] = [];
  for (const attempt of attempts) {
    const follower = step.state.followers.get(attempt.follower);
    const name = follower?.settings.ref.account ?? attempt.follower;
    const orders = attempt.orders.flatMap((key): OwnOrder[] => {
      const order = step.state.orders.get(key);
      return order ? [order] : [];
    });
    const sent = orders.filter((order) => order.status !== "rejected" && order.status !== "not-placed");
    if (sent.length > 0) {
      const moves = sent.map(
        (order) => `${signed(order.row.side * order.row.quantity)} ${order.row.contract}`,
      );
      copied.push(`${name} ${moves.join(", ")}`);
    }
    if (attempt.status === "denied") sayDenied(step, event, attempt, name);
  }
  if (copied.length === 0) return;
  say(step, {
    activity: "copy",
    severity: "info",
    words: `Copied to ${copied.length} of ${attempts.length} followers: ${copied.join("; ")}.`,
    group: event.group,
    contract: event.fill.contract,
    eventId: event.eventId,
  });
}

function sayDenied(step: Step, event: LeaderEvent, attempt: AttemptRow, name: string): void {
  const reason = attempt.reason ?? "";
  const why = isRefusal(reason) ? refusals[reason] : sentence(wordsOfReason(reason));
  say(step, {
    activity: "denied",
    severity: "info",
    words: `${name} did not copy ${signed(event.fill.side * event.fill.quantity)} ${event.fill.contract}: ${why}`,
    group: event.group,
    follower: attempt.follower,
    ...(attempt.decision.account === null ? {} : { account: attempt.decision.account }),
    contract: event.fill.contract,
    eventId: event.eventId,
  });
}
