/** What a follower's row has to explain, as sentences: the reason of its state, the way out, and a copy that failed. */
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import { needsWords, outcomeWord } from "./outcome.ts";

/** The reason and the next action, empty where there is nothing to say. */
export function stateWords(row: Pick<FollowerRow, "reason" | "action">): string {
  return [row.reason, row.action].filter((words) => words !== "").join(" ");
}

/** Why the last copy did not become a filled order; empty where it did, and where the reason says the same already. */
export function copyWords(row: Pick<FollowerRow, "reason" | "action" | "lastCopy">): string {
  const { lastCopy } = row;
  if (lastCopy === null || lastCopy.words === "" || !needsWords(lastCopy.outcome)) return "";
  if (stateWords(row).includes(lastCopy.words)) return "";
  const word = outcomeWord(lastCopy.outcome);
  return lastCopy.words.startsWith(word)
    ? `Last copy ${lastCopy.words}`
    : `Last copy ${word}: ${lastCopy.words}`;
}

/**
 * A state that passes by itself in a moment gets no line of its own: the rows below would jump with every copy.
 * Its words are still read out with the state, and shown on hover.
 */
export function needsLine(row: FollowerRow): boolean {
  if (row.entriesOff.length > 0 || row.exitHeld !== null) return true;
  if (row.state === "settling") return false;
  return stateWords(row) !== "" || copyWords(row) !== "";
}
