/** What comes back over the loopback socket: an answer to a numbered request, or a pushed event. */
import { events, type EventFrame, type EventName, type Reply } from "../../src-shared/ipc/contract.ts";
import { z } from "../../src-shared/zod.ts";

const replySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.enum(["UNKNOWN_COMMAND", "BAD_INPUT", "REFUSED", "FAILED", "CLOSED"]),
      message: z.string(),
    }),
  }),
]);

const frameSchema = z.union([
  z.object({ id: z.number(), reply: replySchema }),
  z.object({
    event: z.enum(Object.keys(events) as [EventName, ...EventName[]]),
    payload: z.unknown(),
  }),
]);

export type Incoming =
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }
  | { readonly kind: "event"; readonly frame: EventFrame }
  /** Well formed, but nothing for this page (`ready`). */
  | { readonly kind: "other" }
  /** Not even JSON: what follows can not be trusted to be whole. */
  | { readonly kind: "broken" };

export function readFrame(text: string): Incoming {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "broken" };
  }
  const parsed = frameSchema.safeParse(json);
  if (!parsed.success) return { kind: "other" };
  const { data } = parsed;
  return "id" in data
    ? { kind: "reply", id: data.id, reply: data.reply }
    : { kind: "event", frame: { event: data.event, payload: data.payload } };
}
