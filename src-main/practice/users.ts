/** Logins of the exchange and the accounts that they are opened with: flat, 50,000 dollars each. */
import { toWireCash, type AccountState } from "./accounts.ts";
import type { Core } from "./core.ts";
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
  readonly accounts: readonly AccountState[];
  readonly accountIds: ReadonlySet<number>;
}

const START_CASH_MICROS = 50_000_000_000;
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
  const accountIds = new Set(accounts.map((account) => account.id));
  const { name, password, api } = options;
  return { id, name, password, accounts, accountIds, ...(api && { api }) };
}
