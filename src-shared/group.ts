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

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

const branded = <Value>() => z.string().min(1).max(120) as unknown as z.ZodType<Value, string>;
const contracts = z.number().int().min(1).max(1000);

const productRoot = z.string().regex(/^[A-Z0-9]{1,6}$/u, "a product root such as NQ");

/** How the leader's products become the follower's: a preset, or pairs of the user's own, leader's root first. */
export const contractMapSchema = z.union([
  z.enum(contractMaps),
  z.strictObject({
    pairs: z
      .array(z.tuple([productRoot, productRoot]))
      .min(1)
      .max(50),
  }),
]);
export type ContractMap = z.output<typeof contractMapSchema>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, "a time of day such as 08:30");

/** A time in which entries are copied (product.md section 3); the meaning is session-windows.ts's. */
export const sessionWindowSchema = z.strictObject({
  days: z.array(z.enum(weekdays)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
  /** An IANA name, `America/Chicago`. */
  zone: z.string().min(1).max(64),
  flattenAtEnd: z.boolean().default(false),
});
export type SessionWindow = z.output<typeof sessionWindowSchema>;

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
  /** multiplier × follower ÷ leader net liquidation, the ratio taken when the leader leaves flat. */
  z.strictObject({
    mode: z.literal("equity"),
    multiplier: z.number().int().min(1).max(10_000) as unknown as z.ZodType<Hundredths, number>,
    rounding: z.enum(roundings),
    atLeastOne: z.boolean(),
    maxContracts: contracts,
    maxOrderContracts: contracts,
  }),
]);

export const foreignTradeModes = ["alert", "ignore", "flatten-and-stop-entries"] as const;

/** F7: what happens while the leader's connection is lost and a follower is open. */
const leaderLostSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("alarm") }),
  z.strictObject({ action: z.literal("flatten"), afterSeconds: z.number().int().min(30).max(600) }),
]);

export const followerSettingsSchema = z.strictObject({
  id: branded<FollowerId>(),
  ref: accountRefSchema,
  enabled: z.boolean(),
  /** What a switched-off follower does with a position it still holds (product.md G4). */
  whenOff: z.enum(["copy-exits", "leave-alone"]),
  sizing: sizingSchema,
  contractMap: contractMapSchema,
  keepNotional: z.boolean(),
  /** The trader typed that contracts of a larger product are wanted one for one: `keepNotional` decides there too. */
  largerConfirmed: z.boolean().default(false),
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
  /** Entries are copied inside these; none means always. */
  sessions: z.array(sessionWindowSchema).max(50).default([]),
  /** When they were set last, epoch milliseconds: an end before that asks for nothing (G5). */
  sessionsSetMs: z.number().int().nullable().default(null),
  /** What a trade on a follower that is not ours does (R6). */
  foreignTrades: z.enum(foreignTradeModes).default("alert"),
  /** R5. */
  reduceAutomatically: z.boolean().default(true),
  graceSeconds: z.number().int().min(1).max(600).default(5),
  leaderLost: leaderLostSchema.default({ action: "alarm" }),
  /** Hundredths of a percent around the leader's fill within which an entry may leave; null: no collar. */
  collar: z.number().int().min(1).max(10_000).nullable().default(25),
  /** The trader typed that demo and live accounts may be in this group together (G1). */
  mixedConfirmed: z.boolean().default(false),
  /** First activation (G7), epoch milliseconds; null: never active, existing positions have not been asked about. */
  activatedMs: z.number().int().nullable().default(null),
  followers: z.array(followerSettingsSchema).max(200),
});

const requests = (most: number) => z.number().int().min(1).max(most);

/** Requests that one login may make; F5 of product.md. Null in a connection: the default of its environment. */
export const requestLimitsSchema = z.strictObject({
  perSecond: requests(10_000),
  perMinute: requests(100_000),
  perHour: requests(1_000_000),
});

const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, "the name of an environment variable");

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

/** What a group starts with where nothing is said; the same values as the schema's defaults. */
export const groupDefaults: Pick<
  GroupSettings,
  | "sessions"
  | "sessionsSetMs"
  | "foreignTrades"
  | "reduceAutomatically"
  | "graceSeconds"
  | "leaderLost"
  | "collar"
  | "mixedConfirmed"
  | "activatedMs"
> = {
  sessions: [],
  sessionsSetMs: null,
  foreignTrades: "alert",
  reduceAutomatically: true,
  graceSeconds: 5,
  leaderLost: { action: "alarm" },
  collar: 25,
  mixedConfirmed: false,
  activatedMs: null,
};
