/**
 * What to do when a group's settings have changed while somebody edits them: what differs, in words, and the form with
 * the other side's changes taken over where the trader has changed nothing himself. Pure.
 */
import { count } from "../format/quantity.ts";
import { nextUid, type FollowerFields, type GroupFields } from "./form-model.ts";

const labels: Readonly<Record<keyof GroupFields, string>> = {
  name: "name",
  tag: "tag",
  leader: "leader",
  copyOn: "when entries are copied",
  onReversal: "what a reversal does",
  symbols: "symbols",
  sessions: "session windows",
  foreignTrades: "trades of others",
  reduceAutomatically: "automatic reduction",
  graceSeconds: "grace time",
  leaderLost: "a lost leader",
  afterSeconds: "a lost leader's seconds",
  collar: "price collar",
  collarPercent: "price collar's width",
  mixedConfirmed: "demo and live together",
  followers: "followers",
  rest: "other settings",
};
const keys = Object.keys(labels) as readonly (keyof GroupFields)[];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Of plain JSON, but for what only names rows on the page. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isRecord(left) || !isRecord(right) || Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left).filter((name) => name !== "uid");
  return (
    names.length === Object.keys(right).filter((name) => name !== "uid").length &&
    names.every((name) => name in right && same(left[name], right[name]))
  );
}

export function sameFields(left: GroupFields, right: GroupFields): boolean {
  return keys.every((key) => same(left[key], right[key]));
}

function accountKey({ connection, account }: FollowerFields): string {
  return JSON.stringify([connection, account]);
}

type Rows = readonly FollowerFields[];

function rowIn(rows: Rows, key: string): FollowerFields | undefined {
  return rows.find((row) => accountKey(row) === key);
}

/** `sizing, name` and `2 followers (PRAC0002, PRAC0003)`: where two versions differ. */
export function differences(before: GroupFields, after: GroupFields): readonly string[] {
  const rows = new Set([...before.followers, ...after.followers].map(accountKey));
  const changed = [...rows].flatMap((key) => {
    const [left, right] = [rowIn(before.followers, key), rowIn(after.followers, key)];
    const isSame = left !== undefined && right !== undefined && same(left, right);
    return isSame ? [] : [(left ?? right)?.account ?? ""];
  });
  const order = changed.length === 0 && !same(before.followers, after.followers);
  return [
    ...keys.filter((key) => key !== "followers" && !same(before[key], after[key])).map((key) => labels[key]),
    ...(changed.length === 0 ? [] : [`${count(changed.length, "follower")} (${changed.join(", ")})`]),
    ...(order ? ["order of the followers"] : []),
  ];
}

function mergedRow(base: FollowerFields | undefined, mine: FollowerFields, theirs: FollowerFields) {
  const take = <Key extends keyof FollowerFields>(key: Key): FollowerFields[Key] =>
    base !== undefined && same(base[key], mine[key]) ? theirs[key] : mine[key];
  const { uid, connection, account } = mine;
  return {
    uid,
    connection,
    account,
    enabled: take("enabled"),
    sizing: take("sizing"),
    map: take("map"),
    keepNotional: take("keepNotional"),
    largerConfirmed: take("largerConfirmed"),
    rest: theirs.rest,
  };
}

/** Mine in my order, without those that only they removed, then those that only they added. */
function mergedRows(base: Rows, mine: Rows, theirs: Rows): Rows {
  const kept = mine.flatMap((row) => {
    const key = accountKey(row);
    const their = rowIn(theirs, key);
    const old = rowIn(base, key);
    if (their !== undefined) return [mergedRow(old, row, their)];
    return old !== undefined && same(old, row) ? [] : [row];
  });
  const isNew = (row: FollowerFields): boolean => {
    const key = accountKey(row);
    return rowIn(base, key) === undefined && rowIn(mine, key) === undefined;
  };
  const rows = [...kept];
  for (const row of theirs.filter(isNew)) rows.push({ ...row, uid: nextUid([...rows, ...mine]) });
  return rows;
}

/** `mine`, begun from `base`, with what `theirs` has changed since and `mine` has not. */
export function merged(base: GroupFields, mine: GroupFields, theirs: GroupFields): GroupFields {
  const take = <Key extends keyof GroupFields>(key: Key): GroupFields[Key] =>
    same(base[key], mine[key]) ? theirs[key] : mine[key];
  return {
    name: take("name"),
    tag: take("tag"),
    leader: take("leader"),
    copyOn: take("copyOn"),
    onReversal: take("onReversal"),
    symbols: take("symbols"),
    sessions: take("sessions"),
    foreignTrades: take("foreignTrades"),
    reduceAutomatically: take("reduceAutomatically"),
    graceSeconds: take("graceSeconds"),
    leaderLost: take("leaderLost"),
    afterSeconds: take("afterSeconds"),
    collar: take("collar"),
    collarPercent: take("collarPercent"),
    mixedConfirmed: take("mixedConfirmed"),
    rest: theirs.rest,
    followers: mergedRows(base.followers, mine.followers, theirs.followers),
  };
}
