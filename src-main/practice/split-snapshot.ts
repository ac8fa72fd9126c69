/**
 * A snapshot in several responses, for clients that ask for `splitResponses`. The notes know of no end mark, so this is
 * a choice: every part repeats the request's id and is a SyncMessage of its own with the two arrays that it must have,
 * empty in all parts but the last. So the last part is the one that names the users, and a client that merges parts
 * key by key has the whole snapshot when it arrives.
 */
import type { WireSyncMessage } from "../broker/tradovate/wire.ts";

/** Every array is cut over the parts, so that a client which takes only one part notices. */
export function splitSnapshot(whole: WireSyncMessage, parts: number): WireSyncMessage[] {
  if (parts <= 1) return [whole];
  const { users, contractGroups, ...rest } = whole;
  const slice = <Row>(rows: readonly Row[], at: number): Row[] => {
    const from = Math.floor((rows.length * at) / parts);
    return rows.slice(from, Math.floor((rows.length * (at + 1)) / parts));
  };
  return Array.from({ length: parts }, (_, at) => {
    const isLast = at === parts - 1;
    const arrays = Object.entries(rest).map(
      ([name, rows]: [string, readonly unknown[] | null | undefined]) => {
        return [name, rows ? slice(rows, at) : rows];
      },
    );
    const named = { users: isLast ? users : [], contractGroups: isLast ? contractGroups : [] };
    return { ...(Object.fromEntries(arrays) as Partial<WireSyncMessage>), ...named };
  });
}
