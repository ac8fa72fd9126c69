/**
 * A group as the setup file and the form write it, as a strict schema: what exists in this version, and by name what does
 * not (later.ts). Multipliers and percentages are decimal text, so that no float is ever involved. The form's draft is
 * the file's group with the confirmations that only the application can ask for.
 */
import {
  contractMaps,
  foreignTradeModes,
  groupStatuses,
  roundings,
  weekdays,
  type ContractMap,
} from "../group.ts";
import { hundredthsFromText, type Hundredths } from "../money.ts";
import { z } from "../zod.ts";
import { laterInFollower, laterInGroup } from "./later.ts";
import { flag, oneOf, whole, words } from "./shape.ts";

/** "2.20" ⇄ 220. */
function hundredthsText(message: string) {
  return z.string(message).transform((text, context): Hundredths => {
    try {
      return hundredthsFromText(text);
    } catch {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  });
}

const multiplier = hundredthsText(
  'a multiplier is a decimal in quotes from "0.01" to "100.00", with at most two decimals',
);
const collarPercent = hundredthsText(
  'a percentage in quotes from "0.01" to "100.00", with at most two decimals, or null for no collar',
);

const contracts = whole(1, 1000);
const caps = { maxContracts: contracts.default(10), maxOrderContracts: contracts.default(10) };
const rounding = oneOf(roundings).default("nearest");
const atLeastOne = flag.default(true);

const sizing = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({ mode: z.literal("multiplier"), multiplier, rounding, atLeastOne, ...caps }),
    // Rounding has nothing to act on here; it is read because the full format writes it for every mode.
    z.strictObject({ mode: z.literal("fixed"), contracts, rounding, atLeastOne, ...caps }),
    z.strictObject({ mode: z.literal("equity"), multiplier, rounding, atLeastOne, ...caps }),
  ],
  'a sizing whose mode is "multiplier", "fixed" or "equity"',
);

const root = z.string("a product root such as NQ").regex(/^[A-Z0-9]{1,6}$/u, "a product root such as NQ");
const aPair = "two product roots, the leader's first: such as NQ and MNQ";

const contractMap: z.ZodType<ContractMap> = z.union(
  [
    z.enum(contractMaps),
    z.strictObject({
      pairs: z
        .array(z.tuple([root, root], aPair), "a list of pairs")
        .min(1, "at least one pair; to copy every contract as itself choose same")
        .max(50, "at most 50 pairs"),
    }),
  ],
  { error: `one of ${contractMaps.map((map) => `"${map}"`).join(", ")}, or pairs of your own` },
);

/** Names are compared with a trimmed one everywhere else; a name that is not trimmed is an unknown one. */
const accountRef = {
  connection: z
    .string("the name of a connection")
    .min(1, "choose a connection")
    .max(120, "at most 120 characters"),
  account: z
    .string("the name of an account")
    .trim()
    .min(1, "choose an account")
    .max(64, "at most 64 characters"),
};

const followerShape = {
  ...accountRef,
  enabled: flag.default(true),
  sizing: sizing.default({
    mode: "multiplier",
    multiplier: 100 as Hundredths,
    rounding: "nearest",
    atLeastOne: true,
    maxContracts: 10,
    maxOrderContracts: 10,
  }),
  contractMap: contractMap.default("same"),
  keepNotional: flag.default(false),
  ...laterInFollower,
};

const aTime = "a time of day such as 08:30";
const timeOfDay = z.string(aTime).regex(/^([01]\d|2[0-3]):[0-5]\d$/u, aTime);

const sessionWindow = z.strictObject(
  {
    days: z
      .array(oneOf(weekdays), "a list of days")
      .min(1, "choose at least one day")
      .max(7, "a day is listed more than once"),
    from: timeOfDay,
    to: timeOfDay,
    zone: words("a time zone such as America/Chicago,", 64),
    flattenAtEnd: flag.default(false),
  },
  "a session window: its days, from, to and zone",
);

const leaderLost = z.discriminatedUnion(
  "action",
  [
    z.strictObject({ action: z.literal("alarm") }),
    z.strictObject({ action: z.literal("flatten"), afterSeconds: whole(30, 600) }),
  ],
  'an action, "alarm" or "flatten"',
);

const groupShape = {
  name: words("a name", 60),
  tag: words("a tag", 20).optional(),
  status: oneOf(groupStatuses).default("active"),
  leader: z.strictObject(accountRef, "an account: its connection and its name"),
  copyOn: oneOf(["each-fill", "order-complete"]).default("each-fill"),
  onReversal: oneOf(["reverse", "close-only"]).default("reverse"),
  symbols: z
    .array(words("a product root or a contract", 20), "a list of product roots and contracts")
    .max(200, "at most 200 symbols")
    .default([]),
  sessions: z.array(sessionWindow, "a list of session windows").max(50, "at most 50 windows").default([]),
  foreignTrades: oneOf(foreignTradeModes).default("alert"),
  reduceAutomatically: flag.default(true),
  graceSeconds: whole(1, 600).default(5),
  leaderLost: leaderLost.default({ action: "alarm" }),
  collarPercent: collarPercent.nullable().default(25 as Hundredths),
  ...laterInGroup,
};

const FOLLOWERS_MAX = 200;

function followersOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z
    .array(z.strictObject(shape, "a follower: its connection and its account"), "a list of followers")
    .max(FOLLOWERS_MAX, `at most ${FOLLOWERS_MAX} followers`);
}

export const setupGroupSchema = z.strictObject(
  { ...groupShape, followers: followersOf(followerShape) },
  "a group: its name, its leader and its followers",
);

/** What the form edits. An export never writes the confirmations: another trader has confirmed nothing. */
export const strictDraftSchema = z.strictObject(
  {
    ...groupShape,
    /** Demo and live in one group (G1). */
    mixedConfirmed: flag.default(false),
    followers: followersOf({
      ...followerShape,
      /** A larger product, sized without keeping the notional (product.md section 3, sizing). */
      largerConfirmed: flag.default(false),
    }),
  },
  "a group: its name, its leader and its followers",
);

/** What a valid group holds; multipliers already are hundredths. */
export type SetupGroup = z.output<typeof setupGroupSchema>;
export type SetupFollower = SetupGroup["followers"][number];
export type ReadDraft = z.output<typeof strictDraftSchema>;
/** What is written: plain JSON in the format of the file. */
export type SetupGroupText = z.input<typeof setupGroupSchema>;
export type DraftText = z.input<typeof strictDraftSchema>;
