/**
 * Activity as JSON Lines, oldest first, up to the entry that was the newest when the export began: one object a line, and
 * with the first entry of each leader fill the tree that explains every follower's decision. Small batches, and the
 * event loop gets its turn between them.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { ConditionError } from "../../src-shared/assert.ts";
import type { TapeEntry } from "../../src-shared/cockpit/model.ts";
import type { ActivityEntry, LedgerNames } from "./port.ts";

/** Explaining twenty followers takes a good tenth of a millisecond: the engine waits for no more than a few of them. */
const BATCH_ROWS = 10;

export interface JsonSource {
  readonly lastId: number;
  /** Entries with `after < id ≤ last`, by id, at most `limit`. */
  batch(after: number, last: number, limit: number): readonly ActivityEntry[];
  /** The first entry that tells of an event. */
  firstOf(eventId: string): number | undefined;
  event(eventId: string): TapeEntry | null;
}

/** Each piece ends at the end of a line. */
export async function* activityJson(source: JsonSource, names: LedgerNames): AsyncGenerator<string> {
  let after = 0;
  while (after < source.lastId) {
    await nextTurn();
    const entries = source.batch(after, source.lastId, BATCH_ROWS);
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield entries.map((entry) => `${JSON.stringify(lineOf(entry, source, names))}\n`).join("");
  }
}

function lineOf(entry: ActivityEntry, source: JsonSource, names: LedgerNames) {
  return {
    id: entry.id,
    time: new Date(entry.wallMs).toISOString(),
    kind: entry.activity,
    severity: entry.severity,
    group: entry.group === null ? null : names.nameOfGroup(entry.group),
    follower: entry.follower,
    account: entry.account,
    contract: entry.contract,
    eventId: entry.eventId,
    words: entry.words,
    ...explanationOf(entry, source),
  };
}

/** A stored text that can not be read costs its own explanation and not the export. */
function explanationOf({ id, eventId }: ActivityEntry, source: JsonSource) {
  if (eventId === null || source.firstOf(eventId) !== id) return { explain: null };
  try {
    return { explain: source.event(eventId) };
  } catch (error) {
    if (!(error instanceof ConditionError) && !(error instanceof SyntaxError)) throw error;
    return { explain: null, unreadable: error.message };
  }
}
