/**
 * After a drill: faults off, connections back, leader and followers flat, entries on again where the drill took them
 * off. First the copier is given its time; then Mimik's own flatten; then the practice exchange itself. Never throws
 * the trader's stop: a run that was stopped is cleaned up all the same.
 */
import type { FollowerId } from "../../../src-shared/ids.ts";
import type { Stage } from "./stage.ts";
import type { Timeline } from "./timeline.ts";

const CONNECTED_MS_MAX = 90_000;
const COPIED_MS_MAX = 5_000;
const FLATTEN_MS_MAX = 15_000;
const LOOK_MS = 100;

async function until(stage: Stage, done: () => boolean, msMax: number): Promise<boolean> {
  const endMs = stage.world.nowMs() + msMax;
  while (!done()) {
    if (stage.world.nowMs() >= endMs) return false;
    await stage.world.sleep(LOOK_MS);
  }
  return true;
}

/** The exchange closes an account's positions, as the trader's own platform does. */
function closeAtExchange(stage: Stage, account: string): void {
  for (const { symbol } of stage.held(account)) {
    stage.world.trader.flatten(stage.accountId(account), symbol);
  }
}

async function flattenAll(stage: Stage, timeline: Timeline | undefined): Promise<void> {
  const { world, leader, group, accounts } = stage;
  closeAtExchange(stage, leader);
  if (await until(stage, () => stage.isQuietlyFlat(), COPIED_MS_MAX)) return;
  timeline?.add("drill", "Flattens the group, since followers are still open");
  world.flattenGroup(group.id);
  if (await until(stage, () => stage.isQuietlyFlat(), FLATTEN_MS_MAX)) return;
  timeline?.add("drill", "Closes what is left at the practice exchange itself");
  for (const account of accounts) closeAtExchange(stage, account);
  await until(stage, () => stage.isQuietlyFlat(), FLATTEN_MS_MAX);
}

/** A position that is not certain, or not that of the books, is read anew on a fresh connection. */
function isUncertain(stage: Stage): boolean {
  const { groups } = stage.world.cockpit();
  const leader = groups.find(({ id }) => id === stage.group.id)?.leader;
  const shown = leader?.lines.find(({ contract }) => contract === stage.contract)?.confirmed ?? 0;
  return (
    shown !== stage.net(stage.leader, stage.contract) ||
    leader?.state === "unknown" ||
    leader?.lines.some(({ state }) => state === "unknown") === true ||
    stage.rows().some(({ state }) => state === "unknown")
  );
}

/** @returns what is left over, in words; empty when all is as before */
export async function cleanUp(
  stage: Stage,
  timeline: Timeline | undefined,
  offBefore: ReadonlySet<string>,
): Promise<string> {
  const { world } = stage;
  await world.door.set({ reset: true });
  if (isUncertain(stage)) {
    await world.door.set({ dropConnections: true });
    await until(stage, () => !stage.isConnected(), LOOK_MS * 5);
  }
  const connected = await until(stage, () => stage.isConnected(), CONNECTED_MS_MAX);
  await flattenAll(stage, timeline);
  for (const row of stage.rows()) {
    if (row.entriesOff.length > 0 && !offBefore.has(row.id)) world.releaseEntries(row.id as FollowerId);
  }
  await until(stage, () => stage.rows().every(({ state }) => state === "in-sync"), COPIED_MS_MAX);
  const open = stage.accounts.filter((account) => stage.held(account).length > 0);
  if (open.length > 0) return `Still open: ${open.join(", ")}.`;
  return connected ? "" : "The connections have not come back yet.";
}
