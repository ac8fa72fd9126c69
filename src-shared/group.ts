/**
 * The settings of a profile: connections, groups, followers. Validated here once for the settings file, the forms and
 * the setup file. Quantities are contracts, multipliers hundredths. What a later version adds is refused by name.
 */
import type { ConnectionId, Environment, FollowerId, GroupId } from "./ids.ts";
import type { Hundredths } from "./money.ts";
import { z } from "./zod.ts";

export const groupStatuses = ["active", "closing-only", "paused"] as const;
export type GroupStatus = (typeof groupStatuses)[number];

export const roundings = ["nearest", "up", "down"] as const;
export type Rounding = (typeof roundings)[number];

export const contractMaps = ["same", "mini-to-micro", "micro-to-mini"] as const;
export type ContractMap = (typeof contractMaps)[number];

const branded = <Value>() => z.string().min(1).max(120) as unknown as z.ZodType<Value, string>;
const contracts = z.number().int().min(1).max(1000);

export const accountRefSchema = z.strictObject({
  connection: branded<ConnectionId>(),
  account: z.string().min(1).max(64),
});

export const sizingSchema = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: z.literal("multiplier"),
    multiplier: z.number().int().min(1).max(10_000) as unknown as z.ZodType<Hundredths, number>,
    rounding: z.enum(roundings),
    atLeastOne: z.boolean(),
    maxContracts: contracts,
    maxOrderContracts: contracts,
  }),
  z.strictObject({
    mode: z.literal("fixed"),
    contracts,
    maxContracts: contracts,
    maxOrderContracts: contracts,
  }),
]);

export const followerSettingsSchema = z.strictObject({
  id: branded<FollowerId>(),
  ref: accountRefSchema,
  enabled: z.boolean(),
  /** What a switched-off follower does with a position it still holds (product.md G4). */
  whenOff: z.enum(["copy-exits", "leave-alone"]),
  sizing: sizingSchema,
  contractMap: z.enum(contractMaps),
  keepNotional: z.boolean(),
});

export const groupSettingsSchema = z.strictObject({
  id: branded<GroupId>(),
  name: z.string().min(1).max(60),
  /** Sent in each order's `text`. */
  tag: z.string().min(1).max(20),
  status: z.enum(groupStatuses),
  leader: accountRefSchema,
  copyOn: z.enum(["each-fill", "order-complete"]),
  onReversal: z.enum(["reverse", "close-only"]),
  /** Product roots or contract names; empty means all. */
  symbols: z.array(z.string().min(1).max(20)).max(200),
  followers: z.array(followerSettingsSchema).max(200),
});

const requests = (most: number) => z.number().int().min(1).max(most);

/** Requests that one login may make; F5 of product.md. Null in a connection: the default of its environment. */
export const requestLimitsSchema = z.strictObject({
  perSecond: requests(10_000),
  perMinute: requests(100_000),
  perHour: requests(1_000_000),
});

export const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, "the name of an environment variable");

export const connectionSettingsSchema = z.strictObject({
  id: branded<ConnectionId>(),
  environment: z.enum(["practice", "custom", "demo", "live"] as const satisfies readonly Environment[]),
  username: z.string().min(1).max(64),
  /** Environment variable that holds the password; without it the app asks. */
  passwordEnv: envName.nullable(),
  httpUrl: z.url().nullable(),
  wsUrl: z.url().nullable(),
  mdUrl: z.url().nullable(),
  /** How the login is made (protocol.md 1.2, 1.5). */
  login: z.enum(["password", "oauth"]).default("password"),
  /** The user's own API key; its secret is in the named variable or in the secret store, never here. */
  apiKey: z
    .strictObject({ cid: z.string().min(1).max(64), secEnv: envName.nullable() })
    .nullable()
    .default(null),
  /** The user's own OAuth application; its secret is in the secret store. */
  oauthClientId: z.string().min(1).max(8192).nullable().default(null),
  /** Shown to the user at the broker; null: Mimik's own. */
  appId: z.string().min(1).max(64).nullable().default(null),
  appVersion: z.string().min(1).max(64).nullable().default(null),
  limits: requestLimitsSchema.nullable().default(null),
});

export const profileSettingsSchema = z.strictObject({
  version: z.literal(1),
  /** Permanent, unique per profile (protocol.md 1.2). */
  deviceId: z.string().min(8).max(64),
  connections: z.array(connectionSettingsSchema).max(100),
  groups: z.array(groupSettingsSchema).max(200),
});

export type AccountRef = z.output<typeof accountRefSchema>;
export type Sizing = z.output<typeof sizingSchema>;
export type FollowerSettings = z.output<typeof followerSettingsSchema>;
export type GroupSettings = z.output<typeof groupSettingsSchema>;
export type ConnectionSettings = z.output<typeof connectionSettingsSchema>;
export type RequestLimits = z.output<typeof requestLimitsSchema>;
export type ProfileSettings = z.output<typeof profileSettingsSchema>;
