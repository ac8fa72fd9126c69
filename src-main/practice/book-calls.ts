/** Every call on the books that is neither an order nor a generic read, by its path. */
import type { Call, CallReply } from "./call.ts";
import { DEMO_CALLS } from "./demo-account.ts";
import { dryRun } from "./dry-run.ts";
import type { Exchange } from "./exchange.ts";
import { LIMIT_CALLS } from "./limit-calls.ts";
import { LOOKUP_CALLS } from "./lookups.ts";
import { PERMISSION_CALLS } from "./permissions.ts";
import { RISK_CALLS } from "./risk-calls.ts";
import type { Session } from "./sessions.ts";

const CALLS: ReadonlyMap<string, Call> = new Map([
  ["order/dryrun", dryRun],
  ...LOOKUP_CALLS,
  ...DEMO_CALLS,
  ...RISK_CALLS,
  ...LIMIT_CALLS,
  ...PERMISSION_CALLS,
]);

/** Undefined when this is no call of the books. */
export function bookCall(
  exchange: Exchange,
  session: Session,
  endpoint: string,
  input: unknown,
): CallReply | undefined {
  return CALLS.get(endpoint)?.(exchange, session, input);
}
