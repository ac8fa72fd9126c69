/**
 * What the followers must end up holding, worked out a second time from product.md sections 1-4 and 6, slowly and
 * without time: every leader fill moves a follower's *implied* position at once, as if everything were filled in the
 * turn it was decided. Where the rules let time decide (an entry that had to wait went stale or was superseded), the
 * outcome is told; whether it was allowed to happen is the watch's question. It must not import the core's rules.
 */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, ContractName, FollowerId } from "../../src-shared/ids.ts";
import type { BrokerFill } from "../core/input.ts";
import { oracleContract, oracleKeep, oracleSize } from "./oracle-size.ts";

/** A follower in one leader contract. Positions are signed. */
interface Line {
  held: number;
  /** An entry went out since leader and follower were last both flat. */
  opened: boolean;
  leaderAnchor: number;
  anchor: number;
}

/** One leader fill as it was first delivered, with the settings of that moment. */
export interface OracleFill {
  readonly fill: BrokerFill;
  readonly group: GroupSettings;
  /** Contracts of the entry that time decided against, by follower: the rest of it was used up or sent. */
  readonly lost: ReadonlyMap<FollowerId, number>;
}

export interface Oracle {
  leaderFill(told: OracleFill): void;
  /** Signed contracts that the follower must hold for the leader's `contract`, counted in its own. */
  held(follower: FollowerId, contract: ContractName): number;
  leader(contract: ContractName): number;
}

const sideOf = (position: number): 1 | -1 | 0 => {
  if (position === 0) return 0;
  return position > 0 ? 1 : -1;
};
/** Contracts of `position` on `side`, else 0. */
const onSide = (position: number, side: number): number => Math.max(0, position * side);

interface Move {
  readonly contract: ContractName;
  readonly l0: number;
  readonly l1: number;
  readonly side: 1 | -1;
  /** The leader's order behind it has also closed: its opening fills are a reversal's (S4). */
  readonly reversal: boolean;
}

export function newOracle(): Oracle {
  const leader = new Map<ContractName, number>();
  const closers = new Set<BrokerOrderId>();
  const lines = new Map<string, Line>();
  const lineOf = (follower: FollowerId, contract: ContractName): Line => {
    const key = `${follower}|${contract}`;
    const line = lines.get(key) ?? { held: 0, opened: false, leaderAnchor: 0, anchor: 0 };
    lines.set(key, line);
    return line;
  };
  return {
    leader: (contract) => leader.get(contract) ?? 0,
    held(follower, contract) {
      return lines.get(`${follower}|${contract}`)?.held ?? 0;
    },
    leaderFill({ fill, group, lost }) {
      const { contract, side } = fill;
      const l0 = leader.get(contract) ?? 0;
      const l1 = l0 + side * fill.quantity;
      leader.set(contract, l1);
      if (sideOf(l0) === -side) closers.add(fill.orderId);
      const move: Move = { contract, l0, l1, side, reversal: closers.has(fill.orderId) };
      for (const follower of group.followers) {
        const line = lineOf(follower.id, contract);
        closeLeg(line, move, group, follower);
        openLeg(line, move, group, follower, lost.get(follower.id) ?? 0);
        if (l1 === 0 && line.held === 0) line.opened = false;
      }
    },
  };
}

/** S2 and S3, and the closing half of S4. */
function closeLeg(line: Line, move: Move, group: GroupSettings, follower: FollowerSettings): void {
  const { l0, l1, side } = move;
  const closes = sideOf(l0) === -side;
  const copied = group.status !== "paused" && (follower.enabled || follower.whenOff === "copy-exits");
  if (!closes || !copied || !line.opened) return;
  const leaderSide = sideOf(l0);
  if (l1 === 0) {
    line.held = 0;
    return;
  }
  const held = onSide(line.held, leaderSide);
  if (held === 0) return;
  const crossed = sideOf(l1) !== leaderSide;
  const keep = crossed
    ? 0
    : oracleKeep(
        held,
        onSide(line.anchor, leaderSide),
        oracleSize(follower, move.contract, Math.abs(l1)),
        oracleSize(follower, move.contract, Math.abs(line.leaderAnchor)),
      );
  line.held = leaderSide * keep;
}

/** S1 and the opening half of S4. */
function openLeg(
  line: Line,
  move: Move,
  group: GroupSettings,
  follower: FollowerSettings,
  lost: number,
): void {
  const { l1, side } = move;
  if (sideOf(l1) !== side) return;
  const quantity = Math.max(0, wanted(line, move, group, follower) - lost);
  if (quantity > 0) {
    line.held += side * quantity;
    line.opened = true;
  }
  // The latest opening fill that was up for copying, whether or not the follower got it (S2).
  line.leaderAnchor = l1;
  line.anchor = line.held;
}

/** Contracts that an opening fill adds to a follower, every check of Phase A that exists here applied. */
function wanted(line: Line, move: Move, group: GroupSettings, follower: FollowerSettings): number {
  const { l0, l1, side, reversal } = move;
  if (group.status !== "active" || !follower.enabled) return 0;
  if (oracleContract(follower.contractMap, move.contract) === undefined) return 0;
  if (reversal && group.onReversal === "close-only") return 0;
  if (line.held * side < 0) return 0;
  const before = sideOf(l0) === side ? oracleSize(follower, move.contract, Math.abs(l0)) : 0;
  const after = oracleSize(follower, move.contract, Math.abs(l1));
  const held = onSide(line.held, side);
  const adds = sideOf(l0) === side && !reversal;
  if (adds && held === 0 && before !== 0) return 0;
  const sized = reversal ? Math.min(after - before, after - held) : after - before;
  const room = follower.sizing.maxContracts - held;
  return Math.max(0, Math.min(sized, room, follower.sizing.maxOrderContracts));
}
