/** The core's state as cockpit rows: what the trader sees of groups, leaders and followers. Reads, never writes. */
import { assertNever } from "../../../src-shared/assert.ts";
import type {
  FollowerRow,
  FollowerState as Shown,
  LastCopy,
  PositionLine,
} from "../../../src-shared/cockpit/model.ts";
import { followerStates } from "../../../src-shared/cockpit/model.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import { isRefusal, wordsOf } from "../../../src-shared/refusal.ts";
import { signed } from "../context.ts";
import { impliedOf } from "../drift.ts";
import { restOf, type OwnOrder } from "../own-order.ts";
import { confirmedIn, grossProjected } from "../projected.ts";
import { sizingWords } from "../replication/sizing.ts";
import { tradeIn } from "../replication/trades.ts";
import {
  accountOf,
  openOrders,
  specFor,
  type AccountState,
  type CoreState,
  type FollowerState,
  type Trade,
} from "../state.ts";
import { tellingOrder } from "../tape.ts";
import { causeOf, causeWords, outOfTrade } from "./drift-words.ts";
import { exitHeldOf } from "./exit-held.ts";
import { averageEntry } from "./open-profit.ts";
import { ratioText } from "./ratio.ts";
import { averagePrice, microsBetween, outcomeWords, readable } from "./words.ts";

/** 0 when off, or not in this trade; a trade that was missed while offline shows as drift (R7). */
function expectedOf(
  state: CoreState,
  follower: FollowerState,
  trade: Trade | undefined,
  confirmed: number,
): number {
  if (!trade || !follower.settings.enabled || follower.entriesOff.has("flattened")) return 0;
  if (!trade.opened && trade.drift !== "offline") return 0;
  // Mimik took it out itself, as the group is set: it is not in this trade any more.
  if (trade.closedBy !== null && confirmed === 0) return 0;
  // What nobody can say is not guessed: the position stands for itself.
  return impliedOf(state, follower, trade) ?? confirmed;
}

function contractsOf(follower: FollowerState, account: AccountState): Set<ContractName> {
  const contracts = new Set<ContractName>();
  for (const trade of follower.trades.values()) contracts.add(trade.contract);
  for (const contract of account.positions.keys())
    if (confirmedIn(account, contract) !== 0) contracts.add(contract);
  for (const order of account.open.values()) contracts.add(order.row.contract);
  if (contracts.size === 0 && follower.lastCopy?.contract) contracts.add(follower.lastCopy.contract);
  return contracts;
}

function lineOf(
  state: CoreState,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
): PositionLine {
  const trade = tradeIn(follower, contract);
  const confirmed = confirmedIn(account, contract);
  const orders = openOrders(account, contract);
  const inFlight = orders.reduce((sum, order) => sum + order.row.side * restOf(order), 0);
  const expected = expectedOf(state, follower, trade, confirmed);
  const shown = lineState(follower, account, {
    contract,
    confirmed,
    expected,
    busy: orders.length > 0,
    trade,
  });
  return {
    contract,
    leaderContract: trade?.leaderContract ?? null,
    confirmed,
    expected,
    inFlight,
    state: shown,
    cause:
      shown === "drift" || shown === "opposed"
        ? causeOf(account, { confirmed, expected }, contract, trade)
        : null,
    open: averageEntry(state, account, contract),
  };
}

interface Seen {
  readonly contract: ContractName;
  readonly confirmed: number;
  readonly expected: number;
  readonly busy: boolean;
  readonly trade: Trade | undefined;
}

/** States of R3, first that applies. */
function lineState(follower: FollowerState, account: AccountState, seen: Seen): Shown {
  if (account.phase === "offline") return "offline";
  if ((account.positions.get(seen.contract)?.unknown ?? null) !== null) return "unknown";
  if (openOrders(account, seen.contract).some((order) => order.status === "unknown")) return "unknown";
  const { enabled, whenOff } = follower.settings;
  if (!enabled && whenOff === "leave-alone") return seen.confirmed === 0 ? "off" : "unmanaged";
  const leader = seen.trade ? (follower.group.lines.get(seen.trade.leaderContract)?.position ?? 0) : 0;
  // What is on its way may be about to end it: a reversal passes through here each time.
  const after = seen.busy ? grossProjected(account, seen.contract) : seen.confirmed;
  if (seen.confirmed * leader < 0 && after * leader < 0) return "opposed";
  if (seen.busy || account.pendingFills.length > 0) return "settling";
  if (!enabled) return seen.confirmed === 0 ? "off" : "closing-only";
  if (follower.entriesOff.size > 0 && seen.confirmed !== seen.expected) return "closing-only";
  return seen.confirmed === seen.expected ? "in-sync" : "drift";
}

/** The state to worry about first; a flat line that is off says nothing while another one is open. */
function worst(lines: readonly PositionLine[], rest: Shown): Shown {
  const told = lines.filter(
    (line) => line.state !== "off" && (line.state !== "in-sync" || rest === "in-sync"),
  );
  return first(
    told.map((line) => line.state),
    rest,
  );
}

function first(states: readonly Shown[], otherwise: Shown): Shown {
  for (const state of followerStates) if (states.includes(state)) return state;
  return otherwise;
}

function restState(follower: FollowerState, account: AccountState | undefined): Shown {
  if (!account || account.phase === "offline") return "offline";
  if (!follower.settings.enabled) return "off";
  if (follower.entriesOff.size > 0) return "closing-only";
  return follower.group.settings.status === "active" ? "in-sync" : "closing-only";
}

function reasonOf(
  shown: Shown,
  follower: FollowerState,
  account: AccountState | undefined,
  lines: readonly PositionLine[],
): { reason: string; action: string } {
  if (follower.entriesOff.size > 0) {
    return {
      reason: [...follower.entriesOff].map((off) => wordsOf(`entries-off-${off}`)).join(" "),
      action: "Resume entries",
    };
  }
  if (!account)
    return {
      reason: "This account has not been seen on its connection yet.",
      action: "Check the connection",
    };
  const differing = lines.filter((line) => line.state === shown);
  switch (shown) {
    case "offline":
      return {
        reason: account.why === "" ? "Not connected." : account.why,
        action: "Reconnecting by itself",
      };
    case "unknown":
      return {
        reason: "A position or an order here is not certain; entries are off.",
        action: "Compare with the broker",
      };
    case "drift":
    case "opposed":
      return {
        reason: differing
          .map(
            (line) =>
              `${line.contract}: holds ${signed(line.confirmed)}, expected ${signed(line.expected)}${line.cause === null ? "" : ` (${causeWords[line.cause]})`}`,
          )
          .join("; "),
        action: "Resync",
      };
    case "unmanaged":
      return {
        reason: "Left alone as you chose; Mimik does not close it.",
        action: "Close it at the broker",
      };
    case "closing-only":
      return { reason: "Exits are copied, entries are not.", action: "" };
    case "off":
      return { reason: "Switched off by you.", action: "" };
    case "in-sync":
      return outOfTrade(follower);
    case "settling":
    case "locked":
      return { reason: "", action: "" };
    default:
      return assertNever(shown);
  }
}

function mapText(follower: FollowerState): string {
  const { contractMap } = follower.settings;
  if (contractMap === "same") return "same";
  const pairs = typeof contractMap === "object" ? contractMap.pairs : [];
  const last = follower.lastCopy;
  const [trade] = follower.trades.values();
  const to = trade?.contract ?? last?.contract ?? null;
  const from = trade?.leaderContract ?? null;
  const roots = from !== null && to !== null ? [contractParts(from)?.root, contractParts(to)?.root] : [];
  if (roots.length === 2 && roots.every((root) => root !== undefined)) return roots.join(" → ");
  if (pairs.length > 0) return pairs.map((pair) => pair.join(" → ")).join(", ");
  return contractMap === "mini-to-micro" ? "mini → micro" : "micro → mini";
}

function lastCopyOf(state: CoreState, follower: FollowerState): LastCopy | null {
  const copy = follower.lastCopy;
  if (!copy) return null;
  const tape = state.tape.get(copy.eventId);
  const order: OwnOrder | null = (tape ? tellingOrder(tape, follower.settings.id) : copy.order) ?? null;
  const late = tape?.late.get(follower.settings.id);
  const outcome = order ? order.status : (late ?? copy.outcome);
  const spec = order && copy.contract !== null ? specFor(state, order.row.account, copy.contract) : undefined;
  const average = order && spec ? averagePrice(order, spec.tickSizeMicros) : null;
  return {
    eventId: copy.eventId,
    atMs: copy.atMs,
    outcome,
    words: order ? outcomeWords(order) : isRefusal(outcome) ? wordsOf(outcome) : readable(copy.words),
    contract: copy.contract,
    quantity: order ? order.row.side * order.row.quantity : 0,
    price: average,
    ownUs: order ? microsBetween(copy.receivedNs, order.sentNs) : null,
    answeredUs: order ? microsBetween(order.sentNs, order.answeredNs) : null,
    filledUs: order ? microsBetween(order.sentNs, order.filledNs) : null,
  };
}

export function followerRow(state: CoreState, follower: FollowerState): FollowerRow {
  const account = accountOf(state, follower.account);
  const lines = account
    ? [...contractsOf(follower, account)].map((contract) => lineOf(state, follower, account, contract))
    : [];
  const rest = restState(follower, account);
  const shown = rest === "offline" ? rest : worst(lines, rest);
  return {
    id: follower.settings.id,
    group: follower.group.settings.id,
    account: follower.settings.ref.account,
    connection: follower.settings.ref.connection,
    enabled: follower.settings.enabled,
    size: sizingWords(follower.settings.sizing),
    map: mapText(follower),
    state: shown,
    ...reasonOf(shown, follower, account, lines),
    entriesOff: [...follower.entriesOff],
    ratio: ratioText(follower),
    working: account?.open.size ?? 0,
    lines,
    exitHeld: account ? exitHeldOf(state, follower, account) : null,
    lastCopy: lastCopyOf(state, follower),
  };
}
