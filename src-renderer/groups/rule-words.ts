/** Settings of a group as a trader reads them, for lists and for the past. Pure. */
import type { CopyRule, MapText, SizingText } from "./form-model.ts";
import { mayBeLarger, pairsOf } from "./point-values.ts";

const roundingWords: Readonly<Record<SizingText["rounding"], string>> = {
  nearest: "nearest",
  up: "rounded up",
  down: "rounded down",
};

/** Which of its contracts are raised to one: none of a larger product, whose notional is kept. */
function raiseWords({ sizing, map, largerConfirmed }: CopyRule): string {
  if (!sizing.atLeastOne) return "";
  const pairs = pairsOf(map);
  const larger = largerConfirmed ? 0 : pairs.filter(mayBeLarger).length;
  if (larger === 0) return ", at least 1";
  return larger === pairs.length ? "" : ", at least 1 but of larger products";
}

/** `1.00× nearest, at least 1`, `2 contracts`, `equity × 1.00 nearest`. */
export function sizeWords(rule: CopyRule): string {
  const { mode, multiplier, contracts, rounding } = rule.sizing;
  const raise = raiseWords(rule);
  switch (mode) {
    case "multiplier":
      return `${multiplier}× ${roundingWords[rounding]}${raise}`;
    case "fixed":
      return `${contracts} fixed`;
    case "equity":
      return `equity × ${multiplier} ${roundingWords[rounding]}${raise}`;
    default:
      return mode satisfies never;
  }
}

export function capWords({ maxContracts, maxOrderContracts }: SizingText): string {
  return `${maxContracts} / ${maxOrderContracts}`;
}

/** `same`, `mini → micro`, `NQ → MNQ, ES → MES`. */
function mapWords({ kind, pairs }: MapText): string {
  switch (kind) {
    case "same":
      return "same";
    case "mini-to-micro":
      return "mini → micro";
    case "micro-to-mini":
      return "micro → mini";
    case "pairs":
      return pairs.map(({ leader, follower }) => `${leader} → ${follower}`).join(", ");
    default:
      return kind satisfies never;
  }
}

export function contractsWords({ map, keepNotional, largerConfirmed }: CopyRule): string {
  const notional = keepNotional && map.kind !== "same" ? ", notional kept" : "";
  return `${mapWords(map)}${notional}${largerConfirmed ? ", one for one confirmed" : ""}`;
}
