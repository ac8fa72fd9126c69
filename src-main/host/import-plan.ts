/**
 * What a setup file would do to the running profile: refused with every problem at once, or every change in words, with
 * what deserves attention. `basis` names the settings that it was read against, so that nothing else is applied. Pure.
 */
import { createHash } from "node:crypto";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { ConnectionSettings, GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { DraftProblem, ImportChange } from "../../src-shared/ipc/groups.ts";
import { mergeSetup, type SetupFile } from "../../src-shared/setup-file.ts";
import { notShownWords } from "./account-choices.ts";
import { ownProblems } from "./connection-checks.ts";
import { openInGroup, openProblemsOf } from "./group-checks.ts";
import { settingsProblems } from "./group-rules.ts";
import { keepingExits, pausedOpen } from "./kept-exits.ts";
import { openWords } from "./open-words.ts";
import { settingChanges, type SettingChangeEntry } from "./setting-changes.ts";
import { readSetupText } from "./setup-json.ts";

export interface ImportWorld {
  readonly settings: ProfileSettings;
  readonly cockpit: Pick<CockpitSnapshot, "connections" | "groups" | "followers">;
  /** User names of the embedded exchange; null where none runs. */
  readonly practiceLogins: readonly string[] | null;
  readonly newId: () => string;
}

export type ImportPlan =
  | { readonly kind: "problems"; readonly problems: readonly DraftProblem[] }
  | {
      readonly kind: "changes";
      readonly basis: string;
      readonly changes: readonly ImportChange[];
      readonly after: ProfileSettings;
    };

function basisOf(settings: ProfileSettings): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex");
}

/** What the running application has against it, beyond the file itself. */
function liveProblems(file: SetupFile, after: ProfileSettings, world: ImportWorld): DraftProblem[] {
  const { settings, cockpit, practiceLogins } = world;
  const groups = openProblemsOf(settings, after, cockpit).flatMap(({ group, problems }) => {
    const at = file.groups.findIndex(({ name }) => name === group.name);
    return problems.map(({ path, words }) => ({ path: `groups[${at}].${path}`, words }));
  });
  const connections = file.connections.flatMap(({ name }, index) => {
    const connection = after.connections.find(({ id }) => id === name);
    if (!connection) return [];
    const previous = settings.connections.find(({ id }) => id === name)?.id ?? null;
    return ownProblems({ settings, cockpit, previous, connection, practiceLogins }).map(
      ({ path, words }) => ({
        path: `connections[${index}].${path}`,
        words,
      }),
    );
  });
  const known = new Set(settingsProblems(settings));
  const whole = settingsProblems(after).filter((words) => !known.has(words));
  return [...connections, ...groups, ...whole.map((words) => ({ path: "", words }))];
}

function connectionNotes(entry: SettingChangeEntry, connection: ConnectionSettings | undefined): string[] {
  if (!connection || entry.kind !== "added" || connection.environment === "practice") return [];
  if (connection.login === "oauth") return ["It logs in with the browser as soon as it is imported."];
  return connection.passwordEnv === null
    ? ["It asks for its password on the Connections page: a file holds none."]
    : [`It logs in at once where ${connection.passwordEnv} is set, and asks for its password otherwise.`];
}

type Status = GroupSettings["status"];

/** The file pauses it, and something is open there (kept-exits.ts). */
function isHeld(asked: Status | undefined, group: GroupSettings): boolean {
  return asked === "paused" && group.status !== "paused";
}

function pauseNote({ name }: GroupSettings): string {
  return `${name} is open: starts closing-only, so its exits are copied; pause it in the app, where you are asked.`;
}

function followerNotes(
  id: string,
  after: ProfileSettings,
  { settings, cockpit }: Pick<ImportWorld, "settings" | "cockpit">,
): string[] {
  const followerIn = ({ groups }: ProfileSettings) =>
    groups.flatMap(({ followers }) => followers).find((row) => row.id === id);
  const [before, now] = [followerIn(settings), followerIn(after)];
  if (now === undefined) return [];
  const notes: string[] = [];
  const unknown = before === undefined ? notShownWords(now.ref, cockpit) : null;
  if (unknown !== null) notes.push(unknown);
  const row = cockpit.followers.find((each) => each.id === id);
  const open = row === undefined ? [] : openWords(row);
  if (before?.enabled === true && !now.enabled && open.length > 0)
    notes.push(`Open now: ${open.join("; ")}. It is switched off for entries; its exits are still copied.`);
  return notes;
}

function groupNotes(
  file: SetupFile,
  group: GroupSettings,
  before: GroupSettings | undefined,
  { cockpit }: ImportWorld,
): string[] {
  const asked = file.groups.find(({ name }) => name === group.name)?.status;
  const notes: string[] = [];
  if (isHeld(asked, group)) notes.push(pauseNote(group));
  if (asked === "active" && group.status === "closing-only") {
    notes.push("Real or demo money: it is closing only until you activate it here.");
  } else if (group.status === "active" && before?.status !== "active") {
    notes.push("It copies as soon as its accounts are live. Positions that stand there now are left alone.");
  }
  const { connection, account } = group.leader;
  const isNewLeader = before?.leader.connection !== connection || before.leader.account !== account;
  const unknown = isNewLeader ? notShownWords(group.leader, cockpit) : null;
  if (unknown !== null) notes.push(unknown);
  const open = openInGroup(group.id, cockpit);
  if (open.length > 0) {
    notes.push(`Open now: ${open.join("; ")}. Nothing of it is resized; changes act from the next fill.`);
  }
  return notes;
}

function notesOf(entry: SettingChangeEntry, file: SetupFile, after: ProfileSettings, world: ImportWorld) {
  const { owner } = entry;
  if (owner.kind === "connection") {
    return connectionNotes(
      entry,
      after.connections.find(({ id }) => id === owner.id),
    );
  }
  if (owner.kind === "follower") return followerNotes(owner.id, after, world);
  if (owner.kind !== "group") return [];
  const group = after.groups.find(({ id }) => id === owner.id);
  const before = world.settings.groups.find(({ id }) => id === owner.id);
  return group ? groupNotes(file, group, before, world) : [];
}

function changeOf(
  entry: SettingChangeEntry,
  file: SetupFile,
  after: ProfileSettings,
  world: ImportWorld,
): ImportChange[] {
  const { owner, name, kind, lines } = entry;
  if (owner.kind === "profile") return [];
  return [
    {
      what: owner.kind,
      name,
      kind,
      details: lines.map(({ field, before, after: now }) => ({ field, before, after: now })),
      notes: notesOf(entry, file, after, world),
    },
  ];
}

/** A pause that does not come is said also where nothing else changes. */
function heldWithoutChange(
  held: readonly GroupSettings[],
  entries: readonly SettingChangeEntry[],
): ImportChange[] {
  const said = new Set(entries.flatMap(({ owner }) => (owner.kind === "group" ? [owner.id] : [])));
  return held
    .filter(({ id }) => !said.has(id))
    .map((group) => ({
      what: "group" as const,
      name: group.name,
      kind: "changed" as const,
      details: [],
      notes: [pauseNote(group)],
    }));
}

/** Nothing is changed here; the caller applies `after` where `basis` still is the one that the trader has seen. */
export function importPlan(text: string, world: ImportWorld): ImportPlan {
  const read = readSetupText(text, world.settings);
  if (read.kind === "no-json") {
    return { kind: "problems", problems: [{ path: "", words: `This is not JSON: ${read.why}` }] };
  }
  if (read.kind === "problems") return read;
  const merged = mergeSetup(world.settings, read.file, () => world.newId() as GroupId);
  const isOpen = ({ id }: GroupSettings): boolean => openInGroup(id, world.cockpit).length > 0;
  const held = pausedOpen(world.settings, merged, isOpen);
  const after = keepingExits(merged, held);
  const problems = liveProblems(read.file, after, world);
  if (problems.length > 0) return { kind: "problems", problems };
  const entries = settingChanges(world.settings, after);
  const changes = [
    ...entries.flatMap((entry) => changeOf(entry, read.file, after, world)),
    ...heldWithoutChange(held, entries),
  ];
  return { kind: "changes", basis: basisOf(world.settings), changes, after };
}
