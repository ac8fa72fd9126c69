/** Which accounts a group may still take, and in words where the others are used (G1). Pure. */
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

export function accountOfKey(key: string, accounts: readonly AccountChoice[]): AccountText {
  const found = accounts.find((choice) => accountKeyOf(choice) === key);
  return { connection: found?.connection ?? "", account: found?.account ?? "" };
}

/** One account may be shown by several logins of one venue. */
function venueKey(choices: readonly AccountChoice[], account: AccountText): string {
  const key = accountKeyOf(account);
  const venue = choices.find((choice) => accountKeyOf(choice) === key)?.venue ?? account.connection;
  return JSON.stringify([venue, account.account]);
}

/** Every account for the field that now holds `present`, with its use elsewhere in this form or in another group. */
export function accountOptions(
  accounts: readonly AccountChoice[],
  fields: GroupFields,
  group: string | null,
  present: AccountText | null,
): readonly AccountOption[] {
  const own = present === null ? "" : venueKey(accounts, present);
  const here = new Map<string, string>();
  const put = (account: AccountText, words: string): void => {
    if (account.account !== "") here.set(venueKey(accounts, account), words);
  };
  put(fields.leader, "leader of this group");
  for (const follower of fields.followers) put(follower, "follower of this group");
  return accounts.map((choice) => {
    const at = venueKey(accounts, choice);
    const { usedBy } = choice;
    const elsewhere =
      usedBy === null || usedBy.group === group ? null : `${usedBy.role} of ${usedBy.groupName}`;
    const use = at === own ? null : (here.get(at) ?? elsewhere);
    return { key: accountKeyOf(choice), choice, use };
  });
}

/** Demo and live together, which has to be confirmed by typing. */
export function isMixed(accounts: readonly AccountChoice[], { leader, followers }: GroupFields): boolean {
  const used = new Set([leader, ...followers].map(accountKeyOf));
  const environments = new Set(
    accounts.filter((choice) => used.has(accountKeyOf(choice))).map(({ environment }) => environment),
  );
  return environments.has("demo") && environments.has("live");
}

/** `PRAC0002`, or that none is chosen. */
export function followerName({ account }: FollowerFields, index: number): string {
  return account === "" ? `follower ${index + 1}` : account;
}
