/** A rule of our own was broken: entries go off everywhere, durable, until the trader resumes them; exits go on. */
import { say, sentence, type Step } from "./context.ts";
import { setEntriesOff } from "./entries-off.ts";

export function tripGate(step: Step, error: unknown): void {
  const words = error instanceof Error ? error.message : String(error);
  step.state.gate = words;
  for (const follower of step.state.followers.values()) setEntriesOff(step, follower, "gate", true);
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `A safety check stopped an order: ${sentence(words)} Entries are off everywhere; exits go on. Report it before you resume entries.`,
  });
}

/** One follower's (or account's) trouble never holds back another's: what breaks is said, the rest goes on. */
export function guarded(step: Step, work: () => void): void {
  try {
    work();
  } catch (error) {
    tripGate(step, error);
  }
}
