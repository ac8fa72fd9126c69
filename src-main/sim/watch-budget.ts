/**
 * What must hold of the request budget in every session (reliability.md, invariant 7): an entry never spends what the
 * reserve keeps for exits, nothing leaves by itself while a login is locked out, and no exit ever waits for the budget.
 * It counts requests for itself; the arithmetic of F5 stands here a second time.
 */
import type { RequestLimits } from "../../src-shared/group.ts";
import type { AccountKey, ConnectionId, ContractName } from "../../src-shared/ids.ts";
import type { Effect } from "../core/effect.ts";
import { confirmedOf } from "../core/positions.ts";
import type { ModelledExchange } from "./modelled-exchange.ts";

const MINUTE_MS = 60_000;

type Sending = Extract<Effect, { kind: "place" | "liquidate" | "cancel" }>;

export interface BudgetWatch {
  readonly limits: RequestLimits;
  /** Requests that left, by login, with their times. */
  readonly leftMs: Map<ConnectionId, number[]>;
  readonly lockedUntilMs: Map<ConnectionId, number>;
}

export function newBudgetWatch(limits: RequestLimits): BudgetWatch {
  return { limits, leftMs: new Map(), lockedUntilMs: new Map() };
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
  const times = (watch.leftMs.get(connection) ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS);
  times.push(nowMs);
  watch.leftMs.set(connection, times);
  if (effect.kind !== "place" || effect.order.closing === effect.order.quantity) return;
  const { perMinute } = watch.limits;
  const open = openPositions(exchange, connection, effect.order);
  const reserve = Math.max(open, Math.min(2 * open, Math.floor(perMinute * 0.4)));
  if (times.length > perMinute - reserve) {
    breaks(`an entry was request ${times.length} of ${perMinute} with ${reserve} kept for ${open} positions`);
  }
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
