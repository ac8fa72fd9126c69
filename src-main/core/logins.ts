/** What becomes of a login's accounts when its connection goes, or when the broker's lock-out of it ends early. */
import type { ConnectionId } from "../../src-shared/ids.ts";
import type { Step } from "./context.ts";
import { watchLeader } from "./leader-lost.ts";
import { dropHeld } from "./replication/order-complete.ts";
import { dropAllWaiting } from "./replication/waiting.ts";
import { exitsLockedUntilNs } from "./requests.ts";
import { settleAll } from "./settle.ts";
import type { AccountState } from "./state.ts";

export function onDisconnected(current: Step, connection: ConnectionId, why: string): void {
  for (const account of current.state.accounts.values()) {
    if (account.connection !== connection) continue;
    account.phase = "offline";
    account.connected = false;
    account.why = why;
    const group = current.state.leaders.get(account.key);
    if (group) current.out.dirty.groups.add(group.settings.id);
    if (group) watchLeader(current, group);
    if (group) dropHeld(current, group);
    // What waits is not made up for (R7): when the login is back, the leader may have come and gone.
    for (const follower of group?.followers ?? []) dropAllWaiting(current, follower, "leader-offline");
    for (const follower of group?.followers ?? []) current.out.dirty.followers.add(follower.settings.id);
    const follower = current.state.byAccount.get(account.key);
    if (!follower) continue;
    dropAllWaiting(current, follower, "follower-offline");
    current.out.dirty.followers.add(follower.settings.id);
  }
}

/** Exits that were held go now: their timers still stand at the old deadline. */
export function onUnlocked(current: Step, connection: ConnectionId): void {
  for (const follower of current.state.followers.values()) {
    const account = follower.account === null ? undefined : current.state.accounts.get(follower.account);
    if (account?.connection === connection) settleAll(current, follower);
  }
}

/** Anew at most this often: a broker that is down is not helped by more. */
const RECONNECT_APART_NS = 30_000_000_000;

/**
 * F2: an exit has no answer, and the books can not be read either: the socket may be dead. Never in a lock-out, where a
 * connection that is given up could not be opened again.
 */
export function reconnectForExits({ state, now, out }: Step, account: AccountState): void {
  if (!account.connected || exitsLockedUntilNs(state, account, now.monoNs) > 0) return;
  const inDoubt = [...account.open.values()].some(
    (order) => order.row.closing > 0 && (order.status === "sent" || order.status === "unknown"),
  );
  if (!inDoubt) return;
  const { connection } = account;
  const last = state.reconnectedNs.get(connection);
  if (last !== undefined && now.monoNs - last < RECONNECT_APART_NS) return;
  state.reconnectedNs.set(connection, now.monoNs);
  const why = "an exit has no answer and the broker's books can not be read";
  out.effects.push({ kind: "reconnect", connection, why });
}
