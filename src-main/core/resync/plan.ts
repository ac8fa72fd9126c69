/**
 * R4: what a resync of one follower would send now, toward the implied size or flat. Reads only; the same function makes
 * the preview and, when the trader confirms, the orders, so what he saw is what is sent or nothing at all. Adding orders
 * pass the checks like an entry, reductions pass as exits.
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import { wordsOf, type RefusalCode } from "../../../src-shared/refusal.ts";
import type { Step } from "../context.ts";
import type { ResyncToward, Side } from "../input.ts";
import { confirmedIn, grossProjected, projectedOf } from "../projected.ts";
import { roomOf } from "../replication/caps.ts";
import { mapContract } from "../replication/contract-map.ts";
import { leaderPhaseOf, openGates } from "../replication/gates.ts";
import { ruleFor } from "../replication/rule.ts";
import { sizeOf, sizingWords } from "../replication/sizing.ts";
import { sharedBy, tradeIn } from "../replication/trades.ts";
import { accountOf, openOrders, type AccountState, type FollowerState, type LeaderLine } from "../state.ts";
import { resyncOrderOf } from "./name.ts";

export interface ResyncLine {
  readonly contract: ContractName;
  readonly leaderContract: ContractName;
  readonly line: LeaderLine;
  readonly confirmed: number;
  readonly inFlight: number;
  /** Signed contracts that it is meant to hold afterwards. */
  readonly goal: number;
  /** Contracts to close, on `closeSide`; 0: none. */
  readonly close: number;
  readonly closeSide: Side;
  /** The exit can go as a liquidation: everything, and nothing of ours open there. */
  readonly liquidates: boolean;
  /** Contracts to open, after caps. */
  readonly open: number;
  /** The same before caps. */
  readonly wanted: number;
  readonly openSide: Side;
  readonly refusal: RefusalCode | null;
  readonly words: readonly string[];
}

export interface ResyncPlan {
  readonly lines: readonly ResyncLine[];
  readonly version: string;
}

type Place = Pick<Step, "state" | "now">;

export function resyncPlan(
  step: Place,
  follower: FollowerState,
  toward: ResyncToward,
  id: string,
): ResyncPlan {
  const account = accountOf(step.state, follower.account);
  if (!account) return { lines: [], version: "not seen" };
  const lines: ResyncLine[] = [];
  for (const [contract, leaderContract] of pairsOf(follower, account)) {
    lines.push(planLine(step, { follower, account, contract, leaderContract, toward, id }));
  }
  return { lines, version: [toward, ...lines.map((line) => versionOf(follower, account, line))].join("; ") };
}

/** The follower's contracts that a trade, the leader's position or own contracts name, each with the leader's. */
function pairsOf(follower: FollowerState, account: AccountState): Map<ContractName, ContractName> {
  const pairs = new Map<ContractName, ContractName>();
  for (const { contract } of follower.trades.values()) {
    const trade = tradeIn(follower, contract);
    if (trade) pairs.set(contract, trade.leaderContract);
  }
  for (const line of follower.group.lines.values()) {
    if (line.position === 0 || follower.trades.has(line.contract)) continue;
    const contract = mapContract(follower.settings.contractMap, line.contract);
    if (contract !== undefined && !pairs.has(contract)) pairs.set(contract, line.contract);
  }
  for (const { contract, own } of account.positions.values()) {
    if (own !== 0 && !pairs.has(contract)) pairs.set(contract, contract);
  }
  return pairs;
}

interface Asked {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly contract: ContractName;
  readonly leaderContract: ContractName;
  readonly toward: ResyncToward;
  readonly id: string;
}

function planLine(step: Place, asked: Asked): ResyncLine {
  const { follower, account, contract, leaderContract, toward } = asked;
  const line = follower.group.lines.get(leaderContract) ?? flatLine(leaderContract);
  const rule = ruleFor(step.state, follower, leaderContract, contract);
  const confirmed = confirmedIn(account, contract);
  const leaderSide: Side = line.position >= 0 ? 1 : -1;
  // A leader that has not been read in this run is not flat: nobody knows where he stands.
  const based = follower.group.basedOn !== null;
  const flat = based && line.position === 0;
  const certain = flat || (based && rule?.certain === true);
  const implied = rule && certain ? leaderSide * sizeOf(rule, Math.abs(line.position)) : 0;
  // Toward an implied size that nobody can say, nothing is closed either: the position is left as it is.
  const goal = toward === "flat" ? 0 : certain ? implied : confirmed;
  const gross = grossProjected(account, contract);
  const closeSide: Side = (confirmed === 0 ? gross : confirmed) >= 0 ? 1 : -1;
  const kept = goal * closeSide > 0 ? Math.min(Math.abs(goal), Math.abs(confirmed)) : 0;
  const openSide: Side = goal >= 0 ? 1 : -1;
  const held = Math.max(0, projectedOf(follower, account, contract) * openSide);
  const wanted = certain && rule ? Math.max(0, Math.abs(goal) - held) : 0;
  const refusal = wanted > 0 ? refusalOf(step, asked, line, openSide) : null;
  const room = roomOf(
    step.state,
    follower,
    account,
    { trade: follower.trades.get(leaderContract), contract, side: openSide, held },
    resyncOrderOf(asked.id),
  );
  const open = refusal === null ? Math.max(0, Math.min(wanted, room.order, room.position)) : 0;
  // Flat takes along what is on its way: it is closed as it fills.
  const standing = toward === "flat" ? Math.max(Math.abs(confirmed), gross * closeSide) : Math.abs(confirmed);
  const close = standing - kept;
  return {
    contract,
    leaderContract,
    line,
    confirmed,
    inFlight: gross - confirmed,
    goal,
    close,
    closeSide,
    liquidates: kept === 0 && openOrders(account, contract).length === 0,
    open,
    wanted,
    openSide,
    refusal:
      refusal ??
      unsaid(toward, { based, certain, sized: rule !== undefined }) ??
      (wanted > 0 && open === 0 ? "at-cap" : null),
    words: toward === "flat" ? ["flat"] : wordsOfLine({ follower, line, goal, wanted, open, room }),
  };
}

/** Why the implied size can not be said. */
function unsaid(
  toward: ResyncToward,
  { based, certain, sized }: { readonly based: boolean; readonly certain: boolean; readonly sized: boolean },
): RefusalCode | null {
  if (toward === "flat" || certain) return null;
  if (!based) return "leader-offline";
  return sized ? "equity-unknown" : "contract-unknown";
}

/** A preview makes no lines. */
function flatLine(contract: ContractName): LeaderLine {
  return { contract, position: 0, unknown: null, lastFillNs: 0, orders: new Map(), completedAt: 0 };
}

interface Told {
  readonly follower: FollowerState;
  readonly line: LeaderLine;
  readonly goal: number;
  readonly wanted: number;
  readonly open: number;
  readonly room: { readonly order: number; readonly position: number };
}

function wordsOfLine({ follower, line, goal, wanted, open, room }: Told): string[] {
  const { sizing } = follower.settings;
  const words = [`leader ${line.position}, ${sizingWords(sizing)}: ${goal}`];
  if (wanted === 0) return words;
  words.push(
    `position cap ${sizing.maxContracts}, ${Math.max(0, room.position)} left; order cap ${sizing.maxOrderContracts}`,
  );
  if (open > 0 && open < wanted) words.push(`${open} of ${wanted}, cut by the caps`);
  return words;
}

/** Why nothing may be added now: the checks of an entry, but for "in this trade", into which a resync brings it. */
function refusalOf(step: Place, asked: Asked, line: LeaderLine, openSide: Side): RefusalCode | null {
  const { follower, account, contract, leaderContract } = asked;
  const legs = {
    l0: 0,
    l1: line.position,
    closed: 0,
    opened: Math.abs(line.position),
    closeSide: openSide,
    openSide,
    reversal: false,
  } as const;
  const { refusal } = openGates({
    state: step.state,
    nowNs: step.now.monoNs,
    wallMs: step.now.wallMs,
    group: follower.group,
    follower,
    account,
    leaderPhase: leaderPhaseOf(step.state, follower.group),
    line,
    legs,
    contract,
    sizeBefore: 0,
    resync: true,
  });
  if (refusal !== null) return refusal;
  if (sharedBy(follower, leaderContract, contract) !== undefined) return "contract-shared";
  return null;
}

/** Everything that the orders depend on: any change makes it another preview. */
function versionOf(follower: FollowerState, account: AccountState, line: ResyncLine): string {
  const { contract, confirmed, inFlight, goal, close, open, refusal } = line;
  const orders = openOrders(account, contract).map((order) => `${order.row.order}:${order.filled}`);
  const own = account.positions.get(contract)?.own ?? 0;
  return [
    contract,
    line.line.position,
    line.line.lastFillNs,
    confirmed,
    own,
    inFlight,
    goal,
    close,
    open,
    refusal === null ? "" : wordsOf(refusal),
    follower.trades.get(line.leaderContract)?.waiting.length ?? 0,
    ...orders,
  ].join(",");
}
