/** Joins the accounts that a login shows to the leaders and followers that the settings name. */
import type { ConnectionId } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import type { AccountSnapshot } from "../input.ts";
import type { AccountState, CoreState } from "../state.ts";

export function resolveAccount(
  step: Step,
  connection: ConnectionId,
  snapshot: AccountSnapshot,
): AccountState {
  const { state } = step;
  let account = state.accounts.get(snapshot.account);
  if (!account) {
    account = newAccount(snapshot.account, connection, snapshot.name);
    state.accounts.set(snapshot.account, account);
    step.out.facts.push({ kind: "account", account: snapshot.account, connection, name: snapshot.name });
  }
  if (account.connection !== connection && mayRebind(state, account, connection)) {
    account.connection = connection;
    step.out.facts.push({ kind: "account", account: snapshot.account, connection, name: snapshot.name });
  }
  if (account.connection === connection) account.connected = true;
  joinAccounts(state);
  return account;
}

/** An account that two logins show belongs to the one that the settings name, else to the one that is connected. */
function mayRebind(state: CoreState, account: AccountState, connection: ConnectionId): boolean {
  let here = false;
  let there = false;
  for (const group of state.groups.values()) {
    for (const ref of [group.settings.leader, ...group.followers.map((follower) => follower.settings.ref)]) {
      if (ref.account !== account.name) continue;
      here ||= ref.connection === connection;
      there ||= ref.connection === account.connection;
    }
  }
  return here !== there ? here : !account.connected;
}

export function newAccount(key: AccountState["key"], connection: ConnectionId, name: string): AccountState {
  return {
    key,
    connection,
    name,
    phase: "offline",
    why: "not connected yet",
    connected: false,
    seenBefore: false,
    liveOnce: false,
    positions: new Map(),
    pendingFills: [],
    foreignFills: new Set(),
    strayReports: [],
    askedNs: null,
    changedNs: 0,
    askAgain: false,
    asksInVain: 0,
    cash: null,
    money: null,
    brokerOrders: new Set(),
    counted: 0,
    countedOn: null,
    open: new Map(),
    ours: new Map(),
  };
}

/** Points groups and followers at the accounts that are known. An account stands in at most one group, in one role (G1). */
export function joinAccounts(state: CoreState): void {
  const byName = new Map<string, AccountState>();
  for (const account of state.accounts.values()) {
    const name = `${account.connection}|${account.name}`;
    // A login that was edited may have shown one of the same name elsewhere: the one that it shows now counts.
    if (byName.get(name)?.connected === true && !account.connected) continue;
    byName.set(name, account);
  }
  state.leaders.clear();
  state.byAccount.clear();
  for (const group of state.groups.values()) {
    const { leader } = group.settings;
    group.leader = byName.get(`${leader.connection}|${leader.account}`)?.key ?? null;
    if (group.leader !== null) state.leaders.set(group.leader, group);
    for (const follower of group.followers) {
      const { ref } = follower.settings;
      follower.account = byName.get(`${ref.connection}|${ref.account}`)?.key ?? null;
      if (follower.account !== null) state.byAccount.set(follower.account, follower);
    }
  }
}
