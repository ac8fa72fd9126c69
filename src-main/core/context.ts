/** What one step carries through the core: the state, the time, what to do, and the intent that is being drafted. */
import type { AccountKey, ContractName, FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { ActivityKind, Intent, LeaderEvent, LegRow, OrderRow, Severity } from "./effect.ts";
import type { Now } from "./input.ts";
import type { Out } from "./out.ts";
import { newOut, type CoreState } from "./state.ts";
import type { Target } from "./target.ts";

export interface Draft {
  event: LeaderEvent | null;
  readonly legs: LegRow[];
  /** Targets that were set in this step: those of a close leg among the rows. */
  readonly targets: Target[];
  readonly orders: OrderRow[];
}

export interface Step {
  readonly state: CoreState;
  readonly now: Now;
  readonly out: Out;
  readonly draft: Draft;
}

export function beginStep(state: CoreState, now: Now): Step {
  return { state, now, out: newOut(), draft: { event: null, legs: [], targets: [], orders: [] } };
}

/** Closes the draft: what it holds must be durable before its orders leave. */
export function endStep(step: Step): Out {
  const { draft, out } = step;
  if (draft.event !== null || draft.orders.length > 0 || draft.legs.length > 0) {
    const intent: Intent = {
      at: step.now.wallMs,
      event: draft.event,
      legs: draft.legs,
      orders: draft.orders,
    };
    out.intents.push(intent);
    // The intent's rows come first, so that every later fact of the frame finds its order.
    out.facts.unshift({ kind: "intent", intent });
  }
  return out;
}

export interface Said {
  readonly activity: ActivityKind;
  readonly severity: Severity;
  readonly words: string;
  readonly group?: GroupId;
  readonly follower?: FollowerId;
  readonly account?: AccountKey;
  readonly contract?: ContractName;
  readonly eventId?: string;
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes an activity entry: what happened, to which account, and what the trader can do (F9). */
export function say(step: Step, said: Said): void {
  step.out.facts.push({
    kind: "activity",
    wallMs: step.now.wallMs,
    activity: said.activity,
    severity: said.severity,
    group: said.group ?? null,
    follower: said.follower ?? null,
    account: said.account ?? null,
    contract: said.contract ?? null,
    eventId: said.eventId ?? null,
    words: said.words,
    data: said.data ?? null,
  });
}

/** Signed contracts as a trader writes them: +3, −2, 0. */
export function signed(quantity: number): string {
  if (quantity === 0) return "0";
  return quantity > 0 ? `+${quantity}` : `−${-quantity}`;
}

/**
 * The same in plain ASCII, for texts of decisions: one other character makes a journal line twice as large. The cockpit's
 * view puts the trader's signs back.
 */
export function plain(quantity: number): string {
  return quantity > 0 ? `+${quantity}` : String(quantity);
}

/** Somebody else's words, closed with a full stop. */
export function sentence(words: string): string {
  return /[.!?]$/u.test(words) ? words : `${words}.`;
}
