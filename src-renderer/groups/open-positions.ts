/** Open positions by group, counted once per published list: there may be a thousand followers and ten looks a second. */
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import { openLines } from "../state/selectors.ts";
import type { AppState } from "../state/store.ts";

const counted = new WeakMap<readonly FollowerRow[], ReadonlyMap<string, number>>();

function countOf(rows: readonly FollowerRow[]): ReadonlyMap<string, number> {
  const known = counted.get(rows);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.group, (counts.get(row.group) ?? 0) + openLines(row).length);
  counted.set(rows, counts);
  return counts;
}

export function openPositionsOf({ cockpit }: AppState, group: string): number {
  return cockpit === null ? 0 : (countOf(cockpit.followers).get(group) ?? 0);
}
