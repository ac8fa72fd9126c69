/** The one function that changes a cockpit: the engine's own copy and the renderer's use it alike. Pure. */
import { assertNever } from "../assert.ts";
import type { CockpitChange, CockpitEvent } from "./event.ts";
import { ALARMS_MAX, TAPE_MAX, type CockpitSnapshot } from "./model.ts";

function put<Row>(rows: readonly Row[], row: Row, same: (other: Row) => boolean): Row[] {
  const index = rows.findIndex(same);
  if (index < 0) return [...rows, row];
  const next = [...rows];
  next[index] = row;
  return next;
}

function applyChange(cockpit: CockpitSnapshot, change: CockpitChange): CockpitSnapshot {
  switch (change.kind) {
    case "connection": {
      const row = change.connection;
      return { ...cockpit, connections: put(cockpit.connections, row, (other) => other.id === row.id) };
    }
    case "connection-removed":
      return { ...cockpit, connections: cockpit.connections.filter((row) => row.id !== change.id) };
    case "group": {
      const row = change.group;
      return { ...cockpit, groups: put(cockpit.groups, row, (other) => other.id === row.id) };
    }
    case "group-removed":
      return { ...cockpit, groups: cockpit.groups.filter((row) => row.id !== change.id) };
    case "follower": {
      const row = change.follower;
      return { ...cockpit, followers: put(cockpit.followers, row, (other) => other.id === row.id) };
    }
    case "follower-removed":
      return { ...cockpit, followers: cockpit.followers.filter((row) => row.id !== change.id) };
    case "tape": {
      const { entry } = change;
      const known = cockpit.tape.some((other) => other.eventId === entry.eventId);
      const tape = known
        ? cockpit.tape.map((other) => (other.eventId === entry.eventId ? entry : other))
        : [entry, ...cockpit.tape].slice(0, TAPE_MAX);
      return { ...cockpit, tape };
    }
    case "alarm": {
      const others = cockpit.alarms.filter((alarm) => alarm.id !== change.alarm.id);
      return { ...cockpit, alarms: [change.alarm, ...others].slice(0, ALARMS_MAX) };
    }
    case "engine":
      return { ...cockpit, engine: change.engine };
    default:
      return assertNever(change);
  }
}

export type Applied =
  | { readonly kind: "applied"; readonly cockpit: CockpitSnapshot }
  /** Already contained. */
  | { readonly kind: "old" }
  /** At least one event is missing: ask for a new snapshot. */
  | { readonly kind: "gap" };

export function applyEvent(cockpit: CockpitSnapshot, event: CockpitEvent): Applied {
  if (event.seq <= cockpit.seq) return { kind: "old" };
  if (event.seq !== cockpit.seq + 1) return { kind: "gap" };
  let next: CockpitSnapshot = cockpit;
  for (const change of event.changes) next = applyChange(next, change);
  return { kind: "applied", cockpit: { ...next, seq: event.seq, atMs: event.atMs } };
}
