/**
 * Keeps a snapshot below the largest frame: rows and alarms always cross whole; of the tape as many of the newest
 * entries as fit. Older ones stand on the Activity page. Pure.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";

/** Leaves room for the envelope in a frame of 1 MiB. */
export const SNAPSHOT_BYTES_MAX = 960 * 1024;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

export function withinFrame(snapshot: CockpitSnapshot, bytesMax = SNAPSHOT_BYTES_MAX): CockpitSnapshot {
  let left = bytesMax - bytesOf({ ...snapshot, tape: [] });
  const tape: CockpitSnapshot["tape"] = [];
  for (const entry of snapshot.tape) {
    left -= bytesOf(entry) + 1;
    if (left < 0) break;
    tape.push(entry);
  }
  return tape.length === snapshot.tape.length ? snapshot : { ...snapshot, tape };
}
