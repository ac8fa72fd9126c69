/**
 * Keeps the ledger's files small while nothing is going on: once a minute, when every follower is flat and no order of ours
 * is open, the journal is emptied and the WAL checkpointed. Never while trading: a checkpoint may stall a fill.
 */
import { confirmedOf } from "../core/positions.ts";
import type { CoreState } from "../core/state.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock, Log, Timers } from "./port.ts";

const EVERY_NS = 60_000_000_000;

export interface UpkeepParts {
  readonly state: CoreState;
  readonly ledger: Pick<Ledger, "compact" | "health">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly alarm: (words: string) => void;
}

/** Every follower is flat as far as we know, and no order of ours is open or about to be sent. */
export function isIdle(state: CoreState): boolean {
  for (const account of state.accounts.values()) {
    if (account.open.size > 0) return false;
    if (!state.byAccount.has(account.key)) continue;
    for (const position of account.positions.values()) if (confirmedOf(position) !== 0) return false;
  }
  for (const follower of state.followers.values()) {
    for (const trade of follower.trades.values()) if (trade.waiting.length > 0) return false;
  }
  return true;
}

/** Returns the function that ends it. */
export function startUpkeep(parts: UpkeepParts): () => void {
  let warned = false;
  let cancel = (): void => undefined;
  const tend = (): void => {
    try {
      if (isIdle(parts.state)) parts.ledger.compact();
      const large = parts.ledger.health().walTooLarge;
      if (large && !warned) {
        parts.alarm(
          "The ledger's write-ahead file has grown large because there was no quiet moment to fold it in. Nothing is lost; it shrinks when all followers are flat.",
        );
      }
      warned = large;
    } catch (error) {
      parts.log.error("the ledger's upkeep failed", {
        why: error instanceof Error ? error.message : String(error),
      });
    }
    arm();
  };
  const arm = (): void => {
    cancel = parts.timers.at(parts.clock.monoNs() + EVERY_NS, tend);
  };
  arm();
  return () => {
    cancel();
  };
}
