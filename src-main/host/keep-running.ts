/**
 * What a shell does about an error that nothing caught: entries go off and the trader is told, but exits go on, so the
 * process lives as long as anything is open. Then it ends, because nobody knows what the error left behind, and the next
 * start reconciles. Nothing in here may throw: the process would end with positions open.
 */
import type { Clock, Timers } from "../runtime/port.ts";
import type { Host } from "./host-port.ts";
import { messageOf } from "./start-failure.ts";

const LOOK_NS = 1_000_000_000;
/** Different errors that are told apart; beyond that they count as one. */
const KINDS_MAX = 200;

export interface KeepRunningOptions {
  readonly host: Pick<Host, "alarm" | "closeEntries" | "isOpen" | "log">;
  readonly clock: Pick<Clock, "monoNs">;
  readonly timers: Timers;
  /** Where words still go when the log itself fails. */
  readonly echo: (words: string) => void;
  /** Nothing is open any more: stop in order and exit. Called once. */
  readonly end: () => void;
}

const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count));

/** Returns what takes such an error; it may come as often as it likes. */
export function keepRunning(options: KeepRunningOptions): (error: unknown) => void {
  const { host, clock, timers, echo, end } = options;
  const counts = new Map<string, number>();
  let leaving = false;

  const attempt = <Result>(what: string, work: () => Result, otherwise: Result): Result => {
    try {
      return work();
    } catch (failure) {
      echo(`${what} failed after an error that nothing caught: ${messageOf(failure)}`);
      return otherwise;
    }
  };
  const count = (why: string): number => {
    const key = counts.has(why) || counts.size < KINDS_MAX ? why : "";
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    return times;
  };
  const leaveWhenFlat = (): void => {
    timers.at(clock.monoNs() + LOOK_NS, () => {
      // What can not be looked at counts as open.
      if (attempt("looking for what is open", () => host.isOpen(), true)) leaveWhenFlat();
      else end();
    });
  };
  return (error) => {
    const why = messageOf(error);
    const times = count(why);
    // An error that returns with every tick must not fill the disk.
    if (isPowerOfTwo(times)) {
      const stack = error instanceof Error ? error.stack : undefined;
      attempt(
        "logging",
        () => host.log.error("an error that nothing caught", { why, times, stack }),
        undefined,
      );
    }
    const closed = attempt("switching entries off", () => host.closeEntries(), true);
    if (closed || times === 1) {
      const words = `Mimik met an error that nothing caught (${why}). Every group is closing only now; exits and flatten go on. As soon as nothing is open Mimik ends and has to be started again.`;
      attempt("the alarm", () => host.alarm(words), undefined);
    }
    if (leaving) return;
    leaving = true;
    leaveWhenFlat();
  };
}

/** Both ways in which an error can get past everyone. */
export function takeUncaught(from: Pick<NodeJS.Process, "on">, take: (error: unknown) => void): void {
  from.on("uncaughtException", take);
  from.on("unhandledRejection", take);
}
