/**
 * Rule G1 of the product: an account is in at most one group, in one role, and the accounts of a group share one
 * class; demo and live may be together where the trader has typed so. One function for the settings of a profile, a
 * setup file and the form, so that all say the same. Pure.
 */
import type { Environment } from "./ids.ts";

/** Practice and custom may be together; demo and live with each other only where that was confirmed. */
export type AccountClass = "practice" | "demo" | "live";

/** One place in which an account is used. */
export interface AccountUse {
  /** Where a problem of it is shown: a JSON path, or words. */
  readonly path: string;
  readonly group: string;
  /** What tells this place from another of the group, for the message: a JSON path; null: the group's name says enough. */
  readonly place: string | null;
  /** The trader typed that demo and live are in this group together. */
  readonly mixedConfirmed: boolean;
  readonly role: "leader" | "follower";
  readonly account: string;
  /** Environment and base URL: two logins of one venue may show the same account. */
  readonly venue: string;
  readonly environment: Environment;
}

export interface UseProblem {
  readonly path: string;
  readonly words: string;
}

export function accountClassOf(environment: Environment): AccountClass {
  return environment === "custom" ? "practice" : environment;
}

const classWords: Readonly<Record<AccountClass, string>> = {
  practice: "practice or custom",
  demo: "demo",
  live: "live",
};

/** Of one group: may these two classes be in it? */
function mayMix(one: AccountClass, other: AccountClass, confirmed: boolean): boolean {
  return one === other || (confirmed && one !== "practice" && other !== "practice");
}

function mixWords(account: string, own: AccountClass, group: string, others: AccountClass): string {
  const rule =
    own === "practice" || others === "practice"
      ? "classes are never mixed: choose another account"
      : "demo with live has to be confirmed by typing, in the application";
  return `account ${account} is ${classWords[own]}, but group "${group}" has ${classWords[others]} accounts; ${rule}`;
}

function takenWords(account: string, earlier: AccountUse): string {
  const role = earlier.role === "leader" ? "the leader" : "a follower";
  const place = earlier.place === null ? "" : ` (${earlier.place})`;
  return `account ${account} already is ${role} of group "${earlier.group}"${place}; an account is in at most one group, in one role`;
}

/** Every breach of G1, in the order of `uses`; the earlier use is the one that stands. */
export function accountUseProblems(uses: readonly AccountUse[]): readonly UseProblem[] {
  const problems: UseProblem[] = [];
  const first = new Map<string, AccountUse>();
  const classes = new Map<string, AccountClass>();
  for (const use of uses) {
    const { path, group, account } = use;
    const key = JSON.stringify([use.venue, account]);
    const earlier = first.get(key);
    if (earlier) problems.push({ path, words: takenWords(account, earlier) });
    else first.set(key, use);
    const own = accountClassOf(use.environment);
    const others = classes.get(group);
    if (others === undefined) classes.set(group, own);
    else if (!mayMix(own, others, use.mixedConfirmed)) {
      problems.push({ path, words: mixWords(account, own, group, others) });
    }
  }
  return problems;
}
