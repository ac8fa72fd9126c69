/** Why an order or a command is refused, and the refusals that have fixed words. */
import type { WireRejectReason } from "../broker/tradovate/wire.ts";

export interface Refusal {
  readonly reason: WireRejectReason;
  readonly text: string;
}

/** A wrong account, an order of someone else and an unknown symbol are not told apart. */
export const ACCESS_DENIED: Refusal = { reason: "UnknownReason", text: "Access is denied" };
export const TOO_LATE: Refusal = { reason: "TooLate", text: "The order is already finished" };

export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
