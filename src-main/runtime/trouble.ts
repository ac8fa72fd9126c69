/**
 * What breaks around the core is caught here: logged, raised as an alarm once per kind, and the rest goes on. Exits
 * depend on the loop running, so nothing outside a step may stop it. It never decides what an error means for a trade.
 */
import type { Log } from "./port.ts";

export interface TroubleParts {
  readonly log: Log;
  readonly alarm: (words: string) => void;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class Trouble {
  /** The host's log, which itself may fail (a full disk): that is said once and stops nobody. */
  readonly log: Log;
  private readonly parts: TroubleParts;
  private readonly counts = new Map<string, number>();

  constructor(parts: TroubleParts) {
    this.parts = parts;
    const write = (level: keyof Log): Log[keyof Log] => {
      return (words, data) => {
        try {
          parts.log[level](words, data);
        } catch (error) {
          if (this.count("log") === 1) parts.alarm(`The log can not be written: ${messageOf(error)}`);
        }
      };
    };
    this.log = { info: write("info"), warn: write("warn"), error: write("error") };
  }

  /** Runs `work`; false when it threw. `what` completes "went wrong while …" and comes from a small set. */
  guard(what: string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.report(what, error);
      return false;
    }
  }

  /** Logs at the 1st, 2nd, 4th, 8th … time, so that what breaks ten times a second does not fill the disk. */
  report(what: string, error: unknown): void {
    const times = this.count(what);
    if ((times & (times - 1)) === 0) {
      this.log.error(`something went wrong while ${what}`, {
        why: messageOf(error),
        times,
        stack: error instanceof Error ? error.stack : undefined,
      });
    }
    if (times > 1) return;
    this.parts.alarm(
      `Something went wrong inside Mimik while ${what}: ${messageOf(error)}. Copying goes on; compare the followers with the broker and report it.`,
    );
  }

  private count(what: string): number {
    const times = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, times);
    return times;
  }
}
