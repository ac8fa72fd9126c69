/**
 * What the values of a connection must fulfil together, beyond the shape of each: one list for the setup file, the
 * settings file and the form, so that all three say the same. Pure.
 */
import type { Environment } from "../ids.ts";

/** A connection as far as the rules look at it; null where nothing readable is given. */
export interface ConnectionShape {
  readonly environment: Environment;
  readonly passwordEnv: string | null;
  readonly httpUrl: string | null;
  readonly wsUrl: string | null;
  readonly mdUrl: string | null;
  readonly login: "password" | "oauth";
  readonly hasApiKey: boolean;
  readonly oauthClientId: string | null;
}

export interface RuleProblem {
  readonly key: "passwordEnv" | "httpUrl" | "wsUrl" | "mdUrl" | "login" | "apiKey" | "oauthClientId";
  readonly words: string;
}

/** A user name or password in an address would stand in settings, exports and logs. */
const withCredentials = /^[a-z]+:\/\/[^/?#]*@/iu;

const tradovates =
  /^[a-z]+:\/\/(?:[^/?#@]*@)?(?:[^/?#:]*\.)?(?:tradovateapi|tradovate)\.com\.?(?:[:/?#]|$)/iu;

function addressProblems(connection: ConnectionShape): RuleProblem[] {
  const { environment } = connection;
  const problems: RuleProblem[] = [];
  for (const key of ["httpUrl", "wsUrl", "mdUrl"] as const) {
    const url = connection[key];
    if (environment === "custom" && url === null) {
      problems.push({ key, words: "a custom connection needs it" });
    } else if (environment !== "custom" && url !== null) {
      problems.push({
        key,
        words: `only a custom connection has addresses of its own, not a ${environment} one`,
      });
    } else if (url !== null && tradovates.test(url)) {
      // As `custom` its accounts would be taken for another exchange's: copied in a circle, or as play money.
      problems.push({ key, words: "this is Tradovate's own address: choose the environment demo or live" });
    } else if (url !== null && withCredentials.test(url)) {
      problems.push({
        key,
        words: "an address holds no user name or password: those have fields of their own",
      });
    }
  }
  return problems;
}

function loginProblems(connection: ConnectionShape): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const practice = connection.environment === "practice";
  if (practice && connection.passwordEnv !== null) {
    problems.push({ key: "passwordEnv", words: "a practice connection has no password" });
  }
  if (practice && connection.login === "oauth") {
    problems.push({ key: "login", words: "a practice connection logs in by itself, not in the browser" });
  }
  if (practice && connection.hasApiKey) {
    problems.push({ key: "apiKey", words: "a practice connection has no API key" });
  }
  if (!practice && connection.login === "oauth" && connection.oauthClientId === null) {
    problems.push({
      key: "oauthClientId",
      words: "a login in the browser needs the client id of your own OAuth application",
    });
  }
  return problems;
}

export function connectionRuleProblems(connection: ConnectionShape): RuleProblem[] {
  return [...addressProblems(connection), ...loginProblems(connection)];
}
