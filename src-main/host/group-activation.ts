/** The first activation of a group (G7) as its dialog needs it, and whether what was chosen still stands. Pure. */
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { Environment } from "../../src-shared/ids.ts";
import type { CommandInput, CommandOutput } from "../../src-shared/ipc/contract.ts";
import type { ActivationRow } from "../../src-shared/ipc/groups.ts";
import type { Activation } from "../runtime/port.ts";
import { RefusedError } from "./refused.ts";

/** The most real money of a group is what its dialog warns of. */
const gravest: readonly Environment[] = ["live", "demo", "custom", "practice"];

function environmentOf({ leader, followers }: GroupSettings, settings: ProfileSettings): Environment {
  const ids = new Set([leader.connection, ...followers.map(({ ref }) => ref.connection)]);
  const used = settings.connections.filter(({ id }) => ids.has(id));
  const environments = new Set(used.map(({ environment }) => environment));
  return gravest.find((environment) => environments.has(environment)) ?? "practice";
}

/** `found` null: the engine does not know the group. */
export function activationOf(
  group: GroupSettings,
  found: Activation | null,
  settings: ProfileSettings,
): CommandOutput<"group.activation"> {
  const environment = environmentOf(group, settings);
  if (group.activatedMs !== null || found === null)
    return { needed: false, environment, rows: [], notSeen: [] };
  const rows = [...found.rows];
  // Real money is asked about also where nothing stands (G6).
  const real = environment === "demo" || environment === "live";
  return { needed: real || rows.length > 0, environment, rows, notSeen: [...found.notSeen] };
}

/** @throws RefusedError unless everything that was chosen about still stands as it was shown. */
export function assertStanding(
  group: GroupSettings,
  rows: readonly ActivationRow[],
  choices: CommandInput<"group.activate">["choices"],
): void {
  if (choices.length === 0) return;
  if (group.activatedMs !== null) {
    throw new RefusedError(
      `"${group.name}" has been active before: its positions are adopted or closed at the first activation only. Use Resync or Flatten.`,
    );
  }
  for (const { follower, contract, position, choice } of choices) {
    const row = rows.find((each) => each.follower === follower && each.contract === contract);
    if (row?.position !== position) {
      throw new RefusedError(
        "A position has changed since it was shown, so nothing was done. Look at them again.",
      );
    }
    if (choice === "adopt" && row.notAdoptable !== null) {
      throw new RefusedError(`${row.account} ${contract} can not be adopted: ${row.notAdoptable}`);
    }
  }
}
