/**
 * Caps of an entry (S7): order cap − what this leader order has already opened here, position cap − projected, counted
 * over all contracts of the product family, in the traded contract's own units where a pair is known. Never for exits.
 */
import type { BrokerOrderId, ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import type { Side } from "../input.ts";
import { grossProjected } from "../projected.ts";
import type { AccountState, FollowerState, Trade } from "../state.ts";
import { familyOf } from "./contract-map.ts";

/** Contracts of the family other than `contract`, in units of `contract`, rounded up, whatever their side. */
function familyHeld(account: AccountState, contract: ContractName): number {
  const own = contractParts(contract);
  if (!own) return 0;
  const { family, weight } = familyOf(own.root);
  let smallest = 0;
  for (const other of account.positions.keys()) {
    if (other === contract) continue;
    const parts = contractParts(other);
    if (!parts) continue;
    const relative = familyOf(parts.root);
    if (relative.family === family) smallest += Math.abs(grossProjected(account, other)) * relative.weight;
  }
  return Math.ceil(smallest / weight);
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
    position: maxContracts - place.held - familyHeld(account, place.contract),
  };
}
