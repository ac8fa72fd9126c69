/** What can be done to the followers of a group that is edited. Pure: each takes the fields and returns new ones. */
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import { accountOfKey } from "./accounts.ts";
import { nextUid, type CopyRule, type FollowerFields, type GroupFields } from "./form-model.ts";

type Change = (fields: GroupFields) => GroupFields;

export function changeFollowers(
  uids: readonly string[],
  change: (follower: FollowerFields) => FollowerFields,
): Change {
  return (fields) => ({
    ...fields,
    followers: fields.followers.map((follower) =>
      uids.includes(follower.uid) ? change(follower) : follower,
    ),
  });
}

export function removeFollowers(uids: readonly string[]): Change {
  return (fields) => ({
    ...fields,
    followers: fields.followers.filter(({ uid }) => !uids.includes(uid)),
  });
}

/** One place up or down; at an end nothing. */
export function moveFollower(uid: string, step: -1 | 1): Change {
  return (fields) => {
    const from = fields.followers.findIndex((follower) => follower.uid === uid);
    const to = from + step;
    const row = fields.followers[from];
    if (row === undefined || to < 0 || to >= fields.followers.length) return fields;
    return { ...fields, followers: fields.followers.toSpliced(from, 1).toSpliced(to, 0, row) };
  };
}

export function addFollowers(
  keys: readonly string[],
  accounts: readonly AccountChoice[],
  rule: CopyRule,
): Change {
  return (fields) => {
    const followers = [...fields.followers];
    for (const key of keys) {
      const account = accountOfKey(key, accounts);
      followers.push({ uid: nextUid(followers), ...account, enabled: true, ...rule, rest: {} });
    }
    return { ...fields, followers };
  };
}

export const bulkParts = ["size", "caps", "contracts", "switch"] as const;
export type BulkPart = (typeof bulkParts)[number];

/** Only the ticked parts are changed. */
export function withBulk(
  follower: FollowerFields,
  parts: readonly BulkPart[],
  { sizing, map, keepNotional, largerConfirmed }: CopyRule,
  enabled: boolean,
): FollowerFields {
  const { maxContracts, maxOrderContracts, ...size } = sizing;
  return {
    ...follower,
    sizing: {
      ...follower.sizing,
      ...(parts.includes("size") ? size : {}),
      ...(parts.includes("caps") ? { maxContracts, maxOrderContracts } : {}),
    },
    ...(parts.includes("contracts") ? { map, keepNotional, largerConfirmed } : {}),
    ...(parts.includes("switch") ? { enabled } : {}),
  };
}
