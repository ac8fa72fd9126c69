/**
 * The ledger's part of deduplication as the core may ask it: an error of SQLite answers "not known here", so that the
 * leader's exit is decided from memory. Whoever runs the step has to ask `takeFailure` afterwards: an entry that was
 * decided without the ledger may be a repeated one and must not leave.
 */
import type { FillId, GroupId, VenueKey } from "../../src-shared/ids.ts";
import type { FillHistory, SeenFill } from "../core/effect.ts";
import { messageOf } from "./trouble.ts";

export class SafeHistory implements FillHistory {
  private readonly history: FillHistory;
  private failure: string | null = null;

  constructor(history: FillHistory) {
    this.history = history;
  }

  find(venue: VenueKey, fillId: FillId, group: GroupId): SeenFill | undefined {
    try {
      return this.history.find(venue, fillId, group);
    } catch (error) {
      this.failure = messageOf(error);
      return undefined;
    }
  }

  /** Why a question since the last call could not be answered, or null. */
  takeFailure(): string | null {
    const { failure } = this;
    this.failure = null;
    return failure;
  }
}
