/** Which contract a follower trades for a leader's contract: same month and year, or none (product.md section 3). */
import type { ContractMap } from "../../../src-shared/group.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { contractParts, MINI_TO_MICRO, sameMonth } from "../../../src-shared/instrument.ts";

const MICRO_TO_MINI: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(MINI_TO_MICRO).map(([mini, micro]) => [micro, mini]),
);

/** The follower's contract, or undefined when the leader's has no counterpart. */
export function mapContract(map: ContractMap, leader: ContractName): ContractName | undefined {
  if (map === "same") return leader;
  const parts = contractParts(leader);
  if (!parts) return undefined;
  if (typeof map === "object") {
    const pair = map.pairs.find(([from]) => from === parts.root);
    if (pair) return sameMonth(parts, pair[1]);
    return map.pairs.some(([, to]) => to === parts.root) ? leader : undefined;
  }
  const [pairs, back] =
    map === "mini-to-micro" ? [MINI_TO_MICRO, MICRO_TO_MINI] : [MICRO_TO_MINI, MINI_TO_MICRO];
  const root = pairs[parts.root];
  if (root !== undefined) return sameMonth(parts, root);
  // Already of the target kind: copied as itself.
  return back[parts.root] === undefined ? undefined : leader;
}

/** The product family's common root and how many of its smallest contracts one contract of this root is. */
export function familyOf(root: string): { readonly family: string; readonly weight: number } {
  const micro = MINI_TO_MICRO[root];
  if (micro !== undefined) return { family: root, weight: 10 };
  const mini = MICRO_TO_MINI[root];
  return mini === undefined ? { family: root, weight: 1 } : { family: mini, weight: 1 };
}
