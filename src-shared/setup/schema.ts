/**
 * `mimik-setup.json`, version 1, as a strict schema: the parts that exist in this version, and by name the parts that
 * do not (later.ts). Multipliers and amounts are decimal strings, so that no float is ever involved.
 */
import { contractMaps, envName, groupStatuses, requestLimitsSchema, roundings } from "../group.ts";
import { hundredthsFromText, type Hundredths } from "../money.ts";
import { z } from "../zod.ts";
import { laterInFile, laterInFollower, laterInGroup } from "./later.ts";

const contracts = z.number().int().min(1).max(1000);
const groupName = z.string().trim().min(1).max(60);

/** "2.20" → 220 and back. */
const multiplier = z.string().transform((text, context): Hundredths => {
  try {
    return hundredthsFromText(text);
  } catch {
    context.addIssue({
      code: "custom",
      message: `a multiplier is a decimal in quotes from "0.01" to "100.00", with at most two decimals`,
    });
    return z.NEVER;
  }
});

const caps = { maxContracts: contracts.default(10), maxOrderContracts: contracts.default(10) };
const rounding = z.enum(roundings).default("nearest");
const atLeastOne = z.boolean().default(true);

const sizing = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("multiplier"), multiplier, rounding, atLeastOne, ...caps }),
  // Rounding has nothing to act on here; it is read because the full format writes it for every mode.
  z.strictObject({ mode: z.literal("fixed"), contracts, rounding, atLeastOne, ...caps }),
  z.looseObject({
    mode: z
      .literal("equity")
      .refine(() => false, 'equity sizing is not available in this version; use "multiplier" or "fixed"'),
  }),
]);

const contractMap = z.union(
  [
    z.enum(contractMaps),
    z
      .strictObject({ pairs: z.array(z.tuple([z.string(), z.string()])) })
      .refine(
        () => false,
        `contract pairs of your own are not available in this version; use one of ${contractMaps.join(", ")}`,
      ),
  ],
  { error: `one of ${contractMaps.join(", ")}` },
);

const accountRef = { connection: z.string().min(1).max(120), account: z.string().trim().min(1).max(64) };

const follower = z.strictObject({
  ...accountRef,
  enabled: z.boolean().default(true),
  sizing: sizing.default({
    mode: "multiplier",
    multiplier: 100 as Hundredths,
    rounding: "nearest",
    atLeastOne: true,
    maxContracts: 10,
    maxOrderContracts: 10,
  }),
  contractMap: contractMap.default("same"),
  keepNotional: z.boolean().default(false),
  ...laterInFollower,
});

const group = z.strictObject({
  name: groupName,
  tag: z.string().trim().min(1).max(20).optional(),
  status: z.enum(groupStatuses).default("active"),
  leader: z.strictObject(accountRef),
  copyOn: z.enum(["each-fill", "order-complete"]).default("each-fill"),
  onReversal: z.enum(["reverse", "close-only"]).default("reverse"),
  symbols: z.array(z.string().trim().min(1).max(20)).max(200).default([]),
  followers: z.array(follower).max(200),
  ...laterInGroup,
  /** Means something with automatic reduction only; checked beside it (checks.ts). */
  graceSeconds: z.number().int().min(1).max(600).optional(),
});

const url = (protocol: RegExp, like: string) => z.url({ protocol, error: `an address such as ${like}` });

const connection = z.strictObject({
  name: z.string().trim().min(1).max(120),
  environment: z.enum(["practice", "custom", "demo", "live"]),
  username: z.string().min(1).max(64),
  passwordEnv: envName.nullish(),
  httpUrl: url(/^https?$/u, "http://127.0.0.1:4001/v1").nullish(),
  wsUrl: url(/^wss?$/u, "ws://127.0.0.1:4001/v1/websocket").nullish(),
  mdUrl: url(/^wss?$/u, "ws://127.0.0.1:4002/v1/websocket").nullish(),
  login: z.enum(["password", "oauth"]).default("password"),
  apiKey: z.strictObject({ cid: z.string().min(1).max(64), secEnv: envName.nullish() }).nullish(),
  oauthClientId: z.string().min(1).max(8192).nullish(),
  appId: z.string().min(1).max(64).nullish(),
  appVersion: z.string().min(1).max(64).nullish(),
  limits: requestLimitsSchema.nullish(),
});

export const setupFileSchema = z.strictObject({
  version: z.literal(1, "this version of Mimik reads version 1"),
  connections: z.array(connection).max(100).default([]),
  groups: z.array(group).max(200).default([]),
  ...laterInFile,
});

/** What a valid file holds; multipliers already are hundredths. */
export type SetupFile = z.output<typeof setupFileSchema>;
export type SetupConnection = SetupFile["connections"][number];
export type SetupGroup = SetupFile["groups"][number];
export type SetupFollower = SetupGroup["followers"][number];

/** What is written: plain JSON in the format of the file. */
export type SetupFileText = z.input<typeof setupFileSchema>;
