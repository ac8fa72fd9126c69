/**
 * The chaos drill: the fault switches of the embedded exchange as the page shows them, and the sheet that says what the
 * copier did. Practice only: every command is refused where the profile has no embedded exchange.
 */
import { z } from "../zod.ts";

const none = z.strictObject({});
const done = z.strictObject({});
const name = z.string().min(1).max(200);

export const faultGroups = ["connection", "orders", "fills", "limits", "prices"] as const;
export type FaultGroup = (typeof faultGroups)[number];

const faultControlSchema = z.object({
  id: z.string(),
  group: z.enum(faultGroups),
  label: z.string(),
  /** What it does, in one line. */
  line: z.string(),
  /** A switch stays on until it is used up or switched off; an act happens at once. */
  kind: z.enum(["switch", "act"]),
  /** What is to be chosen; the first choice of each stands at first. */
  fields: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      choices: z.array(z.object({ id: z.string(), label: z.string() })).min(1),
    }),
  ),
  on: z.boolean(),
  /** What is in force, by field; empty where nobody chose it here. */
  chosen: z.record(z.string(), z.string()),
  /** When an act ends that lasts. */
  untilMs: z.number().int().nullable(),
});
export type FaultControlView = z.output<typeof faultControlSchema>;

const faultsViewSchema = z.object({ available: z.boolean(), controls: z.array(faultControlSchema) });
export type FaultsView = z.output<typeof faultsViewSchema>;

const verdicts = ["not-run", "waiting", "running", "passed", "failed", "not-judged"] as const;
export type DrillVerdict = (typeof verdicts)[number];

const drillRowSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** What is done to the copier and what it has to do, in one line. */
  line: z.string(),
  verdict: z.enum(verdicts),
  /** What decided, in words and figures. */
  evidence: z.string(),
  findings: z.array(z.object({ ok: z.boolean(), words: z.string() })),
  startedMs: z.number().int().nullable(),
  tookMs: z.number().int().nullable(),
  /** How far a running one is. */
  step: z.object({ number: z.number().int(), of: z.number().int(), words: z.string() }).nullable(),
});
export type DrillRow = z.output<typeof drillRowSchema>;

const drillStateSchema = z.object({
  available: z.boolean(),
  /** Why none can be run as things stand; empty when one can. */
  obstacle: z.string(),
  running: z.object({ number: z.number().int(), of: z.number().int(), stopping: z.boolean() }).nullable(),
  /** Accounts that a run would flatten first. */
  open: z.array(z.string()),
  rows: z.array(drillRowSchema),
});
export type DrillState = z.output<typeof drillStateSchema>;

const momentSchema = z.object({
  atMs: z.number().int(),
  who: z.enum(["fault", "leader", "follower", "cockpit", "drill"]),
  words: z.string(),
});
export type DrillMoment = z.output<typeof momentSchema>;

export const drillCommands = {
  "practice.faults": { input: none, output: faultsViewSchema },
  "practice.setFault": {
    input: z.strictObject({ fault: name, on: z.boolean(), chosen: z.record(name, name) }),
    output: faultsViewSchema,
  },
  "practice.faultsOff": { input: none, output: faultsViewSchema },
  "drill.state": { input: none, output: drillStateSchema },
  /** `flattenFirst`: the trader agrees that what the practice accounts hold is closed before and after. */
  "drill.run": {
    input: z.strictObject({ drills: z.array(name).min(1).max(50), flattenFirst: z.boolean() }),
    output: done,
  },
  "drill.stop": { input: none, output: done },
  "drill.timeline": {
    input: z.strictObject({ drill: name }),
    output: z.object({ moments: z.array(momentSchema) }),
  },
  /** The sheet as CSV, like `activity.export`. */
  "drill.export": {
    input: none,
    output: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("download"), path: z.string() }),
      z.object({ kind: z.literal("saved"), file: z.string().nullable() }),
    ]),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
