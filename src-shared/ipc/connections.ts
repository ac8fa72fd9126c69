/** The commands of the Connections page: what is asked, what comes back. Never a secret on the way back. */
import { connectionSettingsSchema, requestLimitsSchema } from "../group.ts";
import { z } from "../zod.ts";
import { connectionDraftSchema, connectionSecretsSchema, fieldProblemSchema } from "./connection-form.ts";

const name = z.string().min(1).max(200);
const done = z.strictObject({});
const connection = z.strictObject({ connection: name });

/** Where a secret comes from. `memory`: typed, and gone with the process. */
const secretSource = z.enum(["none", "environment", "memory", "stored"]);
export type SecretSource = z.output<typeof secretSource>;

const edited = z.strictObject({
  /** The connection that is edited; null adds one. */
  previous: name.nullable(),
  draft: connectionDraftSchema,
  secrets: connectionSecretsSchema,
});

const problems = z.object({ kind: z.literal("problems"), problems: z.array(fieldProblemSchema) });

const testStepSchema = z.object({
  step: z.enum(["host", "login", "accounts", "market-data"]),
  outcome: z.enum(["ok", "failed", "skipped"]),
  words: z.string(),
  /** What to do; empty when there is nothing to do. */
  next: z.string(),
});
export type TestStep = z.output<typeof testStepSchema>;

export const connectionCommands = {
  /** What the forms need. */
  "connections.settings": {
    input: z.strictObject({}),
    output: z.object({
      connections: z.array(
        z.object({
          settings: connectionSettingsSchema,
          secrets: z.object({ password: secretSource, apiSecret: secretSource, oauthSecret: secretSource }),
          /** Names of the groups that use it. */
          groups: z.array(z.string()),
          followers: z.number().int(),
          /** The limits in force; null: none. */
          limits: requestLimitsSchema.nullable(),
        }),
      ),
      /** User names of the embedded exchange; empty where none runs. */
      practiceLogins: z.array(z.string()),
      /** False where passwords and OAuth tokens are held in memory only. */
      keepsSecrets: z.boolean(),
      app: z.object({ id: z.string(), version: z.string() }),
    }),
  },
  "connection.save": {
    input: edited,
    output: z.discriminatedUnion("kind", [z.object({ kind: z.literal("saved") }), problems]),
  },
  /** A dry login with what the form holds; nothing is saved. */
  "connection.test": {
    input: edited,
    output: z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("tested"),
        steps: z.array(testStepSchema),
        /** What the test has cost. */
        cost: z.string(),
      }),
      problems,
    ]),
  },
  "connection.reconnect": { input: connection, output: done },
  /** A new login. The password is needed where none is stored. */
  "connection.reauthenticate": {
    input: z.strictObject({ connection: name, password: z.string().min(1).max(64).nullable() }),
    output: done,
  },
  /** F4: one attempt in spite of a lock-out, which it may prolong: the trader has been told so and wants it. */
  "connection.force": {
    input: z.strictObject({ connection: name, mayProlong: z.literal(true) }),
    output: done,
  },
  "connection.remove": { input: connection, output: done },
  /** A login in the system's browser. `url`: for a link, should no page have come up; null: it is not known yet. */
  "connection.oauth": {
    input: connection,
    output: z.object({ opened: z.boolean(), url: z.string().nullable() }),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
