/** What an action needs: the store, the engine, the clock, a way to save files, and the reads that events repeat. */
import type { Client } from "../../src-shared/ipc/contract.ts";
import type { Clock } from "../state/clock.ts";
import type { Store } from "../state/store.ts";
import type { Link } from "../transport/link.ts";

export interface App {
  readonly store: Store;
  readonly client: Pick<Client, "call">;
  readonly clock: Clock;
  readonly download: Link["download"];
  /** Each runs one at a time; a call during a run makes one more run. */
  readonly refresh: {
    practice(): Promise<void>;
    activity(): Promise<void>;
    drill(): Promise<void>;
  };
}

/** An error as the trader reads it. */
export function wordsOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
