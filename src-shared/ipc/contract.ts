/**
 * The one contract between the engine and the renderer, whatever carries it: Electron's IPC or the loopback socket.
 * Everything is JSON; commands are validated on the way in and out; a result envelope crosses, never an exception.
 */
import { cockpitEventSchema, cockpitPricesSchema } from "../cockpit/event.ts";
import { cockpitSnapshotSchema } from "../cockpit/model.ts";
import { groupStatuses } from "../group.ts";
import { z } from "../zod.ts";
import { connectionCommands } from "./connections.ts";
import { drillCommands } from "./drill.ts";
import { groupCommands } from "./groups.ts";

const none = z.strictObject({});
const name = z.string().min(1).max(200);
const done = z.strictObject({});

const flattenScopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.literal("group"), group: name }),
  z.strictObject({ kind: z.literal("follower"), follower: name }),
]);

export const activityRowSchema = z.object({
  id: z.number().int(),
  atMs: z.number().int(),
  kind: z.string(),
  severity: z.enum(["info", "notice", "alarm"]),
  group: z.string().nullable(),
  account: z.string().nullable(),
  contract: z.string().nullable(),
  eventId: z.string().nullable(),
  words: z.string(),
});
export type ActivityRow = z.output<typeof activityRowSchema>;

export const practiceStateSchema = z.object({
  /** False where this profile has no embedded exchange connection. */
  available: z.boolean(),
  accounts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The leader of a group. */
      leader: z.boolean(),
      netLiquidation: z.number().int(),
      positions: z.array(
        z.object({ contract: z.string(), net: z.number().int(), price: z.string().nullable() }),
      ),
    }),
  ),
  contracts: z.array(
    z.object({
      contract: z.string(),
      description: z.string(),
      tickSize: z.string(),
      tickValueMicros: z.number().int(),
      bid: z.string(),
      offer: z.string(),
      last: z.string(),
    }),
  ),
});
export type PracticeState = z.output<typeof practiceStateSchema>;

export const commands = {
  "app.info": {
    input: none,
    output: z.object({
      shell: z.enum(["electron", "browser"]),
      version: z.string(),
      node: z.string(),
      profile: z.string(),
    }),
  },
  "cockpit.snapshot": { input: none, output: cockpitSnapshotSchema },
  "group.setStatus": { input: z.strictObject({ group: name, status: z.enum(groupStatuses) }), output: done },
  "follower.setEnabled": {
    input: z.strictObject({
      follower: name,
      enabled: z.boolean(),
      whenOff: z.enum(["copy-exits", "leave-alone"]),
    }),
    output: done,
  },
  "follower.releaseEntries": { input: z.strictObject({ follower: name }), output: done },
  flatten: {
    input: z.strictObject({ scope: flattenScopeSchema }),
    /** How many followers and positions are being closed. */
    output: z.object({ followers: z.number().int(), positions: z.number().int() }),
  },
  "activity.page": {
    input: z.strictObject({
      before: z.number().int().positive().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(activityRowSchema), total: z.number().int() }),
  },
  /** In the browser a one-use path that lives 60 s; in Electron the file that the trader chose, or null. */
  "activity.export": {
    input: z.strictObject({ format: z.enum(["csv", "json"]) }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("download"), path: z.string() }),
      z.object({ kind: z.literal("saved"), file: z.string().nullable() }),
    ]),
  },
  "connection.password": {
    input: z.strictObject({ connection: name, password: z.string().min(1).max(64) }),
    output: done,
  },
  ...connectionCommands,
  ...drillCommands,
  ...groupCommands,
  "practice.state": { input: none, output: practiceStateSchema },
  "practice.order": {
    input: z.strictObject({
      account: name,
      contract: name,
      side: z.enum(["buy", "sell"]),
      quantity: z.number().int().min(1).max(1000),
      type: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("market") }),
        z.strictObject({ kind: z.literal("limit"), price: z.string() }),
        z.strictObject({ kind: z.literal("stop"), price: z.string() }),
      ]),
    }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("accepted"), orderId: z.string() }),
      z.object({ kind: z.literal("rejected"), words: z.string() }),
    ]),
  },
  "practice.flatten": {
    input: z.strictObject({ account: name, contract: name }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("accepted"), orderId: z.string() }),
      z.object({ kind: z.literal("rejected"), words: z.string() }),
    ]),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  "cockpit.event": cockpitEventSchema,
  "cockpit.prices": cockpitPricesSchema,
  /** New activity entries exist; the page asks for what it shows. */
  "activity.added": z.object({ newest: z.number().int() }),
  /** The embedded exchange's state has changed; at most four a second. */
  "practice.changed": z.object({ atMs: z.number().int() }),
  /** A drill has begun, gone on or ended; at most four a second. */
  "drill.changed": z.object({ atMs: z.number().int() }),
} as const satisfies Record<string, z.ZodType>;

export type CommandName = keyof typeof commands;
export type CommandInput<K extends CommandName> = z.input<(typeof commands)[K]["input"]>;
export type CommandOutput<K extends CommandName> = z.output<(typeof commands)[K]["output"]>;
export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;

export type ReplyErrorCode = "UNKNOWN_COMMAND" | "BAD_INPUT" | "REFUSED" | "FAILED" | "CLOSED";

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: ReplyErrorCode; readonly message: string } };

export interface EventFrame {
  readonly event: EventName;
  readonly payload: unknown;
}

/** The only thing that a transport has to offer. */
export interface Transport {
  request(command: CommandName, input: unknown): Promise<Reply>;
  onEvent(listener: (frame: EventFrame) => void): () => void;
}

export interface Client {
  call<K extends CommandName>(command: K, input: CommandInput<K>): Promise<CommandOutput<K>>;
  on<K extends EventName>(event: K, listener: (payload: EventPayload<K>) => void): () => void;
}
