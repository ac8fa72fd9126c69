/**
 * Rule G1 of the product: an account is in at most one group, in one role, and the accounts of a group share one
 * class. One function for the settings of a profile and for a setup file, so that both say the same. Pure.
 */
import type { Environment } from "./ids.ts";

/** Practice and custom may be together; demo and live each stand alone. */
export type AccountClass = "practice" | "demo" | "live";

/** One place in which an account is used. */
export interface AccountUse {
  /** Where it stands, for the message: a JSON path, or words. */
  readonly path: string;
  readonly group: string;
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

/** Every breach of G1, in the order of `uses`; the earlier use is the one that stands. */
export function accountUseProblems(uses: readonly AccountUse[]): readonly UseProblem[] {
  const problems: UseProblem[] = [];
  const first = new Map<string, AccountUse>();
  const classes = new Map<string, AccountClass>();
  for (const use of uses) {
    const key = JSON.stringify([use.venue, use.account]);
    const earlier = first.get(key);
    if (earlier) {
      problems.push({
        path: use.path,
        words: `account ${use.account} already is ${earlier.role === "leader" ? "the leader" : "a follower"} of group "${earlier.group}" (${earlier.path}); an account is in at most one group, in one role`,
      });
    } else {
      first.set(key, use);
    }
    const own = accountClassOf(use.environment);
    const others = classes.get(use.group);
    if (others === undefined) classes.set(use.group, own);
    else if (others !== own) {
      problems.push({
        path: use.path,
        words: `account ${use.account} is ${classWords[own]}, but group "${use.group}" has ${classWords[others]} accounts; classes are never mixed`,
      });
    }
  }
  return problems;
}
