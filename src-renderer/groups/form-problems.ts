/**
 * What is wrong with a group that is being edited, each at the field where it is put right. The words are the shared
 * functions'; here they only find their field: a row keeps its problems when it moves. Pure.
 */
import { draftProblems, groupOfDraft, type DraftPlace } from "../../src-shared/group-draft.ts";
import { venueOf, type GroupId } from "../../src-shared/ids.ts";
import type { DraftProblem } from "../../src-shared/ipc/groups.ts";
import { pointValueMicrosOf } from "../../src-shared/product-values.ts";
import { groupWarnings } from "../../src-shared/setup/warnings.ts";
import { hoursOfVenue } from "../../src-shared/venue-hours.ts";
import {
  draftOfFields,
  emptyGroup,
  noAccount,
  type CopyRule,
  type FollowerFields,
  type GroupFields,
} from "./form-model.ts";

export interface FieldProblem {
  /** The field: `name`, `sessions[0].from`, `followers.f3.sizing.multiplier`. */
  readonly at: string;
  readonly words: string;
}

/** One field stands for an account, whichever part of it is wrong. */
function fieldOf(path: string): string {
  return path
    .replace(/^leader\.(connection|account)$/u, "leader")
    .replace(/^(followers\.[^.]+)(\.connection)?$/u, "$1.account");
}

/** As a sentence, and without what a file needs and a form does not: quotation marks, and null for nothing. */
function sentence(words: string): string {
  const plain = words
    .replace(" in quotes", "")
    .replace(/, or null for .*$/u, "")
    .replaceAll(/ "([\d.]+)"/gu, " $1");
  const first = `${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}`;
  return /[.!?]$/u.test(first) ? first : `${first}.`;
}

/** The parts of the form from top to bottom; followers in their order between. */
const order = [
  ["name", "tag", "leader", "mixedConfirmed", "followers"],
  [
    "copyOn",
    "onReversal",
    "symbols",
    "collarPercent",
    "foreignTrades",
    "graceSeconds",
    "leaderLost",
    "sessions",
  ],
] as const;

function rankOf({ at }: FieldProblem, followers: readonly FollowerFields[]): number {
  const [, head = "", uid] = /^(\w+)(?:\.(\w+))?/u.exec(at) ?? [];
  const [above, below] = order;
  const first = above.findIndex((field) => field === head);
  const row = followers.findIndex((follower) => follower.uid === uid);
  if (head === "followers" && row >= 0) return above.length + row;
  return first >= 0 ? first : above.length + followers.length + below.findIndex((field) => field === head);
}

export function atFields(
  problems: readonly DraftProblem[],
  followers: readonly FollowerFields[],
): readonly FieldProblem[] {
  const found = new Map<string, FieldProblem>();
  for (const { path, words } of problems) {
    const named = path.replace(/^followers\[(\d+)\]/u, (whole, index: string) => {
      const uid = followers[Number(index)]?.uid;
      return uid === undefined ? whole : `followers.${uid}`;
    });
    const at = fieldOf(named);
    // One field says one thing at a time: the first is the more basic one, and of an account it is its name.
    if (!found.has(at) || path.endsWith(".account")) found.set(at, { at, words: sentence(words) });
  }
  return [...found.values()].toSorted((a, b) => rankOf(a, followers) - rankOf(b, followers));
}

interface Judged extends DraftPlace {
  readonly problems: readonly FieldProblem[];
}

const judged = new WeakMap<GroupFields, Judged>();

/** Judged once, whoever asks: the page, the warnings, and the button that saves. */
export function problemsOfForm(fields: GroupFields, place: DraftPlace): readonly FieldProblem[] {
  const known = judged.get(fields);
  if (known?.profile === place.profile && known.group === place.group) return known.problems;
  const problems = atFields(draftProblems(draftOfFields(fields), place), fields.followers);
  judged.set(fields, { ...place, problems });
  return problems;
}

/** Of a form that has no problems; null while it has some. */
export function warningsOfForm(
  fields: GroupFields,
  place: DraftPlace,
  nowMs: number,
): readonly FieldProblem[] | null {
  if (problemsOfForm(fields, place).length > 0) return null;
  const group = groupOfDraft(draftOfFields(fields), place.group ?? ("new" as GroupId), null);
  const login = place.profile.connections.find(({ id }) => id === group.leader.connection);
  if (login === undefined) return null;
  const hours = hoursOfVenue(venueOf(login.environment, login.httpUrl ?? ""));
  const found = groupWarnings(group, { pointValueMicros: pointValueMicrosOf, nowMs, hours });
  return atFields(found, fields.followers);
}

const nowhere: DraftPlace = { profile: { connections: [], groups: [] }, group: null };
const RULE = "followers.rule.";

/** What is wrong with a rule that belongs to no follower yet, each at `at` and its path: `bulk.sizing.multiplier`. */
export function problemsOfRule(rule: CopyRule, at: string): readonly FieldProblem[] {
  const follower: FollowerFields = { uid: "rule", ...noAccount, enabled: true, ...rule, rest: {} };
  const found = problemsOfForm({ ...emptyGroup, followers: [follower] }, nowhere);
  return found
    .filter(
      (problem) => problem.at.startsWith(`${RULE}sizing`) || problem.at.startsWith(`${RULE}contractMap`),
    )
    .map(({ at: path, words }) => ({ at: `${at}.${path.slice(RULE.length)}`, words }));
}

const fieldWords: Readonly<Record<string, string>> = {
  name: "Name",
  tag: "Tag",
  leader: "Leader",
  symbols: "Symbols",
  collarPercent: "Price collar",
  graceSeconds: "Grace time",
  "leaderLost.afterSeconds": "Leader lost",
  followers: "Followers",
  account: "account",
  "sizing.multiplier": "multiplier",
  "sizing.contracts": "contracts",
  "sizing.maxContracts": "position cap",
  "sizing.maxOrderContracts": "order cap",
};

const windowWords: Readonly<Record<string, string>> = {
  days: "days",
  from: "from",
  to: "to",
  zone: "time zone",
};

/** Where a problem is, in words: `PRAC0003, multiplier`, `Window 2, from`. */
export function placeWords(at: string, followers: readonly FollowerFields[]): string {
  const row = /^followers\.([^.[]+)\.(.+)$/u.exec(at);
  if (row !== null) {
    const [, uid = "", field = ""] = row;
    const index = followers.findIndex((follower) => follower.uid === uid);
    const account = followers[index]?.account ?? "";
    const name = account === "" ? `Follower ${index + 1}` : account;
    const pair = /^contractMap\.pairs\[(\d+)\]/u.exec(field);
    if (pair !== null) return `${name}, pair ${Number(pair[1]) + 1}`;
    return `${name}, ${fieldWords[field] ?? (field.startsWith("contractMap") ? "contracts" : field)}`;
  }
  const window = /^sessions\[(\d+)\]\.?(\w*)/u.exec(at);
  if (window !== null) {
    const field = windowWords[window[2] ?? ""];
    return `Window ${Number(window[1]) + 1}${field === undefined ? "" : `, ${field}`}`;
  }
  return fieldWords[at] ?? fieldWords[at.replace(/\[.*$/u, "")] ?? "Group";
}

/** `at` itself or something within it. */
export function isWithin(at: string, field: string): boolean {
  return at === field || at.startsWith(`${field}.`) || at.startsWith(`${field}[`);
}

export function firstWithin(problems: readonly FieldProblem[], field: string): string | undefined {
  return problems.find(({ at }) => isWithin(at, field))?.words;
}

/** The id of a field's element, so that a list of problems can lead to it. */
export function fieldId(at: string): string {
  return `group-${at.replaceAll(/[^\w]+/gu, "-")}`;
}
