/**
 * What must hold of the request budget in every session (reliability.md, invariant 7): an entry never spends what the
 * reserve keeps for exits, nothing leaves by itself while a login is locked out, and no exit ever waits for the budget.
 * It counts requests for itself; the arithmetic of F5 stands here a second time.
 */
import type { RequestLimits } from "../../src-shared/group.ts";
import type { AccountKey, ConnectionId, ContractName } from "../../src-shared/ids.ts";
import type { Effect } from "../core/effect.ts";
import { confirmedOf } from "../core/positions.ts";
import { confirmedIn, exitsOutstanding } from "../core/projected.ts";
import type { AccountState, Target } from "../core/state.ts";
import type { ModelledExchange } from "./modelled-exchange.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Exits of one leader order wait for each other at most 250 ms (S5). */
const MERGING_MS = 260;

type Sending = Extract<Effect, { kind: "place" | "liquidate" | "cancel" }>;

export interface BudgetWatch {
  readonly limits: RequestLimits;
  /** Requests that left, by login, with their times. */
  readonly leftMs: Map<ConnectionId, number[]>;
  readonly lockedUntilMs: Map<ConnectionId, number>;
  /** Since when each follower's contract misses an exit that nothing but the budget could hold back. */
  readonly missingMs: Map<string, number>;
}

export function newBudgetWatch(limits: RequestLimits): BudgetWatch {
  return { limits, leftMs: new Map(), lockedUntilMs: new Map(), missingMs: new Map() };
}

function connectionOf(effect: Sending): ConnectionId {
  switch (effect.kind) {
    case "place":
      return effect.order.connection;
    case "liquidate":
      return effect.liquidation.connection;
    case "cancel":
      return effect.cancel.connection;
    default:
      return effect satisfies never;
  }
}

/** One effect that leaves; says what it breaks. */
export function noteRequest(
  watch: BudgetWatch,
  exchange: ModelledExchange,
  effect: Effect,
  breaks: (words: string) => void,
): void {
  if (effect.kind !== "place" && effect.kind !== "liquidate" && effect.kind !== "cancel") return;
  const connection = connectionOf(effect);
  const nowMs = exchange.clock.ms();
  if (nowMs < (watch.lockedUntilMs.get(connection) ?? 0)) {
    breaks(`${effect.kind} left while ${connection} was locked out`);
  }
  const times = (watch.leftMs.get(connection) ?? []).filter((atMs) => nowMs - atMs < HOUR_MS);
  times.push(nowMs);
  watch.leftMs.set(connection, times);
  if (effect.kind !== "place" || effect.order.closing === effect.order.quantity) return;
  const { perSecond, perMinute, perHour } = watch.limits;
  const open = openPositions(exchange, connection, effect.order);
  for (const [ms, limit, reserved] of [
    [1000, perSecond, false],
    [MINUTE_MS, perMinute, true],
    [HOUR_MS, perHour, true],
  ] as const) {
    const used = times.filter((atMs) => nowMs - atMs < ms).length;
    const reserve = reserved ? Math.max(open, Math.min(2 * open, Math.floor(limit * 0.4))) : 0;
    if (used > limit - reserve) {
      breaks(`an entry was request ${used} of ${limit} in ${ms} ms, ${reserve} kept for ${open} positions`);
    }
  }
}

/** After each step: an exit that is missing although its login is not locked out leaves soon, whatever the budget says. */
export function noteMissingExits(
  watch: BudgetWatch,
  exchange: ModelledExchange,
  breaks: (words: string) => void,
): void {
  const { state, clock } = exchange;
  const nowMs = clock.ms();
  for (const follower of state.followers.values()) {
    const account = follower.account === null ? undefined : state.accounts.get(follower.account);
    if (account === undefined) continue;
    for (const [contract, { long, short }] of follower.targets) {
      const key = `${follower.settings.id}|${contract}`;
      const missing = [long, short].some(
        (target) => target !== null && missesExit(account, contract, target),
      );
      const locked = nowMs <= (watch.lockedUntilMs.get(account.connection) ?? -1);
      if (!missing || locked || account.phase === "offline") {
        watch.missingMs.delete(key);
        continue;
      }
      const since = watch.missingMs.get(key) ?? nowMs;
      watch.missingMs.set(key, since);
      if (nowMs - since > MERGING_MS)
        breaks(`an exit of ${contract} on ${account.name} waits since ${since} ms`);
    }
  }
}

function missesExit(account: AccountState, contract: ContractName, target: Target): boolean {
  const held = Math.max(0, confirmedIn(account, contract) * target.side);
  return held - exitsOutstanding(account, contract, target.side) > target.most;
}

/** Positions of the login's followers as they are confirmed, what this entry is about to open included. */
function openPositions(
  exchange: ModelledExchange,
  connection: ConnectionId,
  entry: { readonly account: AccountKey; readonly contract: ContractName },
): number {
  const { state } = exchange;
  let open = 1;
  for (const key of state.byAccount.keys()) {
    const account = state.accounts.get(key);
    if (account?.connection !== connection) continue;
    for (const position of account.positions.values()) {
      const isEntry = key === entry.account && position.contract === entry.contract;
      if (!isEntry && confirmedOf(position) !== 0) open += 1;
    }
  }
  return open;
}
