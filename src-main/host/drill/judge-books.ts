/**
 * What the exchange's books alone say of a drill: whether an order went twice, whether more was opened than the leader's
 * fills ask for, and when the last contract was closed. Pure.
 */
import type { PracticeFill, PracticeOrder } from "../../practice/state.ts";
import type { Checkpoint, DrillEvidence, DrillFollower, Finding } from "./evidence.ts";
import { mustHold, type PointValues } from "./must-hold.ts";
import { plural } from "./sheet-words.ts";

function side(action: "Buy" | "Sell"): 1 | -1 {
  return action === "Buy" ? 1 : -1;
}

/** The follower's orders of this drill that are the copier's. */
export function copies({ orders, scripted }: DrillEvidence, account: string): readonly PracticeOrder[] {
  return orders.filter((order) => order.account === account && !scripted.includes(order.id));
}

export function netAt(checkpoint: Checkpoint, account: string, symbol: string): number {
  return (
    checkpoint.positions.find((row) => row.account === account && row.symbol === symbol)?.net ??
    // The books have no row of a contract that an account never traded: that is flat.
    0
  );
}

/** The leader's signed contracts before and after each of its fills. */
export function leaderMoves(
  evidence: DrillEvidence,
): readonly { from: number; to: number; fill: PracticeFill }[] {
  let net = 0;
  return evidence.fills
    .filter(({ account, symbol }) => account === evidence.leader && symbol === evidence.contract)
    .map((fill) => {
      const from = net;
      net += side(fill.action) * fill.qty;
      return { from, to: net, fill };
    });
}

/** No order twice: neither by its client id, nor by opening more than the leader's fills ask for. */
export function onceEach(evidence: DrillEvidence, valueOf: PointValues): readonly Finding[] {
  const moves = leaderMoves(evidence);
  return evidence.followers.flatMap((follower): Finding[] => {
    const own = copies(evidence, follower.account);
    const ids = own.flatMap(({ clOrdId }) => (clOrdId === undefined ? [] : [clOrdId]));
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) {
      return [{ ok: false, words: `${follower.account}: the order ${twice} is on the books twice.` }];
    }
    const asked = openings(follower, moves, evidence.contract, valueOf);
    const opened = openedBy(evidence, follower.account);
    const orders = openingOrders(evidence, follower.account);
    if (opened > asked.contracts) {
      const words = `${follower.account}: opened ${plural(opened, "contract")} where the leader's fills ask for ${asked.contracts}. An order went twice.`;
      return [{ ok: false, words }];
    }
    if (orders > asked.fills) {
      const words = `${follower.account}: ${plural(orders, "entry order")} for ${plural(asked.fills, "fill")} of the leader that open. An entry was sent again.`;
      return [{ ok: false, words }];
    }
    return [];
  });
}

interface Asked {
  readonly contracts: number;
  readonly fills: number;
}

function sizeAt(follower: DrillFollower, leader: string, net: number, valueOf: PointValues): number {
  return mustHold(follower.rule, leader, Math.abs(net), valueOf)?.most ?? 0;
}

/** What the leader's fills ask this follower to open, all together. */
function openings(
  follower: DrillFollower,
  moves: ReturnType<typeof leaderMoves>,
  contract: string,
  valueOf: PointValues,
): Asked {
  let contracts = 0;
  let fills = 0;
  for (const { from, to } of moves) {
    const base = from * to < 0 ? 0 : from;
    const more = sizeAt(follower, contract, to, valueOf) - sizeAt(follower, contract, base, valueOf);
    if (Math.abs(to) <= Math.abs(base) || more <= 0) continue;
    contracts += more;
    fills += 1;
  }
  return { contracts, fills };
}

interface Walk {
  /** Contracts that were opened, from flat or in addition. */
  readonly opened: number;
  readonly lastMs: number;
}

/** The follower's position, fill by fill, in each contract. */
export function walk({ fills }: DrillEvidence, account: string): Walk {
  const net = new Map<string, number>();
  let opened = 0;
  let lastMs = 0;
  for (const fill of fills) {
    if (fill.account !== account) continue;
    const before = net.get(fill.symbol) ?? 0;
    const after = before + side(fill.action) * fill.qty;
    const base = before * after < 0 ? 0 : before;
    opened += Math.max(0, Math.abs(after) - Math.abs(base));
    net.set(fill.symbol, after);
    lastMs = Date.parse(fill.timestamp);
  }
  return { opened, lastMs };
}

function openedBy(evidence: DrillEvidence, account: string): number {
  return walk(evidence, account).opened;
}

/** Orders of the copier that were to open: those on the side that the leader has opened on. */
function openingOrders(evidence: DrillEvidence, account: string): number {
  const first = evidence.fills.find((fill) => fill.account === evidence.leader);
  if (!first) return 0;
  return copies(evidence, account).filter(({ action }) => action === first.action).length;
}

/** Contracts that no fill of the leader explains. */
export function strangers(evidence: DrillEvidence, valueOf: PointValues): readonly Finding[] {
  return evidence.followers.flatMap((follower) => {
    const must = mustHold(follower.rule, evidence.contract, 1, valueOf);
    const stray = copies(evidence, follower.account).find(({ symbol }) => symbol !== must?.contract);
    if (!stray) return [];
    const words = `${follower.account}: an order for ${stray.symbol}, which no fill of the leader explains.`;
    return [{ ok: false, words }];
  });
}
