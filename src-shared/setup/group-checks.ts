/** What a group must fulfil by itself, beyond the shape of its values: its session windows and its contract pairs. Pure. */
import type { SessionWindow } from "../group.ts";
import { windowProblems } from "../session-windows-words.ts";
import type { LenientGroup } from "./lenient.ts";
import type { SetupProblem } from "./problem.ts";

type ReadWindow = NonNullable<LenientGroup["sessions"][number]>;

/** What can not be read is said by the schema; something faultless in its place lets the rest be judged. */
function readable({ days, from, to, zone }: ReadWindow): SessionWindow {
  const listed = days.filter((day) => day !== null);
  return {
    days: listed.length === 0 ? ["mon"] : listed,
    from: from ?? "00:00",
    to: to ?? "00:00",
    zone: zone ?? "UTC",
    flattenAtEnd: false,
  };
}

function sessionProblems({ sessions }: LenientGroup, path: string): SetupProblem[] {
  return sessions.flatMap((window, index) =>
    window === null
      ? []
      : windowProblems(readable(window)).map(({ key, words }) => ({
          path: `${path}.sessions[${index}].${key}`,
          words,
        })),
  );
}

/** One root of the leader leads to one of the follower; that a pair's follower root leads on to another is no fault. */
function pairProblems({ followers }: LenientGroup, path: string): SetupProblem[] {
  return followers.flatMap(({ contractMap }, place) => {
    const pairs = contractMap?.pairs ?? [];
    return pairs.flatMap((pair, index) => {
      if (pair === null) return [];
      const earlier = pairs.slice(0, index).find((other) => other?.[0] === pair[0]);
      if (!earlier) return [];
      const at = `${path}.followers[${place}].contractMap.pairs[${index}]`;
      return [
        { path: at, words: `${pair[0]} already is copied as ${earlier[1]}: keep one of the two pairs` },
      ];
    });
  });
}

export function groupProblems(group: LenientGroup, path: string): SetupProblem[] {
  return [...sessionProblems(group, path), ...pairProblems(group, path)];
}
