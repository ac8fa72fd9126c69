/**
 * Whether the copier did right in a drill. Pure: the exchange's books say what happened, the cockpit's rows what the
 * trader was told; the engine's own opinion of either is not asked. Silence is never taken for success: a follower that
 * is not where it must be, and of which the cockpit says nothing, fails the drill.
 */
import type { Checkpoint, DrillEvidence, Expectation, Finding, Judgement } from "./evidence.ts";
import { copies, leaderMoves, onceEach, strangers, walk } from "./judge-books.ts";
import { leaderShownRight, places, rowOf, shownRight } from "./judge-places.ts";
import type { PointValues } from "./must-hold.ts";
import { plural, secondsText, signed } from "./sheet-words.ts";

function heldFindings(
  evidence: DrillEvidence,
  expects: Expectation,
  valueOf: PointValues,
): readonly Finding[] {
  const placed = evidence.held.map((checkpoint) => places({ evidence, checkpoint, expects }, valueOf));
  const findings = placed.flatMap((each) => each.findings);
  const last = placed.at(-1);
  if (last && last.short < expects.shortAtLeast) {
    const words = `${plural(last.short, "follower")} without the entry that was refused, where ${expects.shortAtLeast} must be: it was sent again.`;
    return [...findings, { ok: false, words }];
  }
  const followers = evidence.followers.length;
  const short = last?.short ?? 0;
  const good = followers - short;
  const missed = short === 0 ? "" : `, ${short} short and told why`;
  const words = `${good} of ${plural(followers, "follower")} in place${missed}.`;
  return findings.every(({ ok }) => ok) ? [{ ok: true, words }, ...findings] : findings;
}

/** When the last of the leader's contracts was closed. */
function leaderFlatMs(evidence: DrillEvidence): number | undefined {
  const move = leaderMoves(evidence).findLast(({ from, to }) => from !== 0 && to === 0);
  return move && Date.parse(move.fill.timestamp);
}

/** No follower in a position that its leader has left, and how long that took. */
function exits(evidence: DrillEvidence, flat: Checkpoint, expects: Expectation): readonly Finding[] {
  const open = evidence.followers.flatMap(({ account }) =>
    flat.positions.filter((row) => row.account === account && row.net !== 0),
  );
  if (open.length > 0) {
    return open.map(({ account, symbol, net }) => ({
      ok: false,
      words: `${account}: still holds ${signed(net)} ${symbol} ${secondsText(flat.atMs - (leaderFlatMs(evidence) ?? flat.atMs))} after its leader left.`,
    }));
  }
  const shown = evidence.followers.flatMap((follower) => {
    const row = rowOf(flat, follower);
    const wrong = row?.lines.find(({ confirmed }) => confirmed !== 0);
    return wrong ? [shownRight(flat, follower, wrong.contract)].filter((each) => each !== undefined) : [];
  });
  const leftMs = leaderFlatMs(evidence);
  const traded = evidence.followers.map(({ account }) => walk(evidence, account).lastMs);
  if (leftMs === undefined) return shown;
  const tookMs = Math.max(0, Math.max(0, ...traded) - leftMs);
  const lateMs = Math.max(0, Math.max(0, ...traded) - Math.max(leftMs, evidence.clearedMs));
  const words = `All flat ${secondsText(tookMs)} after the leader`;
  if (lateMs > expects.exitsWithinMs) {
    const limit = `, ${secondsText(lateMs)} after the fault was over; ${secondsText(expects.exitsWithinMs)} is the most.`;
    return [...shown, { ok: false, words: `${words}${limit}` }];
  }
  const fault = evidence.clearedMs > leftMs ? `, ${secondsText(lateMs)} after the fault was over.` : ".";
  return [...shown, { ok: true, words: `${words}${fault}` }];
}

/** After a bust the trader decides: he must have been told. */
function toldOfBust(evidence: DrillEvidence): readonly Finding[] {
  const last = evidence.held.at(-1);
  const alarm = last?.alarms.at(-1);
  if (alarm !== undefined) return [{ ok: true, words: `The cockpit says: ${alarm}` }];
  return [{ ok: false, words: "A fill of the leader was taken back, and the cockpit says nothing of it." }];
}

/** Somebody traded a follower by hand meanwhile: then nothing can be told apart. */
function interference({ orders, followers, scripted }: DrillEvidence): string {
  const names = new Set(followers.map(({ account }) => account));
  const foreign = orders.find(
    ({ id, account, isAutomated }) => isAutomated === false && names.has(account) && !scripted.includes(id),
  );
  return foreign ? `${foreign.account} was traded by hand during the drill.` : "";
}

function findingsOf(evidence: DrillEvidence, expects: Expectation, valueOf: PointValues): readonly Finding[] {
  const copied = evidence.followers.reduce((sum, { account }) => sum + copies(evidence, account).length, 0);
  const once = onceEach(evidence, valueOf);
  const order: Finding = { ok: true, words: `${plural(copied, "copied order")}, none twice.` };
  const looks = evidence.flat ? [...evidence.held, evidence.flat] : evidence.held;
  return [
    ...(once.length > 0 ? once : [order]),
    ...strangers(evidence, valueOf),
    ...(expects.entries === "left-to-trader"
      ? toldOfBust(evidence)
      : heldFindings(evidence, expects, valueOf)),
    ...looks.flatMap((checkpoint) => leaderShownRight(evidence, checkpoint)),
    ...(evidence.flat ? exits(evidence, evidence.flat, expects) : []),
  ];
}

export function judgeDrill(evidence: DrillEvidence, expects: Expectation, valueOf: PointValues): Judgement {
  const { unable } = evidence;
  const empty = evidence.void === "" ? interference(evidence) : evidence.void;
  if (empty !== "") return { verdict: "not-judged", evidence: empty, findings: [] };
  // A drill that broke off may not have come to its fault: then nobody has to be without an entry.
  const asked = unable === "" ? expects : { ...expects, entries: "may-be-missed" as const, shortAtLeast: 0 };
  const findings = findingsOf(evidence, asked, valueOf);
  const failed = findings.filter(({ ok }) => !ok);
  if (failed.length > 0) {
    return { verdict: "failed", evidence: failed.map(({ words }) => words).join(" "), findings };
  }
  if (unable !== "") return { verdict: "not-judged", evidence: unable, findings: [] };
  const telling = findings.filter(({ detail }) => detail !== true);
  return { verdict: "passed", evidence: telling.map(({ words }) => words).join(" "), findings };
}
