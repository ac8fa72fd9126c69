/** Which product a follower trades for a leader's product (product.md section 3, contract mapping). Pure. */
import type { ContractMap } from "./group.ts";
import { MINI_TO_MICRO } from "./instrument.ts";

const MICRO_TO_MINI: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(MINI_TO_MICRO).map(([mini, micro]) => [micro, mini]),
);

function presetPairs(map: "mini-to-micro" | "micro-to-mini") {
  return map === "mini-to-micro" ? [MINI_TO_MICRO, MICRO_TO_MINI] : [MICRO_TO_MINI, MINI_TO_MICRO];
}

/** The follower's root, or undefined when the leader's has no counterpart. */
export function mapRoot(map: ContractMap, root: string): string | undefined {
  if (map === "same") return root;
  if (typeof map === "object") {
    const pair = map.pairs.find(([from]) => from === root);
    if (pair) return pair[1];
    return map.pairs.some(([, to]) => to === root) ? root : undefined;
  }
  const [pairs = {}, back = {}] = presetPairs(map);
  // Already of the target kind: copied as itself.
  return pairs[root] ?? (back[root] === undefined ? undefined : root);
}
