/** What of the translation waits for a time: parked messages and rejections without a reason. One timer serves both. */

import { nextParkedNs, onParkedTime } from "./parking.ts";
import { nextRejectionNs, releaseRejections } from "./rejections.ts";
import type { Out, Translation } from "./translation.ts";

/** Called by a timer set to `nextDueNs`. */
export function onTime(state: Translation, nowNs: number, out: Out): void {
  releaseRejections(state, nowNs, out);
  onParkedTime(state, nowNs, out);
}

/** When `onTime` has something to do next; undefined when nothing waits. */
export function nextDueNs(state: Translation): number | undefined {
  if (state.parkedFills.size + state.waiting.size + state.rejections.size === 0) return undefined;
  const parkedNs = nextParkedNs(state);
  const rejectionNs = nextRejectionNs(state);
  if (parkedNs === undefined || rejectionNs === undefined) return parkedNs ?? rejectionNs;
  return Math.min(parkedNs, rejectionNs);
}
