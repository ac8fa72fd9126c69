/** Narrow views of the store. Each returns a value or a row that the engine published, so that equal means unchanged. */
import { assertNever } from "../../src-shared/assert.ts";
import type { ConnectionView, FollowerRow, GroupRow, PositionLine } from "../../src-shared/cockpit/model.ts";
import type { AppState, FlattenScope } from "./store.ts";

const followerIndexes = new WeakMap<readonly FollowerRow[], ReadonlyMap<string, FollowerRow>>();

/** Rows by id, made once per published list. */
function followersById(rows: readonly FollowerRow[]): ReadonlyMap<string, FollowerRow> {
  const known = followerIndexes.get(rows);
  if (known !== undefined) return known;
  const index = new Map(rows.map((row) => [row.id, row]));
  followerIndexes.set(rows, index);
  return index;
}

export function followerOf(state: AppState, id: string): FollowerRow | undefined {
  return state.cockpit === null ? undefined : followersById(state.cockpit.followers).get(id);
}

export function groupOf(state: AppState, id: string): GroupRow | undefined {
  return state.cockpit?.groups.find((group) => group.id === id);
}

export function connectionOf(state: AppState, id: string): ConnectionView | undefined {
  return state.cockpit?.connections.find((connection) => connection.id === id);
}

/** An account as its connection lists it; rows may name it by key or by name. */
export function accountOf(
  state: AppState,
  connection: string,
  account: string,
): { readonly key: string; readonly name: string } | undefined {
  const { accounts } = connectionOf(state, connection) ?? { accounts: [] };
  return accounts.find((known) => known.name === account || known.key === account);
}

/** Open P&L in micro-dollars; undefined while no price has said it. */
export function openPnlOf(state: AppState, connection: string, account: string): number | undefined {
  const key = accountOf(state, connection, account)?.key;
  return (key === undefined ? undefined : state.prices.openPnl.get(key)) ?? undefined;
}

export function isOpen(line: PositionLine): boolean {
  return line.confirmed !== 0 || line.inFlight !== 0;
}

export function openLines(row: FollowerRow): readonly PositionLine[] {
  return row.lines.filter(isOpen);
}

export function scopeKey(scope: FlattenScope): string {
  switch (scope.kind) {
    case "everything":
      return "everything";
    case "group":
      return `group ${scope.group}`;
    case "follower":
      return `follower ${scope.follower}`;
    default:
      return assertNever(scope);
  }
}

export function followersIn(state: AppState, scope: FlattenScope): readonly FollowerRow[] {
  const rows = state.cockpit?.followers ?? [];
  switch (scope.kind) {
    case "everything":
      return rows;
    case "group":
      return rows.filter((row) => row.group === scope.group);
    case "follower":
      return rows.filter((row) => row.id === scope.follower);
    default:
      return assertNever(scope);
  }
}

export function followersOf(state: AppState, groups: readonly string[]): readonly FollowerRow[] {
  return (state.cockpit?.followers ?? []).filter((row) => groups.includes(row.group));
}

export interface Exposure {
  readonly positions: number;
  readonly accounts: number;
}

/** What a flatten would close, as far as the engine has published it. */
export function exposureOf(rows: readonly FollowerRow[]): Exposure {
  let positions = 0;
  let accounts = 0;
  for (const row of rows) {
    const open = openLines(row).length;
    positions += open;
    if (open > 0) accounts += 1;
  }
  return { positions, accounts };
}

/** Something is open there, or may become so: what pausing and switching off have to ask about. */
export function mayBeOpen(row: FollowerRow): boolean {
  return openLines(row).length > 0 || row.working > 0;
}

/** What all groups do together, for the master switch; null without any group. */
export function masterStatus(
  state: AppState,
): { readonly status: GroupRow["status"]; readonly groups: number; readonly all: number } | null {
  const rows = state.cockpit?.groups ?? [];
  const inOrder = ["active", "closing-only", "paused"] as const;
  const status = inOrder.find((one) => rows.some((group) => group.status === one));
  if (status === undefined) return null;
  return { status, groups: rows.filter((group) => group.status === status).length, all: rows.length };
}

/** Why a resync would have something to do: it differs, stands against the leader, or is not in the leader's trade. */
export type ResyncNeed = "drift" | "opposed" | "not-in-trade";

export function resyncNeed(row: FollowerRow, group: GroupRow | undefined): ResyncNeed | null {
  if (row.state === "drift" || row.state === "opposed") return row.state;
  if (group === undefined || group.status !== "active" || row.state !== "in-sync") return null;
  // A leader's position that is too small for this follower is no trade that it missed.
  if (row.entriesOff.length > 0 || row.lastCopy?.outcome === "sized-to-zero") return null;
  const missed = group.leader.lines.some(({ contract, confirmed }) => {
    const mine = row.lines.filter((line) => line.leaderContract === contract);
    return confirmed !== 0 && mine.every((line) => line.expected === 0 && !isOpen(line));
  });
  return missed ? "not-in-trade" : null;
}

/** Confirmed flat by the broker, with nothing of ours on its way. */
export function isFlat(row: FollowerRow): boolean {
  const certain = row.state !== "offline" && row.state !== "unknown";
  return certain && row.working === 0 && openLines(row).length === 0;
}

/** What is on the page is the last that was known, not the present. */
export function isStale(state: AppState): boolean {
  return state.phase.kind === "lost" || state.phase.kind === "refused";
}

export type PriceField = "bid" | "offer" | "last";

export function unreadAlarms(state: AppState): number {
  const alarms = state.cockpit?.alarms ?? [];
  return alarms.filter((alarm) => alarm.severity === "alarm" && alarm.id > state.alarmRead).length;
}
