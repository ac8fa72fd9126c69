/**
 * Intents that are durable in the journal and not yet in SQLite: from the append to the commit of the same frame, or
 * longer when that commit failed. Deduplication reads them like rows.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type { FillId, GroupId, VenueKey } from "../../src-shared/ids.ts";
import type { FillHistory, Intent, LeaderEvent, SeenFill } from "../core/effect.ts";
import { seenFillOf, speaksOfSeenFill } from "./fill-ledger.ts";

/** Reached only when SQLite has failed for a long time: then the journal refuses too, and entries stay off. */
export const PENDING_INTENTS_MAX = 5_000;

export class PendingIntents implements FillHistory {
  readonly #intents = new Set<Intent>();
  readonly #fills = new Map<string, SeenFill>();

  get size(): number {
    return this.#intents.size;
  }

  has(intent: Intent): boolean {
    return this.#intents.has(intent);
  }

  /** In the order of the journal. */
  all(): Iterable<Intent> {
    return this.#intents;
  }

  /** @throws ConditionError when so many more would pass the bound. */
  assertRoom(more: number): void {
    assertCondition(
      this.#intents.size + more <= PENDING_INTENTS_MAX,
      `${this.#intents.size} intents wait for the ledger, which can not be written`,
    );
  }

  add(intents: readonly Intent[]): void {
    for (const intent of intents) {
      this.#intents.add(intent);
      if (intent.event !== null) this.#remember(intent.event);
    }
  }

  /** It is in SQLite, or SQLite will never take it; its fill stays known until the next commit. */
  drop(intent: Intent): void {
    this.#intents.delete(intent);
  }

  clear(): void {
    this.#intents.clear();
    this.#fills.clear();
  }

  find(venue: VenueKey, fillId: FillId, group: GroupId): SeenFill | undefined {
    return this.#fills.get(keyOf(venue, fillId, group));
  }

  #remember(event: LeaderEvent): void {
    const key = keyOf(event.venue, event.fill.fillId, event.group);
    if (speaksOfSeenFill(event.kind) && this.#fills.has(key)) return;
    this.#fills.set(key, seenFillOf(event));
  }
}

function keyOf(venue: VenueKey, fillId: FillId, group: GroupId): string {
  return `${venue}\n${fillId}\n${group}`;
}
