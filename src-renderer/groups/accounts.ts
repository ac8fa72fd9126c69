/**
 * Which accounts a group may still take, and in words where the others are used (G1). There may be a thousand: what is
 * asked with every letter that is typed is looked up, not searched. Pure.
 */
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import type { AccountText, FollowerFields, GroupFields } from "./form-model.ts";

export interface AccountOption {
  readonly key: string;
  readonly choice: AccountChoice;
  /** `follower of NQ scalps`; null: free. */
  readonly use: string | null;
}

export function accountKeyOf({ connection, account }: AccountText): string {
  return connection === "" && account === "" ? "" : JSON.stringify([connection, account]);
}

type Choices = readonly AccountChoice[];

const indexes = new WeakMap<Choices, ReadonlyMap<string, AccountChoice>>();

function indexOf(accounts: Choices): ReadonlyMap<string, AccountChoice> {
  const known = indexes.get(accounts);
  if (known !== undefined) return known;
  const index = new Map(accounts.map((choice) => [accountKeyOf(choice), choice]));
  indexes.set(accounts, index);
  return index;
}

export function accountOfKey(key: string, accounts: Choices): AccountText {
  const found = indexOf(accounts).get(key);
  return { connection: found?.connection ?? "", account: found?.account ?? "" };
}

/** One account may be shown by several logins of one venue. */
function venueKey(accounts: Choices, account: AccountText): string {
  const venue = indexOf(accounts).get(accountKeyOf(account))?.venue ?? account.connection;
  return JSON.stringify([venue, account.account]);
}

type Accounts = Pick<GroupFields, "leader" | "followers">;

/** Equal as long as no account of the form is another. */
function accountsTyped({ leader, followers }: Accounts): string {
  return [leader, ...followers].map(accountKeyOf).join(" ");
}

interface Made {
  readonly typed: string;
  readonly group: string | null;
  readonly options: readonly AccountOption[];
}

const made = new WeakMap<Choices, Made>();

/**
 * Every account with its use in this form or in another group, whatever field it is looked at for. The same list until
 * an account is another: nothing of it is drawn anew with the letters that are typed elsewhere.
 */
export function accountOptions(
  accounts: Choices,
  fields: Accounts,
  group: string | null,
): readonly AccountOption[] {
  const typed = accountsTyped(fields);
  const known = made.get(accounts);
  if (known?.typed === typed && known.group === group) return known.options;
  const options = makeOptions(accounts, fields, group);
  made.set(accounts, { typed, group, options });
  return options;
}

function makeOptions(
  accounts: Choices,
  { leader, followers }: Accounts,
  group: string | null,
): readonly AccountOption[] {
  const here = new Map<string, string>();
  const put = (account: AccountText, words: string): void => {
    if (account.account !== "") here.set(venueKey(accounts, account), words);
  };
  for (const follower of followers) put(follower, "follower of this group");
  put(leader, "leader of this group");
  return accounts.map((choice) => {
    const { usedBy, venue, account } = choice;
    const elsewhere =
      usedBy === null || usedBy.group === group ? null : `${usedBy.role} of ${usedBy.groupName}`;
    const use = here.get(JSON.stringify([venue, account])) ?? elsewhere;
    return { key: accountKeyOf(choice), choice, use };
  });
}

/** Demo and live together, which has to be confirmed by typing. */
export function isMixed(accounts: Choices, { leader, followers }: Accounts): boolean {
  const index = indexOf(accounts);
  const environments = new Set(
    [leader, ...followers].map((account) => index.get(accountKeyOf(account))?.environment),
  );
  return environments.has("demo") && environments.has("live");
}

/** `PRAC0002`, or that none is chosen. */
export function followerName({ account }: FollowerFields, index: number): string {
  return account === "" ? `follower ${index + 1}` : account;
}
