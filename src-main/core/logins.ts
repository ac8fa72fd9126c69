/** What becomes of a login's accounts when its connection goes, or when the broker's lock-out of it ends early. */
import type { ConnectionId } from "../../src-shared/ids.ts";
import type { Step } from "./context.ts";
import { dropAllWaiting } from "./replication/waiting.ts";
import { settleAll } from "./settle.ts";

export function onDisconnected(current: Step, connection: ConnectionId, why: string): void {
  for (const account of current.state.accounts.values()) {
    if (account.connection !== connection) continue;
    account.phase = "offline";
    account.connected = false;
    account.why = why;
    const group = current.state.leaders.get(account.key);
    if (group) current.out.dirty.groups.add(group.settings.id);
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
