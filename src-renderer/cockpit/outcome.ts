/**
 * Outcomes of a copy as the grid and the tape name them. The engine says either how an order ended or a refusal's code;
 * denied, rejected and unknown are never mixed up.
 */
import type { LastCopy, TapeEntry, TapeFollower } from "../../src-shared/cockpit/model.ts";
import { formatSigned } from "../format/quantity.ts";
import type { Tone } from "../ui/tone.ts";

export type OutcomeClass =
  | "copied"
  | "in flight"
  | "nothing to do"
  | "missed"
  | "denied"
  | "rejected"
  | "cancelled"
  | "unknown";

const classes: Readonly<Record<string, OutcomeClass>> = {
  filled: "copied",
  intended: "in flight",
  sent: "in flight",
  accepted: "in flight",
  partial: "in flight",
  waiting: "in flight",
  nothing: "nothing to do",
  target: "nothing to do",
  stale: "missed",
  superseded: "missed",
  "not-placed": "missed",
  rejected: "rejected",
  cancelled: "cancelled",
  unknown: "unknown",
};

/** Everything that is no outcome of an order is a refusal, and so denied. */
export function classOf(outcome: string): OutcomeClass {
  return classes[outcome] ?? "denied";
}

export const classTones: Readonly<Record<OutcomeClass, Tone>> = {
  copied: "ok",
  "in flight": "info",
  "nothing to do": "muted",
  missed: "warn",
  denied: "warn",
  rejected: "bad",
  cancelled: "warn",
  unknown: "bad",
};

const shown: readonly OutcomeClass[] = [
  "copied",
  "in flight",
  "nothing to do",
  "missed",
  "denied",
  "cancelled",
  "rejected",
  "unknown",
];

export interface OutcomeCount {
  readonly outcome: OutcomeClass;
  readonly words: string;
}

/** `3 copied`, `1 denied`: one line for all followers of a fill. */
export function summaryOf(followers: readonly Pick<TapeFollower, "outcome">[]): readonly OutcomeCount[] {
  const counts = new Map<OutcomeClass, number>();
  for (const { outcome } of followers) counts.set(classOf(outcome), (counts.get(classOf(outcome)) ?? 0) + 1);
  return shown.flatMap((outcome) => {
    const number = counts.get(outcome);
    return number === undefined ? [] : [{ outcome, words: `${number} ${outcome}` }];
  });
}

/** What the leader did: `Buy 2`, `Sell 3`, and `Sell 3, flat` where it ends flat. */
export function sideWords(entry: Pick<TapeEntry, "quantity" | "l1">): string {
  const side = `${entry.quantity < 0 ? "Sell" : "Buy"} ${Math.abs(entry.quantity)}`;
  return entry.l1 === 0 ? `${side}, flat` : side;
}

/** A status in a word or two, and `denied` for any refusal. */
export function outcomeWord(outcome: string): string {
  if (outcome === "nothing") return "nothing to do";
  if (outcome === "target") return "exit target set";
  return classOf(outcome) === "denied" ? "denied" : outcome.replaceAll("-", " ");
}

/** True where the words explain more than the outcome itself does. */
export function needsWords(outcome: string): boolean {
  const tone = classTones[classOf(outcome)];
  return tone === "warn" || tone === "bad";
}

/** `filled +2`; the quantity only where an order exists. */
export function copyTitle(copy: Pick<LastCopy, "outcome" | "quantity">): string {
  const word = outcomeWord(copy.outcome);
  return copy.quantity === 0 ? word : `${word} ${formatSigned(copy.quantity)}`;
}

const eventKinds: Readonly<Record<string, string>> = {
  "before-activation": "before activation, not copied",
  "while-offline": "while offline, not copied",
  "own-order": "our own order, exits only",
  conflict: "same fill with other content, not copied",
  bust: "taken back by the exchange",
};

/** Why a leader's fill is not one like any other; undefined for one that was copied as usual. */
export function eventKindWords(kind: string): string | undefined {
  return eventKinds[kind];
}
