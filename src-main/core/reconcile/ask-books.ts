/**
 * Readings of an account's books over REST, asked for at most every five seconds: a reading that does not answer the
 * question is repeated, ever more seldom, so that no doubt of ours can lock a login out (423/429 stops exits too).
 */
import type { Step } from "../context.ts";
import type { AccountState, CoreState } from "../state.ts";

const APART_NS = 5_000_000_000;
const SELDOM_NS = 60_000_000_000;

/** Asks now if the last reading was asked for five seconds ago, else as soon as that has passed. */
export function askBooks(step: Step, account: AccountState): void {
  const { monoNs } = step.now;
  if (account.askedNs !== null && monoNs - account.askedNs < APART_NS) {
    armAsking(step, account, account.askedNs + APART_NS);
    account.askAgain = true;
    return;
  }
  askNow(step, account);
}

/** Asks whatever was asked before: an order of ours is without an answer. */
export function askNow(step: Step, account: AccountState): void {
  account.askedNs = step.now.monoNs;
  account.askAgain = false;
  step.out.effects.push({ kind: "read-account", account: account.key, connection: account.connection });
}

/** Makes sure that the books are asked again while something there is not certain. */
export function keepAsking(step: Step, account: AccountState): void {
  armAsking(step, account, step.now.monoNs + APART_NS);
}

function armAsking(step: Step, account: AccountState, atNs: number): void {
  step.out.effects.push({ kind: "set-timer", timer: { kind: "unknown-orders", account: account.key }, atNs });
}

function ordersInDoubt(account: AccountState): boolean {
  for (const order of account.open.values()) {
    if (order.status === "unknown" || order.absentFirstNs !== null) return true;
  }
  return false;
}

function inDoubt(state: CoreState, account: AccountState): boolean {
  if (account.connected && account.phase === "offline") return true;
  for (const position of account.positions.values()) if (position.unknown !== null) return true;
  for (const line of state.leaders.get(account.key)?.lines.values() ?? [])
    if (line.unknown !== null) return true;
  return false;
}

/** The timer came back: while there is doubt, ask and come back again. */
export function onAskingDue(step: Step, account: AccountState): void {
  const orders = ordersInDoubt(account);
  if (!orders && !account.askAgain && !inDoubt(step.state, account)) {
    account.asksInVain = 0;
    return;
  }
  if (account.connected) askNow(step, account);
  account.asksInVain += 1;
  const pause = orders ? APART_NS : Math.min(SELDOM_NS, APART_NS * 2 ** Math.min(account.asksInVain - 1, 4));
  armAsking(step, account, step.now.monoNs + pause);
}
