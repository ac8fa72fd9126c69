/**
 * Settings that are valid and still keep a follower from being copied, or copied as its trader may think: said beside
 * the form and on the Groups page. They refuse nothing. Pure: time and point values come in.
 */
import type { TradingHours } from "../calendar/trading-hours.ts";
import type { FollowerSettings, GroupSettings } from "../group.ts";
import { contractParts, MINI_TO_MICRO } from "../instrument.ts";
import type { DraftProblem } from "../ipc/groups.ts";
import { mapRoot } from "../root-map.ts";
import { sessionAt } from "../session-windows.ts";
import { sizingWords } from "../size.ts";
import { sizingPreview, type PreviewRow } from "../sizing-preview.ts";

export interface KnownProducts {
  /** Micro-dollars per point of a product, by its root; undefined where nobody knows it. */
  readonly pointValueMicros: (root: string) => number | undefined;
  /** Epoch milliseconds: from when on session windows are looked at. */
  readonly nowMs: number;
  /** Of the leader's venue (venue-hours.ts). */
  readonly hours: TradingHours;
}

const WEEK_MS = 7 * 86_400_000;
/** Sizes of the leader that are looked at. */
const LEADER_MAX = 20;

const symbolPattern = /^[A-Z0-9]{1,10}$/u;

function rootOf(symbol: string): string {
  return contractParts(symbol)?.root ?? symbol;
}

function sessionWarnings({ sessions }: GroupSettings, { nowMs, hours }: KnownProducts): DraftProblem[] {
  if (sessions.length === 0) return [];
  const { open, nextStartMs } = sessionAt(sessions, nowMs, hours);
  if (open || (nextStartMs !== null && nextStartMs - nowMs <= WEEK_MS)) return [];
  const when =
    nextStartMs === null ? "These windows never open" : "These windows stay closed for the next seven days";
  return [{ path: "sessions", words: `${when}: no entry is copied, exits are` }];
}

function symbolWarnings({ symbols }: GroupSettings): DraftProblem[] {
  return symbols.flatMap((symbol, index) =>
    symbolPattern.test(symbol)
      ? []
      : [
          {
            path: `symbols[${index}]`,
            words: `"${symbol}" is no product root and no contract, so it lets nothing pass: write NQ or NQZ6`,
          },
        ],
  );
}

type RootPair = readonly [leader: string, follower: string];

/** A preset without a list stands for all its products, which have one proportion: one of them is looked at. */
function rootsOf(group: GroupSettings, { contractMap }: FollowerSettings): readonly string[] {
  if (group.symbols.length > 0) return group.symbols.map(rootOf);
  if (typeof contractMap === "object") return contractMap.pairs.map(([from]) => from);
  if (contractMap === "same") return [];
  const [mini = "", micro = ""] = Object.entries(MINI_TO_MICRO)[0] ?? [];
  return [contractMap === "mini-to-micro" ? mini : micro];
}

/** Pairs of roots that this follower would copy, as far as they can be named. */
function pairsOf(group: GroupSettings, follower: FollowerSettings): readonly RootPair[] {
  return [...new Set(rootsOf(group, follower))].flatMap((root) => {
    const to = mapRoot(follower.contractMap, root);
    return to === undefined ? [] : [[root, to] as const];
  });
}

function mapWarnings(group: GroupSettings, follower: FollowerSettings, path: string): DraftProblem[] {
  const at = `${path}.contractMap`;
  const { contractMap } = follower;
  const listed = [...new Set(group.symbols.filter((symbol) => symbolPattern.test(symbol)).map(rootOf))];
  const lost = listed.filter((root) => mapRoot(contractMap, root) === undefined);
  if (lost.length > 0 && lost.length === listed.length) {
    return [
      {
        path: at,
        words: `None of the group's symbols has a pair here (${lost.join(", ")}): nothing is copied`,
      },
    ];
  }
  const unmapped = lost.map((root) => ({ path: at, words: `${root} has no pair here: it is never copied` }));
  return [...unmapped, ...sharedWarnings(pairsOf(group, follower), at)];
}

/** Two contracts of the leader never share one of the follower: the second entry is denied. */
function sharedWarnings(pairs: readonly RootPair[], path: string): DraftProblem[] {
  return pairs.flatMap(([from, to], index) => {
    const earlier = pairs.slice(0, index).find((other) => other[1] === to);
    if (!earlier) return [];
    return [
      {
        path,
        words: `${earlier[0]} and ${from} both are copied as ${to}: while one is open there, entries of the other are denied`,
      },
    ];
  });
}

/** The sizes of one pair of products; without point values of both, as of one product. */
function rowsOf(follower: FollowerSettings, pair: RootPair | null, known: KnownProducts) {
  const leader = pair && known.pointValueMicros(pair[0]);
  const own = pair && known.pointValueMicros(pair[1]);
  const values = pair && pair[0] !== pair[1] && leader && own ? { leader, follower: own } : null;
  const { sizing, keepNotional, largerConfirmed } = follower;
  const options = { keepNotional, largerConfirmed, ...(values === null ? {} : { pointValues: values }) };
  const one = sizingPreview(sizing, options, 1);
  // Sizes never fall: where one contract is copied, more are as well.
  const rows = one[0]?.size === 0 ? sizingPreview(sizing, options, LEADER_MAX) : one;
  return { rows, isLarger: values !== null && values.follower > values.leader };
}

function sizeWarnings(
  rows: readonly PreviewRow[],
  follower: FollowerSettings,
  where: string,
  path: string,
): DraftProblem[] {
  const { sizing } = follower;
  const first = rows.findIndex(({ size }) => size > 0);
  const one = rows[0];
  if (first === -1) {
    return [
      {
        path: `${path}.sizing`,
        words: `${sizingWords(sizing)} gives 0 for 1 to ${LEADER_MAX} contracts of the leader${where}: nothing is copied`,
      },
    ];
  }
  const words: DraftProblem[] = [];
  if (first > 0) {
    words.push({
      path: `${path}.sizing`,
      words: `${sizingWords(sizing)} gives 0 until the leader holds ${first + 1} contracts${where}: smaller trades are not copied`,
    });
  }
  if (one?.cut === true) {
    const most = Math.min(sizing.maxContracts, sizing.maxOrderContracts);
    const cap = sizing.maxContracts <= sizing.maxOrderContracts ? "maxContracts" : "maxOrderContracts";
    words.push({
      path: `${path}.sizing.${cap}`,
      words: `1 contract of the leader is ${one.size} here${where}, and the cap is ${most}: every entry is cut`,
    });
  }
  return words;
}

function followerWarnings(
  group: GroupSettings,
  follower: FollowerSettings,
  index: number,
  known: KnownProducts,
) {
  const path = `followers[${index}]`;
  const { enabled, whenOff, keepNotional, largerConfirmed } = follower;
  if (!enabled) {
    const exits = whenOff === "copy-exits" ? "only exits are copied to it" : "nothing is copied to it";
    return [{ path: `${path}.enabled`, words: `${follower.ref.account} is switched off: ${exits}` }];
  }
  const pairs = pairsOf(group, follower);
  const problems: DraftProblem[] = [];
  for (const pair of pairs.length > 0 ? pairs : [null]) {
    const { rows, isLarger } = rowsOf(follower, pair, known);
    const where = pair === null || pair[0] === pair[1] ? "" : ` (${pair[0]} as ${pair[1]})`;
    problems.push(...sizeWarnings(rows, follower, where, path));
    if (isLarger && !keepNotional && !largerConfirmed) {
      const words = `${pair?.[1]} is larger than ${pair?.[0]}: the notional is kept all the same, and nothing is raised to 1, until you confirm otherwise`;
      problems.push({ path: `${path}.keepNotional`, words });
    }
  }
  return [...mapWarnings(group, follower, path), ...once(problems)];
}

/** The same said of two pairs is said once. */
function once(problems: readonly DraftProblem[]): DraftProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}: ${problem.words}`, problem])).values()];
}

/** What a trader should know of these settings before trusting them, each at its place in the draft. */
export function groupWarnings(group: GroupSettings, known: KnownProducts): readonly DraftProblem[] {
  const nobody =
    group.followers.length === 0
      ? [{ path: "followers", words: "This group has no follower: nothing is copied" }]
      : [];
  return [
    ...nobody,
    ...sessionWarnings(group, known),
    ...symbolWarnings(group),
    ...group.followers.flatMap((follower, index) => followerWarnings(group, follower, index, known)),
  ];
}
