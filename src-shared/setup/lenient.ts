/**
 * A setup file as far as it can be read, whatever else is wrong with it: so the faults of its meaning are listed beside
 * those of its shape, all at once. What can not be read is null, and never a default. Pure.
 */
import { requestLimitsSchema, weekdays } from "../group.ts";
import type { Environment } from "../ids.ts";
import { z } from "../zod.ts";

const anyText = z.string().trim().nullable().catch(null);
const environments = ["practice", "custom", "demo", "live"] as const satisfies readonly Environment[];

const lenientConnection = z
  .object({
    name: anyText,
    environment: z.enum(environments).nullable().catch(null),
    passwordEnv: anyText.default(null),
    httpUrl: anyText.default(null),
    wsUrl: anyText.default(null),
    mdUrl: anyText.default(null),
    username: anyText.default(null),
    login: z.enum(["password", "oauth"]).catch("password"),
    apiKey: z.unknown().optional(),
    oauthClientId: anyText.default(null),
    limits: requestLimitsSchema.nullable().catch(null).default(null),
  })
  .catch({
    name: null,
    environment: null,
    passwordEnv: null,
    httpUrl: null,
    wsUrl: null,
    mdUrl: null,
    username: null,
    login: "password",
    oauthClientId: null,
    limits: null,
  });

const nobody = { connection: null, account: null };
const reference = z.object({ connection: z.string().nullable().catch(null), account: anyText }).catch(nobody);

const lenientPairs = z
  .object({ pairs: z.array(z.tuple([z.string(), z.string()]).nullable().catch(null)) })
  .nullable()
  .catch(null);

const lenientFollower = z
  .object({
    connection: z.string().nullable().catch(null),
    account: anyText,
    contractMap: lenientPairs.default(null),
  })
  .catch({ ...nobody, contractMap: null });

/** Field by field: a bad day hides no bad zone. */
const lenientWindow = z
  .object({
    days: z.array(z.enum(weekdays).nullable().catch(null)).catch([]),
    from: z.string().nullable().catch(null),
    to: z.string().nullable().catch(null),
    zone: anyText,
  })
  .nullable()
  .catch(null);

const lenientGroup = z
  .object({
    name: anyText,
    leader: reference,
    followers: z.array(lenientFollower).catch([]),
    sessions: z.array(lenientWindow).catch([]).default([]),
    /** A key of drafts only: a file can not confirm. */
    mixedConfirmed: z.boolean().catch(false).default(false),
  })
  .catch({ name: null, leader: nobody, followers: [], sessions: [], mixedConfirmed: false });

export const lenientFile = z
  .object({ connections: z.array(lenientConnection).catch([]), groups: z.array(lenientGroup).catch([]) })
  .catch({ connections: [], groups: [] });

export type LenientFile = z.output<typeof lenientFile>;
export type LenientConnection = z.output<typeof lenientConnection>;
export type LenientGroup = z.output<typeof lenientGroup>;
