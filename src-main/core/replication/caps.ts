/**
 * Caps of an entry (S7): order cap − what this leader order has already opened here, position cap − projected, counted
 * over all contracts of the product family, in the traded contract's own units where a pair is known. Never for exits.
 */
import type { ContractMap } from "../../../src-shared/group.ts";
import type { BrokerOrderId, ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import { pointValueMicrosOf } from "../../../src-shared/product-values.ts";
import type { Side } from "../input.ts";
import { grossProjected } from "../projected.ts";
import type { AccountState, FollowerState, Trade } from "../state.ts";
import { familyOf } from "./contract-map.ts";

/** Contracts in which the account holds something, or an order of ours is on its way. */
function contractsOf(account: AccountState): Iterable<ContractName> {
  if (account.open.size === 0) return account.positions.keys();
  const contracts = new Set(account.positions.keys());
  for (const order of account.open.values()) contracts.add(order.row.contract);
  return contracts;
}

/** What one contract of `other` counts in contracts of `own`, as a fraction; null: not one family. */
function relativeWeight(
  map: ContractMap,
  own: string,
  other: string,
): { readonly of: number; readonly per: number } | null {
  const [mine, its] = [familyOf(own), familyOf(other)];
  if (mine.family === its.family) return { of: its.weight, per: mine.weight };
  if (typeof map !== "object") return null;
  const paired = map.pairs.some(
    ([from, to]) => (from === own && to === other) || (from === other && to === own),
  );
  if (!paired) return null;
  // A pair of the user's own whose values nobody has published counts one for one.
  const [ownValue, otherValue] = [pointValueMicrosOf(own), pointValueMicrosOf(other)];
  return { of: otherValue ?? 1, per: otherValue === undefined ? 1 : (ownValue ?? otherValue) };
}

/** Contracts of the family other than `contract`, in units of `contract`, rounded up, whatever their side. */
function familyHeld(follower: FollowerState, account: AccountState, contract: ContractName): number {
  const own = contractParts(contract);
  if (!own) return 0;
  let held = 0;
  for (const other of contractsOf(account)) {
    if (other === contract) continue;
    const parts = contractParts(other);
    const gross = parts ? Math.abs(grossProjected(account, other)) : 0;
    if (!parts || gross === 0) continue;
    const weight = relativeWeight(follower.settings.contractMap, own.root, parts.root);
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
    position: maxContracts - place.held - familyHeld(follower, account, place.contract),
  };
}
