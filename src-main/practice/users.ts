/**
 * Logins of the exchange and the accounts that they are opened with: flat, 50,000 dollars each. A user sees and trades
 * the accounts that are his, and those whose owner let him.
 */
import type { AccountState } from "./accounts.ts";
import { toWireCash } from "./cash.ts";
import type { Core } from "./core.ts";
import { toWireMargin } from "./margins.ts";
import type { UserRow } from "./persistence.ts";

export interface UserOptions {
  readonly name: string;
  readonly password: string;
  /** Client id and secret that a login must carry; left out: none is looked at. */
  readonly api?: { readonly cid: string; readonly sec: string };
  /** How many accounts the user has; more are opened when a stored profile has fewer. */
  readonly accounts: number;
}

export interface User extends UserRow {
  readonly password: string;
  readonly api?: { readonly cid: string; readonly sec: string };
  /** His own first, then those that he may trade for others. */
  readonly accounts: readonly AccountState[];
  readonly accountIds: ReadonlySet<number>;
  /** Adds or takes away an account of somebody else. */
  admit(account: AccountState): void;
  dismiss(account: AccountState): void;
}

interface Access extends Pick<User, "accounts" | "accountIds" | "admit" | "dismiss"> {}

function accessTo(own: readonly AccountState[]): Access {
  const accounts = [...own];
  const accountIds = new Set(own.map((account) => account.id));
  return {
    accounts,
    accountIds,
    admit: (account) => {
      if (accountIds.has(account.id)) return;
      accounts.push(account);
      accountIds.add(account.id);
    },
    dismiss: (account) => {
      if (own.includes(account) || !accountIds.delete(account.id)) return;
      accounts.splice(accounts.indexOf(account), 1);
    },
  };
}

const START_CASH_MICROS = 50_000_000_000;

/** Every account has these; a file of an earlier version lacks them. */
function completeAccount(core: Core, account: AccountState): void {
  const { documents } = core;
  const { id } = account;
  if (!documents.get("accountRiskStatus", id)) {
    core.created("accountRiskStatus", id, { id, adminAction: "Normal", userTriggeredLiqOnly: false });
  }
  if (!documents.get("marginSnapshot", id)) {
    core.created("marginSnapshot", id, toWireMargin(account, core.timestamp()));
  }
  if (!documents.get("userAccountAutoLiq", id)) core.created("userAccountAutoLiq", id, { id });
}

function openAccount(core: Core, userName: string): void {
  const number = String(core.accounts.size + 1).padStart(4, "0");
  const account: AccountState = {
    id: core.newId(),
    name: `PRAC${number}`,
    userName,
    cashBalanceId: core.newId(),
    cashMicros: START_CASH_MICROS,
    realizedMicros: 0,
    weekRealizedMicros: 0,
    startOfDayMicros: START_CASH_MICROS,
    openingMicros: START_CASH_MICROS,
    hasClosed: false,
    ownerId: 0,
    positions: new Map(),
  };
  core.accounts.set(account.id, account);
  core.accountsByName.set(account.name, account);
  core.touchAccount(account);
  core.created("cashBalance", account.id, toWireCash(account, core.tradeDate, core.timestamp()));
}

function accountsOf(core: Core, userName: string): AccountState[] {
  return [...core.accounts.values()].filter((account) => account.userName === userName);
}

/** Finds the stored user or opens a new one. */
export function admitUser(core: Core, options: UserOptions, known: UserRow | undefined): User {
  const id = known?.id ?? core.newId();
  for (let have = accountsOf(core, options.name).length; have < options.accounts; have += 1) {
    openAccount(core, options.name);
  }
  const accounts = accountsOf(core, options.name);
  for (const account of accounts) {
    account.ownerId = id;
    completeAccount(core, account);
  }
  const { name, password, api } = options;
  return { id, name, password, ...accessTo(accounts), ...(api && { api }) };
}
