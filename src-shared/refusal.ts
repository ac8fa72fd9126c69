/**
 * Why something was not sent, as a closed set of stable codes with the words a trader reads. `denied` is refused by
 * Mimik before sending; what the broker refuses is `rejected` and carries the broker's words; neither is `unknown`.
 */

export const refusals = {
  "group-paused": "The group is paused: nothing is copied.",
  "group-closing-only": "The group is closing only: exits are copied, entries are not.",
  "follower-off": "The follower is switched off.",
  "left-alone": "The follower is switched off and its position is left alone, as you chose.",
  "follower-offline": "The follower's account is not connected.",
  "follower-exits-only": "The follower's account is still being reconciled: exits only.",
  "follower-not-seen": "The follower's account has not been seen on its connection yet.",
  "leader-offline": "The leader's account is not live.",
  "account-locked": "The account is locked.",
  "entries-off-flattened":
    "Entries are off since you flattened this follower. They resume when the leader is flat, or at one click.",
  "entries-off-rejects": "Entries are off after three rejected entries in a row.",
  "entries-off-rejects-closed":
    "Entries are off after three rejected entries in a row: the market was closed. They resume with the next trading day, or at one click.",
  "entries-off-foreign":
    "Entries are off since somebody else traded this account, as the group is set. They resume at one click.",
  "entries-off-gate": "Entries are off: the last safety gate stopped an order that broke a rule.",
  "entries-off-ledger": "Entries are off: the ledger can not be written.",
  "login-locked": "The broker has locked this login out for a while: nothing is sent there by itself.",
  "leader-position-unknown": "The leader's position in this contract is not certain.",
  "follower-position-unknown": "The follower's position in this contract is not certain.",
  "symbol-not-listed": "The group copies other symbols only.",
  "outside-session": "Outside the group's session windows.",
  hedging: "The follower holds the other side of the leader.",
  "close-only": "The group closes on a reversal and does not open the other side.",
  "not-in-trade": "The follower is not in this trade, so adding to it is not copied. Resync brings it in.",
  "sized-to-zero": "The leader's position is too small for this follower's size.",
  "at-cap": "The follower is at its cap.",
  "equity-unknown":
    "The net liquidation of the leader or the follower was not known when the leader left flat, so this trade has no equity ratio.",
  "no-pair": "The leader's contract has no counterpart for this follower.",
  "contract-unknown": "The follower's contract is not known at the broker.",
  "contract-shared": "Another contract of the leader already uses this contract on the follower.",
  "own-order": "The leader's order is one of Mimik's own: only its exits are copied.",
  "unknown-order": "An earlier order on this contract has an unknown outcome.",
  stale: "The entry was more than 2 seconds old when it could have been sent.",
  "moved-away": "The price had left the collar around the leader's fill before the entry could be sent.",
  superseded: "The leader left or reduced the position before the entry could be sent.",
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof refusals;

/** Outcomes that are no refusal, in the words of the tape. */
export const dispositions = {
  send: "An order is sent.",
  target: "The exit target is set: what it asks for is sent at once, or as soon as it can be.",
  nothing: "Nothing to do.",
  waiting: "The entry waits: for the other side to be closed, or for the login's request budget.",
} as const satisfies Record<string, string>;

export type DispositionCode = keyof typeof dispositions;

export function isRefusal(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}

export function wordsOf(code: RefusalCode | DispositionCode): string {
  return isRefusal(code) ? refusals[code] : dispositions[code];
}
