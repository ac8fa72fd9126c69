/**
 * The group form as data: everything as typed, whatever is shown just now, so that nothing typed is ever lost. Reads a
 * draft (a group of the setup file) and writes one. What is wrong is judged by the shared functions alone
 * (form-problems.ts). Pure.
 */
import {
  contractMaps,
  foreignTradeModes,
  roundings,
  weekdays,
  type Weekday,
} from "../../src-shared/group.ts";
import type { GroupDraft } from "../../src-shared/ipc/groups.ts";
import { z } from "../../src-shared/zod.ts";

export const sizingModes = ["multiplier", "fixed", "equity"] as const;

export interface SizingText {
  readonly mode: (typeof sizingModes)[number];
  readonly multiplier: string;
  readonly contracts: string;
  readonly rounding: (typeof roundings)[number];
  readonly atLeastOne: boolean;
  readonly maxContracts: string;
  readonly maxOrderContracts: string;
}

/** `uid` names a row on the page only; it stays when rows move, and says nothing of the settings. */
export interface PairText {
  readonly uid: string;
  readonly leader: string;
  readonly follower: string;
}

export interface MapText {
  readonly kind: (typeof contractMaps)[number] | "pairs";
  /** Kept while another kind is chosen. */
  readonly pairs: readonly PairText[];
}

/** How a follower copies: what several followers can be given at once. */
export interface CopyRule {
  readonly sizing: SizingText;
  readonly map: MapText;
  readonly keepNotional: boolean;
  readonly largerConfirmed: boolean;
}

export interface AccountText {
  /** Both empty: none chosen yet. */
  readonly connection: string;
  readonly account: string;
}

export interface FollowerFields extends CopyRule, AccountText {
  readonly uid: string;
  readonly enabled: boolean;
  /** What the file knows and this form does not show: it is written back as it came. */
  readonly rest: GroupDraft;
}

export interface WindowText {
  readonly uid: string;
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly flattenAtEnd: boolean;
}

export interface GroupFields {
  readonly name: string;
  readonly tag: string;
  readonly leader: AccountText;
  readonly copyOn: "each-fill" | "order-complete";
  readonly onReversal: "reverse" | "close-only";
  /** Separated by commas or spaces. */
  readonly symbols: string;
  readonly sessions: readonly WindowText[];
  readonly foreignTrades: (typeof foreignTradeModes)[number];
  readonly reduceAutomatically: boolean;
  readonly graceSeconds: string;
  readonly leaderLost: "alarm" | "flatten";
  readonly afterSeconds: string;
  readonly collar: boolean;
  readonly collarPercent: string;
  readonly mixedConfirmed: boolean;
  readonly followers: readonly FollowerFields[];
  readonly rest: GroupDraft;
}

export const noAccount: AccountText = { connection: "", account: "" };

export const usualRule: CopyRule = {
  sizing: {
    mode: "multiplier",
    multiplier: "1.00",
    contracts: "1",
    rounding: "nearest",
    atLeastOne: true,
    maxContracts: "10",
    maxOrderContracts: "10",
  },
  map: { kind: "same", pairs: [] },
  keepNotional: false,
  largerConfirmed: false,
};

export const usualWindow: Omit<WindowText, "uid"> = {
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "08:30",
  to: "15:00",
  zone: "America/Chicago",
  flattenAtEnd: false,
};

const AFTER_SECONDS = "60";

export const emptyGroup: GroupFields = {
  name: "",
  tag: "",
  leader: noAccount,
  copyOn: "each-fill",
  onReversal: "reverse",
  symbols: "",
  sessions: [],
  foreignTrades: "alert",
  reduceAutomatically: true,
  graceSeconds: "5",
  leaderLost: "alarm",
  afterSeconds: AFTER_SECONDS,
  collar: true,
  collarPercent: "0.25",
  mixedConfirmed: false,
  followers: [],
  rest: {},
};

/** Numbers and text alike, as text. */
const typed = z.union([z.string(), z.number().transform(String)]);
const { sizing: usualSizing } = usualRule;

const sizingDraft = z.object({
  mode: z.enum(sizingModes),
  multiplier: typed.default(usualSizing.multiplier),
  contracts: typed.default(usualSizing.contracts),
  rounding: z.enum(roundings).default("nearest"),
  atLeastOne: z.boolean().default(true),
  maxContracts: typed.default(usualSizing.maxContracts),
  maxOrderContracts: typed.default(usualSizing.maxOrderContracts),
});

const mapDraft = z
  .union([z.enum(contractMaps), z.object({ pairs: z.array(z.tuple([z.string(), z.string()])) })])
  .transform((map): MapText =>
    typeof map === "string"
      ? { kind: map, pairs: [] }
      : {
          kind: "pairs",
          pairs: map.pairs.map(([leader, follower], index) => ({ uid: `p${index + 1}`, leader, follower })),
        },
  );

const accountDraft = z.object({ connection: z.string(), account: z.string() });

const followerDraft = accountDraft.extend({
  enabled: z.boolean().default(true),
  sizing: sizingDraft.default(usualSizing),
  contractMap: mapDraft.default(usualRule.map),
  keepNotional: z.boolean().default(false),
  largerConfirmed: z.boolean().default(false),
});

const windowDraft = z.object({
  days: z.array(z.enum(weekdays)),
  from: z.string(),
  to: z.string(),
  zone: z.string(),
  flattenAtEnd: z.boolean().default(false),
});

/** The defaults are those of the setup file. */
const groupDraft = z.object({
  name: z.string(),
  tag: z.string().default(""),
  leader: accountDraft.default(noAccount),
  copyOn: z.enum(["each-fill", "order-complete"]).default("each-fill"),
  onReversal: z.enum(["reverse", "close-only"]).default("reverse"),
  symbols: z.array(z.string()).default([]),
  sessions: z.array(windowDraft).default([]),
  foreignTrades: z.enum(foreignTradeModes).default("alert"),
  reduceAutomatically: z.boolean().default(true),
  graceSeconds: typed.default("5"),
  leaderLost: z
    .object({ action: z.enum(["alarm", "flatten"]), afterSeconds: typed.default(AFTER_SECONDS) })
    .default({ action: "alarm", afterSeconds: AFTER_SECONDS }),
  collarPercent: typed.nullable().default("0.25"),
  mixedConfirmed: z.boolean().default(false),
  followers: z.array(z.record(z.string(), z.unknown())),
});

function restOf(draft: GroupDraft, shape: Readonly<Record<string, unknown>>): GroupDraft {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => !(key in shape) && key !== "status"));
}

function followerFieldsOf(draft: GroupDraft, index: number): FollowerFields {
  const { contractMap, ...read } = followerDraft.parse(draft);
  return { uid: `f${index + 1}`, ...read, map: contractMap, rest: restOf(draft, followerDraft.shape) };
}

/** What a line of the list says of a group: the followers are not read for it, of which there may be a thousand. */
export interface GroupHead {
  readonly name: string;
  readonly tag: string;
  readonly leader: AccountText;
  readonly followers: number;
}

const headDraft = groupDraft.pick({ name: true, tag: true, leader: true });

export function headOf(draft: GroupDraft): GroupHead {
  const { followers } = draft;
  return { ...headDraft.parse(draft), followers: Array.isArray(followers) ? followers.length : 0 };
}

/** A draft of the engine's as the form shows it. Its status is not the form's: it is changed by its own buttons. */
export function fieldsOf(draft: GroupDraft): GroupFields {
  const { leaderLost, collarPercent, symbols, sessions, followers, ...read } = groupDraft.parse(draft);
  return {
    ...read,
    sessions: sessions.map(({ days, from, to, zone, flattenAtEnd }, index) => {
      return { uid: `w${index + 1}`, days, from, to, zone, flattenAtEnd };
    }),
    symbols: symbols.join(", "),
    leaderLost: leaderLost.action,
    afterSeconds: leaderLost.afterSeconds,
    collar: collarPercent !== null,
    collarPercent: collarPercent ?? emptyGroup.collarPercent,
    followers: followers.map(followerFieldsOf),
    rest: restOf(draft, groupDraft.shape),
  };
}

/** A whole number, `1,000` and `1000` alike; what is none stays text, so that the schema says so. */
function whole(text: string): number | string {
  const digits = text.replaceAll(/[,\s]/gu, "");
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : text;
}

export function symbolsOf(text: string): readonly string[] {
  return text
    .split(/[\s,;]+/u)
    .filter((symbol) => symbol !== "")
    .map((symbol) => symbol.toUpperCase());
}

function sizingOut({ mode, multiplier, contracts, ...shared }: SizingText): GroupDraft {
  const rest = {
    ...shared,
    maxContracts: whole(shared.maxContracts),
    maxOrderContracts: whole(shared.maxOrderContracts),
  };
  return mode === "fixed"
    ? { mode, contracts: whole(contracts), ...rest }
    : { mode, multiplier: multiplier.trim(), ...rest };
}

function mapOut({ kind, pairs }: MapText): unknown {
  if (kind !== "pairs") return kind;
  const root = (text: string): string => text.trim().toUpperCase();
  return { pairs: pairs.map(({ leader, follower }) => [root(leader), root(follower)]) };
}

function followerOut(follower: FollowerFields): GroupDraft {
  const { connection, account, enabled, sizing, map, keepNotional, largerConfirmed, rest } = follower;
  return {
    ...rest,
    connection,
    account,
    enabled,
    sizing: sizingOut(sizing),
    contractMap: mapOut(map),
    keepNotional,
    largerConfirmed,
  };
}

/** What is judged and saved. It says nothing of the status: an edited group keeps its own. */
export function draftOfFields(fields: GroupFields): GroupDraft {
  const {
    collar,
    collarPercent,
    leaderLost,
    afterSeconds,
    symbols,
    sessions,
    followers,
    tag,
    rest,
    ...same
  } = fields;
  return {
    ...rest,
    ...same,
    // None: the engine makes one of the name.
    ...(tag.trim() === "" ? {} : { tag }),
    symbols: symbolsOf(symbols),
    sessions: sessions.map(({ uid: _uid, ...window }) => window),
    graceSeconds: whole(same.graceSeconds),
    leaderLost:
      leaderLost === "alarm"
        ? { action: leaderLost }
        : { action: leaderLost, afterSeconds: whole(afterSeconds) },
    collarPercent: collar ? collarPercent.trim() : null,
    followers: followers.map(followerOut),
  };
}

/** A uid that none of these rows has. */
export function nextUid(rows: readonly { readonly uid: string }[]): string {
  const numbers = rows.map(({ uid }) => Number(/\d+$/u.exec(uid)?.[0] ?? 0));
  return `f${Math.max(0, ...numbers) + 1}`;
}

/** The same rules and sizes without anybody's account, and without what was confirmed for those. */
export function duplicateOf(fields: GroupFields, name: string): GroupFields {
  return {
    ...fields,
    name,
    tag: "",
    leader: noAccount,
    mixedConfirmed: false,
    followers: fields.followers.map((follower) => ({
      ...follower,
      ...noAccount,
      largerConfirmed: false,
    })),
  };
}
