/**
 * Whether each follower is where the leader's position puts it and, where it is not, whether the cockpit says so in
 * words; and whether the cockpit shows what the books hold. Pure.
 */
import type { FollowerRow, TapeFollower } from "../../../src-shared/cockpit/model.ts";
import type { Checkpoint, DrillEvidence, DrillFollower, Expectation, Finding } from "./evidence.ts";
import { netAt } from "./judge-books.ts";
import { mustHold, type MustHold, type PointValues } from "./must-hold.ts";
import { sentence, signed } from "./sheet-words.ts";

/** Outcomes that say nothing of a miss: the order went, or there was nothing to do. */
const NO_MISS = new Set([
  "filled",
  "accepted",
  "sent",
  "intended",
  "nothing",
  "target",
  "waiting",
  "partial",
]);

/** Whether the cockpit tells, in words, why this follower does not hold what it must. */
function told(checkpoint: Checkpoint, follower: DrillFollower): string | undefined {
  const row = rowOf(checkpoint, follower);
  if (row && row.state !== "in-sync" && row.reason !== "") return `${stateWords(row)}: ${row.reason}`;
  const misses = checkpoint.tape
    .map(({ followers }) => followers.find((each) => each.follower === follower.id))
    .filter((each): each is TapeFollower => each !== undefined && !NO_MISS.has(each.outcome));
  return misses.find(({ words }) => words !== "")?.words;
}

export function rowOf(checkpoint: Checkpoint, follower: DrillFollower): FollowerRow | undefined {
  return checkpoint.rows.find(({ id }) => id === follower.id);
}

function stateWords({ state }: FollowerRow): string {
  return state.replaceAll("-", " ");
}

/** The cockpit shows what the books hold, unless it says itself that it is not sure. */
export function shownRight(
  checkpoint: Checkpoint,
  follower: DrillFollower,
  symbol: string,
): Finding | undefined {
  const row = rowOf(checkpoint, follower);
  if (!row) return { ok: false, words: `${follower.account}: the cockpit has no row of it.` };
  const unsure = new Set<FollowerRow["state"]>(["unknown", "offline", "settling"]);
  if (unsure.has(row.state)) return undefined;
  const shown = row.lines.find(({ contract }) => contract === symbol)?.confirmed ?? 0;
  const held = netAt(checkpoint, follower.account, symbol);
  if (shown === held) return undefined;
  return {
    ok: false,
    words: `${follower.account}: the cockpit shows ${signed(shown)} ${symbol}, the books hold ${signed(held)}.`,
  };
}

interface Placed {
  readonly findings: readonly Finding[];
  readonly short: number;
}

interface Place {
  readonly evidence: DrillEvidence;
  readonly checkpoint: Checkpoint;
  readonly expects: Expectation;
}

function placeOf(
  { checkpoint, expects }: Place,
  follower: DrillFollower,
  must: MustHold,
  way: number,
): Placed {
  const held = netAt(checkpoint, follower.account, must.contract);
  const along = held * way;
  const what = `${follower.account}: holds ${signed(held)} ${must.contract}`;
  const wrong = shownRight(checkpoint, follower, must.contract);
  const shown = wrong ? [wrong] : [];
  if (along > must.most || along < 0) {
    return {
      short: 0,
      findings: [
        ...shown,
        { ok: false, words: `${what} where it may hold ${signed(way * must.most)} (${checkpoint.name}).` },
      ],
    };
  }
  if (along >= must.least) return { findings: shown, short: 0 };
  const because = told(checkpoint, follower);
  const missing = `${what} of ${signed(way * must.least)} (${checkpoint.name})`;
  if (because === undefined) {
    return {
      short: 1,
      findings: [...shown, { ok: false, words: `${missing}, and the cockpit says nothing of it.` }],
    };
  }
  const ok = expects.entries !== "all-copied";
  return {
    short: 1,
    findings: [...shown, { ok, detail: true, words: `${missing}. The cockpit says: ${sentence(because)}` }],
  };
}

/** Each follower where it must be, or its miss told. */
export function places(place: Place, valueOf: PointValues): Placed {
  const { evidence, checkpoint } = place;
  const net = netAt(checkpoint, evidence.leader, evidence.contract);
  const way = Math.sign(net);
  const all = evidence.followers.flatMap((follower) => {
    const must = mustHold(follower.rule, evidence.contract, Math.abs(net), valueOf);
    return must && way !== 0 ? [placeOf(place, follower, must, way)] : [];
  });
  return {
    findings: all.flatMap(({ findings }) => findings),
    short: all.reduce((sum, { short }) => sum + short, 0),
  };
}

/** The cockpit shows of the leader what the books hold, unless it says itself that it is not sure. */
export function leaderShownRight(evidence: DrillEvidence, checkpoint: Checkpoint): readonly Finding[] {
  const { leader, contract } = evidence;
  if (checkpoint.leader?.state !== "live") return [];
  const line = checkpoint.leader.lines.find((each) => each.contract === contract);
  if (line?.state === "unknown") return [];
  // A line that is not there says flat.
  const shown = line?.confirmed ?? 0;
  const held = netAt(checkpoint, leader, contract);
  if (shown === held) return [];
  return [
    {
      ok: false,
      words: `${leader}: the cockpit shows ${signed(shown)} ${contract}, the books hold ${signed(held)} (${checkpoint.name}).`,
    },
  ];
}
