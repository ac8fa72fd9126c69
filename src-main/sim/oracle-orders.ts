/**
 * What became of an entry that the oracle let through: sent at once as decided, sent later and sized then (S4), given up
 * because a rule says so, or ended unfilled (S2, F8). What the core did without a right to is written down as broken.
 */
import type { FollowerSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, ContractName, FollowerId } from "../../src-shared/ids.ts";
import { roomFor } from "./oracle-checks.ts";
import { shareOf, sizeFor } from "./oracle-legs.ts";
import { consume, onSide, spotOf, type FollowerMemory, type Line, type Pending } from "./oracle-line.ts";
import { followerOf, isUp, leads, places, settingsOf, type Memory } from "./oracle-memory.ts";
import type { ToldOf } from "./told.ts";

/** F1. */
const STALE_AFTER_MS = 2000;

interface Served {
  readonly line: Line;
  readonly entries: readonly Pending[];
}

function servedBy(
  memory: Memory,
  id: FollowerId,
  causes: readonly string[],
  contract?: ContractName,
): Served | null {
  for (const line of followerOf(memory, id).lines.values()) {
    if (contract !== undefined && line.contract !== contract) continue;
    const entries = line.pending.filter(({ cause }) =>
      causes.some((known) => known === cause || known.startsWith(`${cause}:`)),
    );
    if (entries.length > 0) return { line, entries };
  }
  return null;
}

export function sent(memory: Memory, told: ToldOf<"sent">): void {
  const { row } = told;
  const follower = followerOf(memory, row.follower);
  for (const line of follower.lines.values()) if (line.contract === row.contract) line.sentMs = told.atMs;
  if (row.quantity > row.closing) entrySent(memory, told);
  spotOf(follower, row.contract).gross += row.side * row.quantity;
}

function entrySent(memory: Memory, { row, causes, step, atMs }: ToldOf<"sent">): void {
  const opens = row.quantity - row.closing;
  const settings = settingsOf(memory, row.follower);
  const served = servedBy(memory, row.follower, causes, row.contract);
  if (served === null || settings === undefined) {
    memory.broken.push(`${atMs} ms: entry ${row.order} answers nothing that was decided`);
    return;
  }
  const { line, entries } = served;
  const release = releaseOf(memory, settings, served, step);
  if (release.sent !== opens) {
    memory.broken.push(`${atMs} ms: entry ${row.order} opens ${opens}, the oracle says ${release.sent}`);
  }
  const spot = spotOf(followerOf(memory, row.follower), row.contract);
  consume(spot, row.side, release.usedUp + opens);
  line.pending = line.pending.filter((pending) => !entries.includes(pending));
  line.opened = true;
  line.doubt = false;
  if (line.leaderAnchor * row.side > 0) line.anchor += row.side * opens;
  let left = opens;
  for (const { orderId, wanted } of entries) {
    const opened = line.openedBy.get(orderId) ?? 0;
    const share = Math.min(left, wanted, settings.sizing.maxOrderContracts - opened);
    line.openedBy.set(orderId, opened + share);
    left -= share;
  }
}

interface Release {
  /** Of a pending exit (S6). */
  readonly usedUp: number;
  readonly sent: number;
}

/** An entry at once is what was decided; one that waited is sized when it goes (S4). `step`: null where it never goes. */
function releaseOf(
  memory: Memory,
  settings: FollowerSettings,
  { line, entries }: Served,
  step: number | null,
): Release {
  const [first] = entries;
  if (first === undefined || line.contract === undefined) return { usedUp: 0, sent: 0 };
  if (entries.every((pending) => pending.step === step)) return { usedUp: 0, sent: first.quantity };
  const { side } = first;
  const follower = followerOf(memory, settings.id);
  const spot = spotOf(follower, line.contract);
  const held = onSide(spot.held, side);
  const missing = sizeFor(settings, line, onSide(leads(memory, line.leader), side)) - held;
  const asked = entries.reduce((sum, pending) => sum + pending.wanted, 0);
  const wanted = Math.max(0, Math.min(asked, missing));
  const usedUp = Math.max(0, Math.min(wanted, onSide(spot.gross, side) - held));
  // One order of ours for several of the leader's stays within the order cap, too: the reading that opens less.
  let left = Math.min(wanted - usedUp, settings.sizing.maxOrderContracts);
  let total = 0;
  const opened = new Map(line.openedBy);
  for (const pending of entries) {
    const known = { ...line, openedBy: opened };
    const room = roomFor(settings, follower, known, line.contract, pending, usedUp + total);
    const share = Math.max(0, Math.min(left, pending.wanted, room));
    opened.set(pending.orderId, (opened.get(pending.orderId) ?? 0) + share);
    total += share;
    left -= share;
  }
  return { usedUp, sent: total };
}

/** An order that filled less than it asked for: Pa falls, and a target in force can only fall with it (S2). */
export function ended(memory: Memory, { row, unfilled, rejected }: ToldOf<"ended">): void {
  const follower = followerOf(memory, row.follower);
  const spot = spotOf(follower, row.contract);
  spot.gross -= row.side * unfilled;
  const lost = Math.min(unfilled, row.quantity - row.closing);
  const settings = settingsOf(memory, row.follower);
  if (lost === 0 || settings === undefined) return;
  if (rejected) refused(follower, row.leaderOrder);
  for (const [line, contract] of places(memory, row.follower)) {
    if (contract !== row.contract || !line.opened) continue;
    // Pa counts some of the contracts under way, a pending exit the others: which of them ended is not said.
    if (line.mixed) memory.unsure.add(row.follower);
    if (line.anchor * row.side > 0) line.anchor -= row.side * Math.min(lost, Math.abs(line.anchor));
    const leader = leads(memory, line.leader);
    const most = leader * row.side > 0 ? shareOf(settings, line, leader) : 0;
    const held = onSide(spot.held, row.side);
    const keeps = Math.min(held, onSide(spot.gross, row.side), most);
    if (held === 0) continue;
    spot.own = row.side * Math.max(0, onSide(spot.own, row.side) - (held - keeps));
    spot.held = row.side * keeps;
  }
}

/** F8: three refused entry causes in a row; a leader's order counts once. */
function refused(follower: FollowerMemory, leaderOrder: BrokerOrderId | null): void {
  if (leaderOrder !== null && follower.rejects > 0 && follower.rejectedOrder === leaderOrder) return;
  follower.rejects += 1;
  follower.rejectedOrder = leaderOrder;
  if (follower.rejects >= 3) follower.off.add("rejects");
}

export function dropped(memory: Memory, told: ToldOf<"dropped">): void {
  const served = servedBy(memory, told.follower, [told.fillId]) ?? servedByOrder(memory, told);
  if (served === null) return;
  const { line, entries } = served;
  const settings = settingsOf(memory, told.follower);
  line.pending = line.pending.filter((pending) => !entries.includes(pending));
  const why = settings === undefined ? null : wrongDrop(memory, settings, served, told);
  if (why !== null)
    memory.broken.push(`${told.atMs} ms: ${told.follower}, fill ${told.fillId}: ${told.why}, but ${why}`);
}

/** With completed orders the event of the last fill stands for the order. */
function servedByOrder(memory: Memory, { follower, fillId }: ToldOf<"dropped">): Served | null {
  const decided = memory.decided.find((other) => other.fill.fillId === fillId && other.follower === follower);
  return decided ? servedBy(memory, follower, [decided.fill.orderId]) : null;
}

/** Why an entry that waited had to be sent, or null where a rule drops it. */
function wrongDrop(
  memory: Memory,
  settings: FollowerSettings,
  served: Served,
  told: ToldOf<"dropped">,
): string | null {
  const { group } = memory;
  const { entries, line } = served;
  const follower = followerOf(memory, settings.id);
  const spot = spotOf(follower, line.contract ?? line.leader);
  switch (told.why) {
    case "stale":
      return entries.every(({ bornMs }) => told.atMs - bornMs >= STALE_AFTER_MS - 1)
        ? null
        : "it is not 2 s old";
    case "superseded":
      return "the leader did not leave";
    case "nothing":
    case "at-cap": {
      const release = releaseOf(memory, settings, served, null);
      for (const { side } of entries.slice(0, 1)) consume(spot, side, release.usedUp);
      return release.sent === 0 ? null : "something was to be sent";
    }
    case "not-in-trade":
      return entries.every(({ side }) => spot.held * side <= 0) ? null : "it is in the trade";
    case "group-paused":
      return group.status === "paused" ? null : "the group is not paused";
    case "group-closing-only":
      return group.status === "closing-only" ? null : "the group is not closing only";
    case "follower-off":
      return settings.enabled ? "the follower is on" : null;
    case "follower-offline":
      return isUp(memory, settings.id) ? "the follower is connected" : null;
    case "entries-off-rejects":
      return follower.off.has("rejects") ? null : "entries are on";
    case "entries-off-flattened":
      return follower.off.has("flattened") ? null : "entries are on";
    default:
      return "no rule says so";
  }
}
