/**
 * Caps of an entry (S7): order cap − what this leader order has already opened here, position cap − projected, counted
 * over all contracts of the product family, in the traded contract's own units where a pair is known. Never for exits.
 */
import type { BrokerOrderId, ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import type { Side } from "../input.ts";
import { grossProjected } from "../projected.ts";
import { specFor, type AccountState, type CoreState, type FollowerState, type Trade } from "../state.ts";
import { familyOf } from "./contract-map.ts";

/** Contracts in which the account holds something, or an order of ours is on its way. */
function contractsOf(account: AccountState): Iterable<ContractName> {
  if (account.open.size === 0) return account.positions.keys();
  const contracts = new Set(account.positions.keys());
  for (const order of account.open.values()) contracts.add(order.row.contract);
  return contracts;
}

interface Pair {
  readonly own: ContractName;
  readonly other: ContractName;
}

/**
 * What one contract of `other` counts in contracts of `own`, as a fraction; null: not one family. A pair of the user's own
 * is weighed by the broker's values per point; where those are not known nobody can say how much fits, so nothing does.
 */
function relativeWeight(
  state: CoreState,
  follower: FollowerState,
  { own, other }: Pair,
): { readonly of: number; readonly per: number } | null {
  const [mine, its] = [contractParts(own)?.root, contractParts(other)?.root];
  if (mine === undefined || its === undefined) return null;
  const [ownFamily, otherFamily] = [familyOf(mine), familyOf(its)];
  if (ownFamily.family === otherFamily.family) return { of: otherFamily.weight, per: ownFamily.weight };
  const map = follower.settings.contractMap;
  if (typeof map !== "object" || follower.account === null) return null;
  const paired = map.pairs.some(
    ([from, to]) => (from === mine && to === its) || (from === its && to === mine),
  );
  if (!paired) return null;
  const [ownSpec, otherSpec] = [
    specFor(state, follower.account, own),
    specFor(state, follower.account, other),
  ];
  if (!ownSpec || !otherSpec) return { of: Number.MAX_SAFE_INTEGER, per: 1 };
  return { of: otherSpec.pointValueMicros, per: ownSpec.pointValueMicros };
}

/** Contracts of the family other than `contract`, in units of `contract`, rounded up, whatever their side. */
function familyHeld(
  state: CoreState,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
): number {
  let held = 0;
  for (const other of contractsOf(account)) {
    if (other === contract) continue;
    const gross = Math.abs(grossProjected(account, other));
    const weight = gross === 0 ? null : relativeWeight(state, follower, { own: contract, other });
    if (weight) held += (gross * weight.of) / weight.per;
  }
  return Math.ceil(held);
}

export interface Room {
  readonly order: number;
  readonly position: number;
}

/** Contracts that the caps still allow, each on its own; may be negative. */
export function roomOf(
  state: CoreState,
  follower: FollowerState,
  account: AccountState,
  place: {
    readonly trade: Trade | undefined;
    readonly contract: ContractName;
    readonly side: Side;
    readonly held: number;
  },
  leaderOrder: BrokerOrderId,
): Room {
  const { maxContracts, maxOrderContracts } = follower.settings.sizing;
  return {
    order: maxOrderContracts - (place.trade?.openedBy.get(leaderOrder) ?? 0),
    position: maxContracts - place.held - familyHeld(state, follower, account, place.contract),
  };
}
