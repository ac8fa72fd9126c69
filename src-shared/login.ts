/**
 * A login of a broker: environment, base URL and user name. Budgets, tokens and passwords belong to it and to nothing
 * else: a connection's name may change, and nothing of a demo login may ever be tried on live. Pure.
 */
import type { Brand } from "./brand.ts";
import { venueOf, type Environment } from "./ids.ts";

/** `demo|user`, `custom:http://127.0.0.1:4001/v1|user`. */
export type LoginKey = Brand<string, "LoginKey">;

export function loginKeyOf(connection: {
  readonly environment: Environment;
  readonly httpUrl: string | null;
  readonly username: string;
}): LoginKey {
  return `${venueOf(connection.environment, connection.httpUrl ?? "")}|${connection.username}` as LoginKey;
}
