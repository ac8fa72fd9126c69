/**
 * The pairs of products that a contract map stands for, with what a point of each is worth, so that a trader sees them
 * side by side and the preview can keep the notional. The engine sizes by what the broker says of the contract. Pure.
 */
import { MINI_TO_MICRO } from "../../src-shared/instrument.ts";
import { pointValueMicrosOf } from "../../src-shared/product-values.ts";
import { groupThousands } from "../format/money.ts";
import type { MapText } from "./form-model.ts";

export interface PairValue {
  readonly leader: string;
  readonly follower: string;
  /** Micro-dollars a point; undefined where it is not known here. */
  readonly leaderMicros: number | undefined;
  readonly followerMicros: number | undefined;
}

const valueOf = (leader: string, follower: string): PairValue => ({
  leader,
  follower,
  leaderMicros: pointValueMicrosOf(leader),
  followerMicros: pointValueMicrosOf(follower),
});

/** The pairs that a map stands for. */
export function pairsOf(map: MapText): readonly PairValue[] {
  const presets = Object.entries(MINI_TO_MICRO);
  switch (map.kind) {
    case "same":
      return [];
    case "mini-to-micro":
      return presets.map(([mini, micro]) => valueOf(mini, micro));
    case "micro-to-mini":
      return presets.map(([mini, micro]) => valueOf(micro, mini));
    case "pairs":
      return map.pairs
        .map(({ leader, follower }) => valueOf(leader.trim().toUpperCase(), follower.trim().toUpperCase()))
        .filter(({ leader, follower }) => leader !== "" && follower !== "");
    default:
      return map.kind satisfies never;
  }
}

/** The follower's product is the larger one, or nobody here knows. */
export function mayBeLarger({ leader, follower, leaderMicros, followerMicros }: PairValue): boolean {
  if (leader === follower) return false;
  return leaderMicros === undefined || followerMicros === undefined || followerMicros > leaderMicros;
}

/** `$20 a point`, `$0.50 a point`. */
export function pointWords(pointMicros: number | undefined): string {
  if (pointMicros === undefined) return "not known here";
  const cents = Math.round(pointMicros / 10_000);
  const rest = cents % 100;
  const whole = groupThousands(String((cents - rest) / 100));
  return `$${whole}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`} a point`;
}
