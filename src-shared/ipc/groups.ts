/**
 * The commands of the Groups page and of the dialogs around it: settings, activation, resync, import and export, history,
 * explanation. A group is edited in the words of the setup file, so that one schema judges forms and files alike.
 */
import { tapeEntrySchema } from "../cockpit/model.ts";
import { z } from "../zod.ts";

const name = z.string().min(1).max(200);
const int = z.number().int();
const done = z.strictObject({});

/** `sizing.multiplier`: where in the draft, and what to do about it. */
export const draftProblemSchema = z.object({ path: z.string(), words: z.string() });
export type DraftProblem = z.output<typeof draftProblemSchema>;

/**
 * A group as the form holds it: a group of the setup file (setup/schema.ts), with what only the application may confirm.
 * Loose on purpose: what is wrong with it is said in words beside the field, never lost on the way.
 */
export const groupDraftSchema = z.record(z.string(), z.unknown());
export type GroupDraft = z.output<typeof groupDraftSchema>;

const environment = z.enum(["practice", "custom", "demo", "live"]);

/** An account that a login shows or a group names, and where it is used. */
export const accountChoiceSchema = z.object({
  connection: z.string(),
  account: z.string(),
  venue: z.string(),
  environment,
  /** False: only settings name it; its login has not shown it (yet). */
  seen: z.boolean(),
  usedBy: z
    .object({ group: z.string(), groupName: z.string(), role: z.enum(["leader", "follower"]) })
    .nullable(),
});
export type AccountChoice = z.output<typeof accountChoiceSchema>;

export const groupViewSchema = z.object({
  id: z.string(),
  /** As the setup file writes it. */
  draft: groupDraftSchema,
  /** Names these settings: given with a save, they and no others are saved over. */
  basis: z.string().optional(),
  status: z.enum(["active", "closing-only", "paused"]),
  activated: z.boolean(),
  /** Followers with something open, in words: `PRAC0002 (+2 NQZ6)`. */
  open: z.array(z.string()),
  /** Rules that make a follower impossible to copy, and other warnings (setup/warnings.ts). */
  warnings: z.array(draftProblemSchema),
});
export type GroupView = z.output<typeof groupViewSchema>;

/** One change that a file would make, readable. */
export const importChangeSchema = z.object({
  what: z.enum(["connection", "group", "follower"]),
  /** `NQ scalps`, `NQ scalps / PRAC0002`. */
  name: z.string(),
  kind: z.enum(["added", "changed", "removed"]),
  /** In the trader's words, old and new value. */
  details: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** What deserves attention: starts closing-only, has open positions. */
  notes: z.array(z.string()),
});
export type ImportChange = z.output<typeof importChangeSchema>;

const positionChoiceSchema = z.enum(["adopt", "leave", "close"]);

/** A position that stands on a follower before the group has ever been active (G7). */
export const activationRowSchema = z.object({
  follower: z.string(),
  account: z.string(),
  contract: z.string(),
  /** Signed contracts, confirmed. */
  position: int,
  /** The leader's contract that it would follow, and how the leader stands there. */
  leaderContract: z.string().nullable(),
  leaderPosition: int.nullable(),
  /** Why it can not be adopted, or null. */
  notAdoptable: z.string().nullable(),
});
export type ActivationRow = z.output<typeof activationRowSchema>;

/** One order that a resync would send now. */
const resyncOrderSchema = z.object({
  leg: z.enum(["open", "close"]),
  side: z.enum(["buy", "sell"]),
  quantity: int,
  kind: z.enum(["market", "liquidation"]),
});

const resyncLineSchema = z.object({
  contract: z.string(),
  leaderContract: z.string().nullable(),
  leader: int,
  confirmed: int,
  /** Signed unfilled contracts of open orders. */
  inFlight: int,
  /** What the follower would hold afterwards. */
  toward: int,
  orders: z.array(resyncOrderSchema),
  /** Why something is not sent, in words; null where nothing is refused. */
  refusal: z.string().nullable(),
  /** The arithmetic, and the caps: `position cap 10, 4 left`. */
  words: z.array(z.string()),
});

export const resyncPreviewSchema = z.object({
  /** One id per confirmed preview: a second click finds it used. */
  id: z.string(),
  /** Of both positions: any change makes the preview another one. */
  version: z.string(),
  follower: z.string(),
  account: z.string(),
  toward: z.enum(["implied", "flat"]),
  atMs: int,
  /** Five seconds later it is drawn anew. */
  expiresMs: int,
  lines: z.array(resyncLineSchema),
  /** Requests that it takes, and what the login has left: `2 requests, 61 left this minute`. */
  budget: z.string(),
});
export type ResyncPreview = z.output<typeof resyncPreviewSchema>;

const historyRowSchema = z.object({
  id: int,
  atMs: int,
  /** In the trader's words: `PRAC0002: multiplier`. */
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type HistoryRow = z.output<typeof historyRowSchema>;

export const groupCommands = {
  "groups.settings": {
    input: z.strictObject({}),
    output: z.object({ groups: z.array(groupViewSchema), accounts: z.array(accountChoiceSchema) }),
  },
  "group.save": {
    /** `group` null makes a new one, closing only until it is activated. */
    input: z.strictObject({
      group: name.nullable(),
      draft: groupDraftSchema,
      /** The group's as `groups.settings` gave it: refused when it has changed meanwhile. Null or none: not compared. */
      basis: name.nullable().optional(),
    }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("saved"), group: z.string() }),
      z.object({ kind: z.literal("problems"), problems: z.array(draftProblemSchema) }),
    ]),
  },
  /** Refused while something of a follower is open. */
  "group.delete": { input: z.strictObject({ group: name }), output: done },
  "group.activation": {
    input: z.strictObject({ group: name }),
    output: z.object({
      /** Nothing has to be asked: the group has been active before, or nothing stands anywhere. */
      needed: z.boolean(),
      /** Real money: the dialog says so and asks once more. */
      environment,
      rows: z.array(activationRowSchema),
      /** Followers whose accounts have not been seen yet: their positions are left alone. */
      notSeen: z.array(z.string()),
    }),
  },
  "group.activate": {
    input: z.strictObject({
      group: name,
      choices: z.array(
        z.strictObject({ follower: name, contract: name, position: int, choice: positionChoiceSchema }),
      ),
    }),
    output: done,
  },
  "resync.preview": {
    input: z.strictObject({ follower: name, toward: z.enum(["implied", "flat"]) }),
    output: resyncPreviewSchema,
  },
  "resync.confirm": {
    input: z.strictObject({
      follower: name,
      toward: z.enum(["implied", "flat"]),
      id: name,
      version: z.string().max(2000),
      atMs: int,
    }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("sent"), words: z.string() }),
      /** Something has moved since: nothing was sent, this is how it looks now. */
      z.object({ kind: z.literal("changed"), preview: resyncPreviewSchema }),
    ]),
  },
  "groups.export": {
    input: z.strictObject({}),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("download"), path: z.string() }),
      z.object({ kind: z.literal("saved"), file: z.string().nullable() }),
    ]),
  },
  "groups.importPreview": {
    input: z.strictObject({ text: z.string().max(5_000_000) }),
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("problems"), problems: z.array(draftProblemSchema) }),
      /** `basis` names the settings that the preview was made against. */
      z.object({ kind: z.literal("changes"), basis: z.string(), changes: z.array(importChangeSchema) }),
    ]),
  },
  /** Refused when the settings have changed since the preview. */
  "groups.import": {
    input: z.strictObject({ text: z.string().max(5_000_000), basis: name }),
    output: done,
  },
  /** Every follower's decision of one leader fill, check by check, as it was stored. */
  "event.explain": {
    input: z.strictObject({ eventId: z.string().min(1).max(500) }),
    output: z.object({
      entry: tapeEntrySchema,
      /** The group's settings in force at that fill, as the setup file writes them; null: not recorded then. */
      settings: groupDraftSchema.nullable(),
    }),
  },
  "group.history": {
    input: z.strictObject({ group: name, limit: int.min(1).max(1000) }),
    output: z.object({ rows: z.array(historyRowSchema) }),
  },
  "group.settingsAt": {
    input: z.strictObject({ group: name, atMs: int }),
    output: z.object({ sinceMs: int.nullable(), settings: groupDraftSchema.nullable() }),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
