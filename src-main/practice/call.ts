/** What every call of the books answers with, and whose account a call may touch. */
import type { z } from "zod";
import type { AccountState } from "./accounts.ts";
import type { Exchange } from "./exchange.ts";
import type { Session } from "./sessions.ts";

export interface CallReply {
  readonly status: number;
  readonly body?: unknown;
}

export type Call = (exchange: Exchange, session: Session, input: unknown) => CallReply;

export const CALL_DENIED: CallReply = { status: 401, body: "Access is denied" };
const CALL_MALFORMED: CallReply = { status: 400, body: "Malformed request" };

export function answer(body: unknown): CallReply {
  return { status: 200, body };
}

/** A call whose form is checked before it acts. */
export function call<Schema extends z.ZodType>(
  schema: Schema,
  act: (exchange: Exchange, session: Session, body: z.infer<Schema>) => CallReply,
): Call {
  return (exchange, session, input) => {
    const parsed = schema.safeParse(input ?? {});
    return parsed.success ? act(exchange, session, parsed.data) : CALL_MALFORMED;
  };
}

/** The account, if this user may see it. */
export function seen(exchange: Exchange, session: Session, accountId: number): AccountState | undefined {
  return session.user.accountIds.has(accountId) ? exchange.core.accounts.get(accountId) : undefined;
}
