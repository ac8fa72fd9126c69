import type { ActivationRow } from "../../src-shared/ipc/groups.ts";
/** What the trader picked for the positions of a first activation; what was not picked is left alone. */
import type { ActivationChoice } from "../actions/copying-activation.ts";

export type PositionChoice = ActivationChoice["choice"];
export type Picked = Readonly<Record<string, PositionChoice>>;

/** Names the position too: what has moved is another one, and has to be picked anew. */
export function rowKey(row: Pick<ActivationRow, "follower" | "contract" | "position">): string {
  return JSON.stringify([row.follower, row.contract, row.position]);
}

export function pickedFor(row: ActivationRow, picked: Picked): PositionChoice {
  const choice = picked[rowKey(row)];
  if (choice === undefined || (choice === "adopt" && row.notAdoptable !== null)) return "leave";
  return choice;
}

export function chosenFor(rows: readonly ActivationRow[], picked: Picked): readonly ActivationChoice[] {
  return rows.map((row) => ({
    follower: row.follower,
    contract: row.contract,
    position: row.position,
    choice: pickedFor(row, picked),
  }));
}
