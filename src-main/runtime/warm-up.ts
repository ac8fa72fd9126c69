/**
 * Dry runs at the start, so that the first copy of the day does not wait for the compiler: the real core decides and
 * settles fills of a leader and three followers that exist only here, and the journal's encoder writes their intents to
 * nowhere. Nothing of it touches the engine's own state, ledger or connections.
 */
import { groupDefaults, type GroupSettings } from "../../src-shared/group.ts";
import type { AccountKey, BrokerOrderId, ConnectionId, ContractName, FillId } from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import { hundredths, type Ticks } from "../../src-shared/money.ts";
import type { OrderRow } from "../core/effect.ts";
import type { AccountSnapshot, BrokerFill, Input, Now, Side } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import { newState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { encodeIntent } from "../ledger/intent-codec.ts";

const ROUNDS = 120;
const FOLLOWERS = 3;
const LOGIN = "warm-up" as ConnectionId;
const CONTRACT = "NQZ6" as ContractName;
const spec = {
  venue: "practice",
  contract: CONTRACT,
  contractId: "1",
  root: "NQ",
  tickSizeMicros: 250_000,
  tickValueMicros: 5_000_000,
  pointValueMicros: 20_000_000,
} as ContractSpec;

const keyOf = (index: number): AccountKey => `practice#${index}` as AccountKey;
const nameOf = (index: number): string => `W${index}`;

function group(): GroupSettings {
  const followers = Array.from({ length: FOLLOWERS }, (_, index) => ({
    id: `w/${index}` as GroupSettings["followers"][number]["id"],
    ref: { connection: LOGIN, account: nameOf(index + 1) },
    enabled: true,
    whenOff: "copy-exits" as const,
    sizing: {
      mode: "multiplier" as const,
      multiplier: hundredths(100),
      rounding: "nearest" as const,
      atLeastOne: true,
      maxContracts: 10,
      maxOrderContracts: 10,
    },
    contractMap: "same" as const,
    keepNotional: false,
    largerConfirmed: false,
  }));
  return {
    id: "w" as GroupSettings["id"],
    name: "warm-up",
    tag: "warm-up",
    status: "active",
    leader: { connection: LOGIN, account: nameOf(0) },
    copyOn: "each-fill",
    ...groupDefaults,
    onReversal: "reverse",
    symbols: [],
    followers,
  };
}

/** Runs once, before anything is connected. `now` is the engine's clock; no decision of these runs leaves this function. */
export function warmUp(now: () => Now): void {
  const state = newState({ find: () => undefined });
  const take = (input: Input): Out => step(state, input, now());
  let id = 0;
  const next = (): string => String((id += 1));
  take({ kind: "contract", spec });
  take({ kind: "settings", groups: [group()] });
  const accounts = Array.from({ length: FOLLOWERS + 1 }, (_, index): AccountSnapshot => ({
    account: keyOf(index),
    name: nameOf(index),
    beganNs: now().monoNs,
    complete: true,
    positions: [],
    orders: [],
    fills: [],
    cash: null,
  }));
  take({ kind: "snapshot", connection: LOGIN, venue: spec.venue, accounts });
  const fillOf = (account: AccountKey, orderId: string, side: Side, quantity: number): BrokerFill => ({
    account,
    contract: CONTRACT,
    fillId: next() as FillId,
    orderId: orderId as BrokerOrderId,
    side,
    quantity,
    priceTicks: 100_000 as Ticks,
    tradeDate: { year: 2026, month: 1, day: 2 },
    filledAtMs: now().wallMs,
    active: true,
    receivedNs: now().monoNs,
  });
  const answer = (row: OrderRow): void => {
    const orderId = next() as BrokerOrderId;
    take({ kind: "handed-over", order: row.order, sent: true, atNs: now().monoNs });
    take({ kind: "placed", order: row.order, outcome: { kind: "accepted", orderId } });
    take({ kind: "fill", fill: fillOf(row.account, orderId, row.side, row.quantity) });
    const { account, contract, side, quantity } = row;
    const known = {
      state: "filled",
      key: null,
      quantity,
      cumulative: quantity,
      reason: null,
      text: null,
    } as const;
    take({ kind: "order", report: { account, orderId, contract, side, ...known } });
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    // In, add, out in two parts: entries, reductions and liquidations alike.
    const side: Side = round % 4 < 2 ? 1 : -1;
    const out = take({ kind: "fill", fill: fillOf(keyOf(0), next(), side, 1) });
    for (const intent of out.intents) encodeIntent(intent);
    for (const effect of out.effects) {
      if (effect.kind === "place") answer(effect.order);
      else if (effect.kind === "liquidate") answer(effect.liquidation);
    }
  }
}
