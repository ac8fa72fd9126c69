/** The equity ratio of the trade that is on, as the cockpit shows it. */
import { divideHalfUp, MICROS_PER_DOLLAR } from "../../../src-shared/money.ts";
import type { FollowerState } from "../state.ts";

/** `75,350`: micro-dollars as whole dollars. */
function wholeDollars(amount: number): string {
  return String(Math.round(amount / MICROS_PER_DOLLAR)).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
}

/** `1.37 (75,350 / 55,000)`: follower over leader, whole dollars. */
export function ratioText(follower: FollowerState): string | null {
  for (const { ratio } of follower.trades.values()) {
    if (!ratio) continue;
    const share = String(Number(divideHalfUp(BigInt(ratio.follower) * 100n, BigInt(ratio.leader)))).padStart(
      3,
      "0",
    );
    return `${share.slice(0, -2)}.${share.slice(-2)} (${wholeDollars(ratio.follower)} / ${wholeDollars(ratio.leader)})`;
  }
  return null;
}
