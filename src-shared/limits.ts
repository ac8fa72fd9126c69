/**
 * How many requests a login may make, and the arithmetic of F5 (product.md): a setup whose followers would spend the
 * minute's budget with one entry and one exit each is refused. Pure.
 */
import type { ConnectionSettings, RequestLimits } from "./group.ts";
import type { Environment } from "./ids.ts";

/**
 * The strictest figures that any source gives (protocol notes 7): 100 a second for anyone, 80 a minute quoted by copier
 * vendors, 5,000 an hour in the broker's own documents. Their documents allow 5,000 a minute too: whoever knows better
 * of his own login sets his own.
 */
export const STRICTEST_LIMITS: RequestLimits = { perSecond: 100, perMinute: 80, perHour: 5000 };

/** An exchange on this very computer is nobody's server: it locks nobody out unless it is told to. */
const ownComputer = /^https?:\/\/(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})(?::\d+)?(?:\/|$)/iu;

/** The limits in force; null is none, which only an exchange on this computer has. */
export function limitsOf(connection: {
  readonly environment: Environment;
  readonly httpUrl: string | null;
  readonly limits: RequestLimits | null;
}): RequestLimits | null {
  if (connection.limits !== null) return connection.limits;
  if (connection.environment === "practice") return null;
  if (connection.environment === "custom" && ownComputer.test(connection.httpUrl ?? "")) return null;
  return STRICTEST_LIMITS;
}

/** Why `followers` followers are too many for this login, or null. */
export function followersProblem(
  connection: Pick<ConnectionSettings, "id" | "environment" | "httpUrl" | "limits">,
  followers: number,
): string | null {
  const limits = limitsOf(connection);
  if (limits === null) return null;
  const needed = followers * 2;
  if (needed <= limits.perMinute) return null;
  return (
    `${followers} followers on "${connection.id}" need ${followers} × 2 = ${needed} requests for one entry and one exit ` +
    `each, and its budget is ${limits.perMinute} a minute: spread them over more logins, or raise perMinute if the ` +
    `broker allows this login more`
  );
}
