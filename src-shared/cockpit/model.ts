/**
 * The cockpit as data: what the engine publishes and the renderer shows. JSON-safe values only; money in
 * micro-dollars, prices as decimal text made by the engine, times in epoch milliseconds, durations in microseconds.
 */
import { z } from "../zod.ts";

const text = z.string();
const int = z.number().int();

const budgetWindowSchema = z.object({ used: int, limit: int });

/** The request budget of one login (F5): what its windows hold, what is kept for exits, and whether it is locked out. */
export const budgetViewSchema = z.object({
  /** Null: this login has no limit of Mimik's (an exchange on this computer). */
  windows: z
    .object({ second: budgetWindowSchema, minute: budgetWindowSchema, hour: budgetWindowSchema })
    .nullable(),
  /** Requests of the minute that only exits and flatten may spend. */
  reserve: int,
  /** Set while the broker asks for silence: nothing is requested by itself until then. */
  pausedUntilMs: int.nullable(),
  /** `LockedOut`, `LockoutWarning`, `PenaltyTicket`; null when it is not paused. */
  pausedBy: text.nullable(),
});
export type BudgetView = z.output<typeof budgetViewSchema>;

export const marketDataViewSchema = z.object({
  /** `quotes`: streamed; `snapshot`: the broker's cash-balance snapshot is polled instead; `none`: neither. */
  source: z.enum(["quotes", "snapshot", "none"]),
  words: text,
  subscriptions: int,
  /** When the last quote or snapshot arrived. */
  lastMs: int.nullable(),
});
export type MarketDataView = z.output<typeof marketDataViewSchema>;

export const connectionProblemSchema = z.object({ atMs: int, code: text, words: text, next: text });
export type ConnectionProblem = z.output<typeof connectionProblemSchema>;

export const PROBLEMS_MAX = 5;

export const connectionViewSchema = z.object({
  id: text,
  environment: z.enum(["practice", "custom", "demo", "live"]),
  username: text,
  state: z.enum(["connected", "reconnecting", "needs-you", "off"]),
  /** What is going on and what to do, in words. */
  words: text,
  sinceMs: int,
  /** Round trip of the last request, microseconds. */
  latencyUs: int.nullable(),
  lastFrameMs: int.nullable(),
  accounts: z.array(z.object({ key: text, name: text })),
  /** Messages that could not be read, and kinds that are not known. */
  malformed: int,
  unknownKinds: int,
  /** How the login is made. */
  login: z.enum(["password", "oauth"]),
  /** Expiry of the token in use; null before the first login. */
  tokenExpiresMs: int.nullable(),
  budget: budgetViewSchema,
  marketData: marketDataViewSchema,
  /** The last problems, newest first, at most `PROBLEMS_MAX`. */
  problems: z.array(connectionProblemSchema),
});
export type ConnectionView = z.output<typeof connectionViewSchema>;

/** States of product.md R3, in their precedence. */
export const followerStates = [
  "offline",
  "unknown",
  "opposed",
  "locked",
  "settling",
  "drift",
  "in-sync",
  "off",
  "closing-only",
  "unmanaged",
] as const;
export type FollowerState = (typeof followerStates)[number];

/** Why a follower differs from what it should hold (R3). */
export const driftCauses = [
  "denied",
  "rejected",
  "foreign",
  "offline",
  "cut",
  "partial",
  "settings",
  "unexplained",
] as const;
export type DriftCause = (typeof driftCauses)[number];

export const positionLineSchema = z.object({
  contract: text,
  leaderContract: text.nullable(),
  /** Signed contracts the broker has confirmed. */
  confirmed: int,
  /** Signed contracts the follower would hold if it followed exactly. */
  expected: int,
  /** Signed unfilled contracts of our open orders. */
  inFlight: int,
  state: z.enum(followerStates),
  /** What the difference comes from, where there is one. */
  cause: z.enum(driftCauses).nullable(),
  /** Average entry price as text, where known. */
  open: text.nullable(),
});
export type PositionLine = z.output<typeof positionLineSchema>;

export const lastCopySchema = z.object({
  eventId: text,
  atMs: int,
  /** An attempt status or a refusal code. */
  outcome: text,
  words: text,
  contract: text.nullable(),
  /** Signed contracts. */
  quantity: int,
  price: text.nullable(),
  /** Fill frame readable → order handed to the socket. */
  ownUs: int.nullable(),
  /** Order handed to the socket → broker's answer, → last fill. */
  answeredUs: int.nullable(),
  filledUs: int.nullable(),
});
export type LastCopy = z.output<typeof lastCopySchema>;

export const followerRowSchema = z.object({
  id: text,
  group: text,
  account: text,
  connection: text,
  enabled: z.boolean(),
  size: text,
  map: text,
  state: z.enum(followerStates),
  /** Why it is in this state, in words; empty when there is nothing to say. */
  reason: text,
  /** What the trader can do about it; empty when nothing has to be done. */
  action: text,
  entriesOff: z.array(text),
  /** The equity ratio of the trade that is on: `1.37 (75,350 / 55,000)`; null without one. */
  ratio: text.nullable(),
  /** Our orders without a final outcome. */
  working: int,
  lines: z.array(positionLineSchema),
  /** An exit that the broker's pause holds back (F4): nothing is sent by itself before `untilMs`, which may have passed. */
  exitHeld: z.object({ contract: text, untilMs: int, words: text }).nullable(),
  lastCopy: lastCopySchema.nullable(),
});
export type FollowerRow = z.output<typeof followerRowSchema>;

export const leaderRowSchema = z.object({
  account: text,
  connection: text,
  state: z.enum(["live", "reconciling", "offline", "unknown"]),
  reason: text,
  lines: z.array(
    z.object({ contract: text, confirmed: int, state: z.enum(["known", "unknown"]), open: text.nullable() }),
  ),
  lastFill: z.object({ atMs: int, contract: text, quantity: int, price: text }).nullable(),
});
export type LeaderRow = z.output<typeof leaderRowSchema>;

export const groupRowSchema = z.object({
  id: text,
  name: text,
  tag: text,
  status: z.enum(["active", "closing-only", "paused"]),
  leader: leaderRowSchema,
  /** Session windows: `open until 15:00 CT`; null without any. */
  session: z.object({ open: z.boolean(), words: text }).nullable(),
  /** The leader's connection is lost while a follower is open (F7). `flattenAtMs`: when the group is flattened, or null. */
  leaderLost: z.object({ sinceMs: int, flattenAtMs: int.nullable(), words: text }).nullable(),
  /** Followers in the order of the settings. */
  followers: z.array(text),
});
export type GroupRow = z.output<typeof groupRowSchema>;

const checkLineSchema = z.object({ check: int, name: text, pass: z.boolean(), seen: text });

export const tapeFollowerSchema = z.object({
  follower: text,
  account: text,
  outcome: text,
  words: text,
  contract: text.nullable(),
  quantity: int,
  price: text.nullable(),
  slippageTicks: z.number().nullable(),
  arithmetic: z.array(text),
  checks: z.array(
    z.object({ leg: z.enum(["open", "close"]), verdict: text, lines: z.array(checkLineSchema) }),
  ),
  ownUs: int.nullable(),
  answeredUs: int.nullable(),
  filledUs: int.nullable(),
});
export type TapeFollower = z.output<typeof tapeFollowerSchema>;

export const tapeEntrySchema = z.object({
  eventId: text,
  group: text,
  groupName: text,
  kind: text,
  atMs: int,
  contract: text,
  /** Signed contracts of the leader's fill. */
  quantity: int,
  price: text,
  l0: int,
  l1: int,
  complete: z.boolean(),
  followers: z.array(tapeFollowerSchema),
});
export type TapeEntry = z.output<typeof tapeEntrySchema>;

export const alarmSchema = z.object({
  id: int,
  atMs: int,
  severity: z.enum(["notice", "alarm"]),
  words: text,
});
export type Alarm = z.output<typeof alarmSchema>;

export const engineViewSchema = z.object({
  /** True while every decision so far is durable. */
  durable: z.boolean(),
  unknownOrders: int,
  /** Own time of today's copies, microseconds. */
  copies: int,
  ownP50Us: int.nullable(),
  ownP99Us: int.nullable(),
});
export type EngineView = z.output<typeof engineViewSchema>;

export const cockpitSnapshotSchema = z.object({
  /** Number of the last event that this snapshot contains. */
  seq: int,
  atMs: int,
  connections: z.array(connectionViewSchema),
  groups: z.array(groupRowSchema),
  followers: z.array(followerRowSchema),
  /** Newest first, bounded. */
  tape: z.array(tapeEntrySchema),
  alarms: z.array(alarmSchema),
  engine: engineViewSchema,
});
export type CockpitSnapshot = z.output<typeof cockpitSnapshotSchema>;

export const TAPE_MAX = 200;
export const ALARMS_MAX = 100;
