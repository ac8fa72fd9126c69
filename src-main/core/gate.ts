/** A rule of our own was broken: entries go off everywhere, durable, until the trader resumes them; exits go on. */
import { say, sentence, type Step } from "./context.ts";
import { setEntriesOff } from "./settle.ts";

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
