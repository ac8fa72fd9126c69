/**
 * The one bounded way into the core, prioritised: the trader's commands and the ledger's state first, then what the broker
 * says in arrival order, then timers. It is drained in the turn in which something arrived; it only holds more than one
 * input while the core is busy with another. Overflow is reported, never a silent drop.
 */
import type { Input } from "../core/input.ts";

export const INBOX_MAX = 20_000;
/** Room that only the first priority may use: a flood of events must not keep a flatten out. */
export const INBOX_RESERVE = 1_000;

type Priority = 0 | 1 | 2;

const first: ReadonlySet<Input["kind"]> = new Set([
  "flatten",
  "settings",
  "release-entries",
  "ledger-failed",
  "ledger-recovered",
]);

function priorityOf(input: Input): Priority {
  if (first.has(input.kind)) return 0;
  return input.kind === "timer" ? 2 : 1;
}

export class Inbox {
  private readonly queues: [Input[], Input[], Input[]] = [[], [], []];
  private readonly heads: [number, number, number] = [0, 0, 0];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** False when the inbox is full: the input was not taken. */
  push(input: Input): boolean {
    const priority = priorityOf(input);
    if (this.count >= (priority === 0 ? INBOX_MAX + INBOX_RESERVE : INBOX_MAX)) return false;
    this.queues[priority].push(input);
    this.count += 1;
    return true;
  }

  take(): Input | undefined {
    for (const priority of [0, 1, 2] as const) {
      const queue = this.queues[priority];
      const head = this.heads[priority];
      const input = queue[head];
      if (input === undefined) continue;
      this.heads[priority] = head + 1;
      this.count -= 1;
      if (head + 1 === queue.length) {
        queue.length = 0;
        this.heads[priority] = 0;
      }
      return input;
    }
    return undefined;
  }
}
