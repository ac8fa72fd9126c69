/** What was decided for a follower, in words: which check decided, what a verdict means, how the contract was mapped. */
import type { TapeFollower } from "../../src-shared/cockpit/model.ts";
import { dispositions, isRefusal, wordsOf, type DispositionCode } from "../../src-shared/refusal.ts";
import { formatMicroseconds } from "../format/duration.ts";

export type Leg = TapeFollower["checks"][number];
type CheckLine = Leg["lines"][number];

function isDisposition(verdict: string): verdict is DispositionCode {
  return Object.hasOwn(dispositions, verdict);
}

/** A leg's verdict is a refusal's code or a disposition's. */
export function verdictWords(verdict: string): string {
  if (isRefusal(verdict)) return wordsOf(verdict);
  return isDisposition(verdict) ? wordsOf(verdict) : verdict;
}

/** In the order of the table. */
export function inOrder(leg: Leg): readonly CheckLine[] {
  return leg.lines.toSorted((a, b) => a.check - b.check);
}

/** The first failure in the order of the table decides, where the leg was refused at all. */
export function decidingCheck(leg: Leg): CheckLine | undefined {
  return isRefusal(leg.verdict) ? inOrder(leg).find((line) => !line.pass) : undefined;
}

/** `All 9 checks passed`, `1 of 9 checks failed`. */
export function checksWords(leg: Leg): string {
  const failed = leg.lines.filter((line) => !line.pass).length;
  const all = leg.lines.length;
  return failed === 0 ? `all ${all} checks passed` : `${failed} of ${all} checks failed`;
}

/** `NQZ6 → MNQZ6`, or that it is the same contract; empty where no contract was found. */
export function mappingWords(leaderContract: string, contract: string | null): string {
  if (contract === null) return "";
  return contract === leaderContract ? `${contract}, the same contract` : `${leaderContract} → ${contract}`;
}

/** Handed to the socket, acknowledged by the broker, filled; those that are known. */
export function timings(
  follower: Pick<TapeFollower, "ownUs" | "answeredUs" | "filledUs">,
): readonly { readonly step: string; readonly words: string }[] {
  const steps = [
    ["own", follower.ownUs],
    ["acknowledged", follower.answeredUs],
    ["filled", follower.filledUs],
  ] as const;
  return steps.flatMap(([step, us]) => (us === null ? [] : [{ step, words: formatMicroseconds(us) }]));
}
