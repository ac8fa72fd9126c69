/**
 * A group of the setup file or of the form as settings, and settings as text again: to the hundredth the same. What the
 * text does not hold (ids, what a switched-off follower does, confirmations, the first activation) is kept. Pure.
 */
import type { FollowerSettings, GroupSettings, Sizing } from "../group.ts";
import { followerIdOf, type ConnectionId, type GroupId } from "../ids.ts";
import { hundredthsToText, type Hundredths } from "../money.ts";
import type { DraftText, ReadDraft, SetupFollower, SetupGroup, SetupGroupText } from "./group-schema.ts";

const TAG_MAX = 20;

/** As much of the name as fits; an emoji that is made of several characters is not cut in two. */
function tagOf(name: string): string {
  let tag = "";
  for (const { segment } of new Intl.Segmenter("en").segment(name)) {
    if (tag.length + segment.length > TAG_MAX) break;
    tag += segment;
  }
  // A single sign with more marks on it than a tag holds.
  return tag === "" ? name.slice(0, TAG_MAX).trim() : tag.trim();
}

function sizingOf(sizing: SetupFollower["sizing"]): Sizing {
  switch (sizing.mode) {
    case "multiplier":
    case "equity":
      return sizing;
    case "fixed": {
      const { mode, contracts, maxContracts, maxOrderContracts } = sizing;
      return { mode, contracts, maxContracts, maxOrderContracts };
    }
    default:
      return sizing satisfies never;
  }
}

/** Switching off by a form or a file lets exits go on; leaving a position alone is asked for by itself (G4). */
function whenOffOf(enabled: boolean, before: FollowerSettings | undefined): FollowerSettings["whenOff"] {
  if (before === undefined || (before.enabled && !enabled)) return "copy-exits";
  return before.whenOff;
}

function followerOf(
  group: GroupId,
  read: SetupFollower,
  before: GroupSettings | null,
): Omit<FollowerSettings, "largerConfirmed"> {
  const connection = read.connection as ConnectionId;
  const id = followerIdOf(group, connection, read.account);
  const old = before?.followers.find((follower) => follower.id === id);
  return {
    id,
    ref: { connection, account: read.account },
    enabled: read.enabled,
    whenOff: whenOffOf(read.enabled, old),
    sizing: sizingOf(read.sizing),
    contractMap: read.contractMap,
    keepNotional: read.keepNotional,
  };
}

function groupOf(
  read: Omit<SetupGroup, "followers">,
  id: GroupId,
  before: GroupSettings | null,
): Omit<GroupSettings, "followers" | "status" | "mixedConfirmed"> {
  return {
    id,
    name: read.name,
    tag: read.tag ?? before?.tag ?? tagOf(read.name),
    leader: { connection: read.leader.connection as ConnectionId, account: read.leader.account },
    copyOn: read.copyOn,
    onReversal: read.onReversal,
    symbols: read.symbols,
    sessions: read.sessions,
    foreignTrades: read.foreignTrades,
    reduceAutomatically: read.reduceAutomatically,
    graceSeconds: read.graceSeconds,
    leaderLost: read.leaderLost,
    collar: read.collarPercent,
    activatedMs: before?.activatedMs ?? null,
    sessionsSetMs: before?.sessionsSetMs ?? null,
  };
}

/** A group of the file. `before` is the profile's group of the same name: what was confirmed there stays so. */
export function groupOfFile(read: SetupGroup, id: GroupId, before: GroupSettings | null): GroupSettings {
  return {
    ...groupOf(read, id, before),
    status: read.status,
    mixedConfirmed: before?.mixedConfirmed ?? false,
    followers: read.followers.map((row) => {
      const follower = followerOf(id, row, before);
      const old = before?.followers.find((each) => each.id === follower.id);
      return { ...follower, largerConfirmed: old?.largerConfirmed ?? false };
    }),
  };
}

/** A draft that has no problems. A new group is closing only until it is activated; an edited one keeps its status. */
export function groupOfRead(read: ReadDraft, id: GroupId, before: GroupSettings | null): GroupSettings {
  return {
    ...groupOf(read, id, before),
    status: before?.status ?? "closing-only",
    mixedConfirmed: read.mixedConfirmed,
    followers: read.followers.map((row) => ({
      ...followerOf(id, row, before),
      largerConfirmed: row.largerConfirmed,
    })),
  };
}

function sizingText(sizing: Sizing) {
  return sizing.mode === "fixed" ? sizing : { ...sizing, multiplier: hundredthsToText(sizing.multiplier) };
}

function followerText({ ref, enabled, sizing, contractMap, keepNotional }: FollowerSettings) {
  return { ...ref, enabled, sizing: sizingText(sizing), contractMap, keepNotional };
}

/** As the setup file writes it: without ids and without what only this trader has confirmed. */
export function groupText(group: GroupSettings): SetupGroupText {
  const { name, tag, status, leader, copyOn, onReversal, symbols, sessions, foreignTrades } = group;
  const { reduceAutomatically, graceSeconds, leaderLost, collar, followers } = group;
  return {
    name,
    tag,
    status,
    leader,
    copyOn,
    onReversal,
    symbols,
    sessions,
    foreignTrades,
    reduceAutomatically,
    graceSeconds,
    leaderLost,
    collarPercent: collar === null ? null : hundredthsToText(collar as Hundredths),
    followers: followers.map(followerText),
  };
}

/** As the form edits it. */
export function draftText(group: GroupSettings): DraftText {
  return {
    ...groupText(group),
    mixedConfirmed: group.mixedConfirmed,
    followers: group.followers.map((follower) => ({
      ...followerText(follower),
      largerConfirmed: follower.largerConfirmed,
    })),
  };
}
