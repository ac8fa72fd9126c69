/**
 * The table of Phase A for an open leg, worked out a second time: the first failing check in its order decides
 * (product.md section 3). Written from the text; it must not import the core's gates.
 */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, ContractName } from "../../src-shared/ids.ts";
import { onSide, sideOf, spotOf, type FollowerMemory, type Line, type Side } from "./oracle-line.ts";
import { familyOf, oracleSize, rootOf } from "./oracle-size.ts";

/** What the leader's fill, or its completed order, opens. */
export interface Opening {
  readonly contract: ContractName;
  readonly l0: number;
  readonly l1: number;
  readonly side: Side;
  /** The leader's order behind it has also closed (S4). */
  readonly reversal: boolean;
  /** The other side is closed first, and it brings a follower into the trade (R4). */
  readonly resync?: boolean;
  readonly orderId: BrokerOrderId;
  /** The follower is connected and reconciled. */
  readonly up: boolean;
  readonly inSession: boolean;
}

export interface Verdict {
  /** A refusal's code, `nothing`, or `go`. */
  readonly verdict: string;
  readonly sized: number;
  /** Contracts that needed no order, since a pending exit was used up (S6). */
  readonly usedUp: number;
  /** What remains to be sent, and what the caps leave of it. */
  readonly wanted: number;
  readonly quantity: number;
}

const no = (verdict: string, sized = 0): Verdict => ({ verdict, sized, usedUp: 0, wanted: 0, quantity: 0 });

/** Waiting entries of this side count as held where the question is whether the follower is in the trade. */
export function judgeOpening(
  group: GroupSettings,
  settings: FollowerSettings,
  memory: FollowerMemory,
  line: Line,
  opening: Opening,
): Verdict {
  const { side, l0, l1, reversal } = opening;
  const own = line.contract;
  const sizeOf = (n: number): number =>
    own === undefined ? 0 : oracleSize(settings, { leader: opening.contract, own }, Math.abs(n), line.ratio);
  const before = sideOf(l0) === side ? sizeOf(l0) : 0;
  const after = sizeOf(l1);
  const refused = refusalOf(group, settings, memory, line, opening, before);
  if (refused !== null) return no(refused, after - before);
  if (own === undefined) return no("no-pair");
  if (sharedWith(memory, line, own)) return no("contract-shared", after - before);
  if (settings.sizing.mode === "equity" && line.ratio === null) return no("equity-unknown", after - before);
  if (after === 0) return no("sized-to-zero");
  if (after === before) return no("nothing");
  const spot = spotOf(memory, own);
  const sized = after - before;
  const asked = reversal ? Math.min(sized, after - onSide(spot.held, side)) : sized;
  if (asked <= 0) return no("nothing", sized);
  const usedUp = Math.max(0, Math.min(asked, onSide(spot.gross, side) - onSide(spot.held, side)));
  const wanted = asked - usedUp;
  if (wanted === 0) return { verdict: "nothing", sized, usedUp, wanted, quantity: 0 };
  const quantity = Math.max(0, Math.min(wanted, roomFor(settings, memory, line, own, opening, usedUp)));
  return { verdict: quantity > 0 ? "go" : "at-cap", sized, usedUp, wanted, quantity };
}

/** S7, with the caps in contracts of what is traded, and other contracts of the family counted at their worth. */
export function roomFor(
  settings: FollowerSettings,
  memory: FollowerMemory,
  line: Line,
  own: ContractName,
  opening: Pick<Opening, "side" | "orderId">,
  used: number,
): number {
  const { maxContracts, maxOrderContracts } = settings.sizing;
  const mine = familyOf(own);
  let others = 0;
  for (const [contract, spot] of memory.spots) {
    const family = familyOf(contract);
    if (contract !== own && family.family === mine.family) others += Math.abs(spot.gross) * family.tenths;
  }
  const held = onSide(spotOf(memory, own).held, opening.side) + used + Math.ceil(others / mine.tenths);
  return Math.min(maxOrderContracts - (line.openedBy.get(opening.orderId) ?? 0), maxContracts - held);
}

function refusalOf(
  group: GroupSettings,
  settings: FollowerSettings,
  memory: FollowerMemory,
  line: Line,
  opening: Opening,
  before: number,
): string | null {
  if (group.status === "paused") return "group-paused";
  if (group.status === "closing-only") return "group-closing-only";
  if (!settings.enabled) return "follower-off";
  if (!opening.up) return "follower-offline";
  // Several reasons stand beside each other; the table does not say which of them is named.
  if (memory.off.size > 0) return [...memory.off].map((why) => `entries-off-${why}`).join(" or ");
  const { symbols } = group;
  const listed = symbols.includes(opening.contract) || symbols.includes(rootOf(opening.contract));
  if (symbols.length > 0 && !listed) return "symbol-not-listed";
  if (!opening.inSession) return "outside-session";
  return tradeRefusal(group, memory, line, opening, before);
}

/** Checks 8 and 9. */
function tradeRefusal(
  group: GroupSettings,
  memory: FollowerMemory,
  line: Line,
  { side, l0, reversal, resync = false }: Opening,
  before: number,
): string | null {
  if (resync) return null;
  if (reversal && group.onReversal === "close-only") return "close-only";
  const spot = line.contract === undefined ? undefined : spotOf(memory, line.contract);
  if (!reversal && (spot?.gross ?? 0) * side < 0) return "hedging";
  const add = !reversal && sideOf(l0) === side;
  if (!add || before === 0) return null;
  const waits = line.pending.some((pending) => pending.side === side);
  return waits || (spot?.held ?? 0) * side > 0 ? null : "not-in-trade";
}

/** Whether another contract of the leader's still uses this one is not certain. */
export function mayBeShared(memory: FollowerMemory, line: Line): boolean {
  return [...memory.lines.values()].some(
    (other) => other !== line && other.doubt && other.contract === line.contract,
  );
}

/** Two leader contracts never share one follower contract. */
function sharedWith(memory: FollowerMemory, line: Line, own: ContractName): boolean {
  for (const other of memory.lines.values()) {
    if (other === line || other.contract !== own || other.doubt) continue;
    if (other.opened || other.pending.length > 0) return true;
  }
  return false;
}
