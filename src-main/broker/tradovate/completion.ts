/**
 * Makes a picture whole before it is told: sections that were left out are read over REST (an empty list proves what a
 * missing one does not), unknown contracts and orders are looked up. Bounded in time; what is still missing then makes
 * its accounts incomplete.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import type { AccountSnapshot } from "../../core/input.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { readLists } from "./account-reader.ts";
import { atMost } from "./deadline.ts";
import type { Intake } from "./intake.ts";
import type { Lookups } from "./lookups.ts";
import type { Rest } from "./rest.ts";
import { emptySections, mergeSections, neededSections } from "./sections.ts";
import type { Sections } from "./sections.ts";
import type { Session } from "./session.ts";
import { assemble, missingOf, registerSections } from "./snapshot.ts";
import { onEntity } from "./to-event.ts";
import { accountOf } from "./translation.ts";
import type { Lookup, Translation } from "./translation.ts";

export interface CompletionOptions {
  readonly state: Translation;
  readonly intake: Intake;
  readonly lookups: Lookups;
  readonly rest: Rest;
  readonly session: Session;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

const COMPLETE_NS = 5e9;

export class Completion {
  readonly #options: CompletionOptions;

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  async complete(sections: Sections): Promise<void> {
    await atMost(COMPLETE_NS, this.#options, this.#fetch(sections));
  }

  /** Pictures of `wanted` accounts from REST lists. */
  async pictures(
    sections: Sections,
    wanted: readonly AccountKey[],
    beganNs: number,
  ): Promise<readonly AccountSnapshot[]> {
    const { state, intake } = this.#options;
    intake.run((out, at) => {
      // As live messages, so that what waits for these orders is let go.
      for (const order of sections.order ?? []) {
        if (state.orders.get(order.id)?.seen !== true) onEntity(state, "Updated", order, at, out);
      }
      registerSections(state, sections, out);
    });
    await this.complete(sections);
    const accounts = new Map([...state.accounts].filter(([id]) => wanted.includes(accountOf(state, id))));
    let snapshots: readonly AccountSnapshot[] = [];
    intake.run((out, at) => {
      snapshots = assemble(state, sections, accounts, { beganNs, receivedNs: at.receivedNs }, out);
    });
    return snapshots;
  }

  async #fetch(sections: Sections): Promise<void> {
    const { state, intake, lookups, rest, session, log } = this.#options;
    if (sections.damage.pieces) await this.#prove(sections);
    const absent = neededSections.filter((type) => sections[type] === null);
    if (absent.length > 0 && !sections.damage.pieces) {
      const result = await readLists(rest, session, absent, sections);
      if (!result.ok) log.warn("the picture stays incomplete", { why: result.why });
    }
    let missing: readonly Lookup[] = [];
    intake.run((out) => {
      registerSections(state, sections, out);
      missing = missingOf(state, sections, out);
    });
    await Promise.all(missing.map(async (lookup) => lookups.perform(lookup)));
  }

  /** What pieces that never came would have shown. Exits wait for it, so it waits for no budget. */
  async #prove(sections: Sections): Promise<void> {
    const { rest, session, log } = this.#options;
    const result = await readLists(rest, session, neededSections, emptySections(), "session");
    if (!result.ok) return log.warn("a picture in pieces stays unproved", { why: result.why });
    mergeSections(sections, result.sections);
    sections.damage.pieces = false;
  }
}
