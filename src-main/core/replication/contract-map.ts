/** Which contract a follower trades for a leader's contract: same month and year, or none (product.md section 3). */
import type { ContractMap } from "../../../src-shared/group.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { contractParts, MINI_TO_MICRO, sameMonth } from "../../../src-shared/instrument.ts";
import { mapRoot } from "../../../src-shared/root-map.ts";

const MICRO_TO_MINI: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(MINI_TO_MICRO).map(([mini, micro]) => [micro, mini]),
);

/** The follower's contract, or undefined when the leader's has no counterpart. */
export function mapContract(map: ContractMap, leader: ContractName): ContractName | undefined {
  if (map === "same") return leader;
  const parts = contractParts(leader);
  if (!parts) return undefined;
  const root = mapRoot(map, parts.root);
  // Already of the target kind: copied as itself.
  if (root === parts.root) return leader;
  return root === undefined ? undefined : sameMonth(parts, root);
}

/** The leader's contract behind a follower's, where the mapping has one answer: its pair, else itself. */
export function unmapContract(map: ContractMap, own: ContractName): ContractName {
  const parts = contractParts(own);
  if (!parts || map === "same") return own;
  const root =
    typeof map === "object"
      ? map.pairs.find(([, to]) => to === parts.root)?.[0]
      : (map === "mini-to-micro" ? MICRO_TO_MINI : MINI_TO_MICRO)[parts.root];
  return root === undefined ? own : sameMonth(parts, root);
}

/** The product family's common root and how many of its smallest contracts one contract of this root is. */
export function familyOf(root: string): { readonly family: string; readonly weight: number } {
  const micro = MINI_TO_MICRO[root];
  if (micro !== undefined) return { family: root, weight: 10 };
  const mini = MICRO_TO_MINI[root];
  return mini === undefined ? { family: root, weight: 1 } : { family: mini, weight: 1 };
}
