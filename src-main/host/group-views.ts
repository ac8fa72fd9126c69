/**
 * The groups as the page shows them: the draft that the form edits, what is open, what to be warned of, and the accounts
 * that there are. Reads only; warnings are worked out once per settings, for they take the longest.
 */
import { createHash } from "node:crypto";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import { draftOf } from "../../src-shared/group-draft.ts";
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import { venueOf } from "../../src-shared/ids.ts";
import type { CommandOutput } from "../../src-shared/ipc/contract.ts";
import type { DraftProblem } from "../../src-shared/ipc/groups.ts";
import { pointValueMicrosOf } from "../../src-shared/product-values.ts";
import { groupWarnings } from "../../src-shared/setup/warnings.ts";
import { hoursOfVenue } from "../../src-shared/venue-hours.ts";
import { accountChoices, notShownWarnings } from "./account-choices.ts";
import { openInGroup } from "./group-checks.ts";

/** Session windows are looked at anew after so long. */
const WARNINGS_MS = 60_000;

interface Warned {
  readonly connections: ProfileSettings["connections"];
  readonly atMs: number;
  readonly warnings: readonly DraftProblem[];
}

function leaderVenue({ leader }: GroupSettings, connections: ProfileSettings["connections"]): string {
  const connection = connections.find(({ id }) => id === leader.connection);
  return connection ? venueOf(connection.environment, connection.httpUrl ?? "") : "";
}

/** Of what an edit can change: a status that was switched meanwhile is kept by a save anyway. */
export function basisOfGroup(group: GroupSettings): string {
  const { status: _, ...edited } = draftOf(group);
  return createHash("sha256").update(JSON.stringify(edited)).digest("hex");
}

export class GroupViews {
  /** The page asks for all groups whenever one has changed. */
  readonly #warned = new WeakMap<GroupSettings, Warned>();

  of(settings: ProfileSettings, cockpit: CockpitSnapshot, nowMs: number): CommandOutput<"groups.settings"> {
    return {
      groups: settings.groups.map((group) => ({
        id: group.id,
        draft: draftOf(group),
        basis: basisOfGroup(group),
        status: group.status,
        activated: group.activatedMs !== null,
        open: [...openInGroup(group.id, cockpit)],
        warnings: [
          ...this.#warningsOf(group, settings.connections, nowMs),
          ...notShownWarnings(group, cockpit),
        ],
      })),
      accounts: accountChoices(settings, cockpit),
    };
  }

  #warningsOf(
    group: GroupSettings,
    connections: ProfileSettings["connections"],
    nowMs: number,
  ): readonly DraftProblem[] {
    const known = this.#warned.get(group);
    const age = known === undefined ? WARNINGS_MS : nowMs - known.atMs;
    if (known?.connections === connections && age >= 0 && age < WARNINGS_MS) return known.warnings;
    const hours = hoursOfVenue(leaderVenue(group, connections));
    const warnings = groupWarnings(group, { pointValueMicros: pointValueMicrosOf, nowMs, hours });
    this.#warned.set(group, { connections, atMs: nowMs, warnings });
    return warnings;
  }
}
