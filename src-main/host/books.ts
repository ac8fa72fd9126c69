/**
 * The ledger of a profile at a start: opened, read once, and compared with the settings of this start before either is
 * changed. Whatever stands in the way becomes one clear sentence.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { Restored } from "../core/restored.ts";
import { DamagedLedgerError, NewerLedgerError, sqliteCode, UnwritableLedgerError } from "../ledger/errors.ts";
import { LEDGER_FILE, openLedger } from "../ledger/open.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock, Log } from "../runtime/port.ts";
import type { Closers } from "./closers.ts";
import { keepingExits, pausedOpen } from "./kept-exits.ts";
import { abandonedPieces, openPieces, pieceWords } from "./open-followers.ts";
import { StartFailure } from "./start-failure.ts";

export interface Books {
  readonly ledger: Ledger;
  readonly restored: Restored;
}

export interface BooksOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly closers: Closers;
}

function asStartFailure(error: unknown): unknown {
  if (error instanceof NewerLedgerError) return new StartFailure("newer-ledger", error.message, error);
  if (error instanceof UnwritableLedgerError) return new StartFailure("unwritable", error.message, error);
  if (error instanceof DamagedLedgerError) return new StartFailure("damaged-ledger", error.message, error);
  const code = sqliteCode(error);
  if (code !== "SQLITE_NOTADB" && code?.startsWith("SQLITE_CORRUPT") !== true) return error;
  const damaged = new DamagedLedgerError(LEDGER_FILE, "a part of it can not be read");
  return new StartFailure("damaged-ledger", damaged.message, error);
}

/** @throws StartFailure */
export function openBooks({ folder, clock, log, closers }: BooksOptions): Books {
  try {
    const ledger = openLedger({ folder, clock: { wallMs: () => clock.now().wallMs }, log });
    closers.add("ledger", () => ledger.close());
    return { ledger, restored: ledger.restore() };
  } catch (error) {
    throw asStartFailure(error);
  }
}

/** @throws StartFailure when a follower would disappear, or change its account, while something of it is open. */
export function refuseAbandoned(
  restored: Restored,
  { before, settings, source }: { before: ProfileSettings; settings: ProfileSettings; source: string },
): void {
  const abandoned = abandonedPieces(openPieces(restored, before), settings);
  if (abandoned.length === 0) return;
  const names = abandoned.map((piece) => pieceWords(piece, restored)).join("; ");
  throw new StartFailure(
    "usage",
    `Nothing was changed, because ${source} would take the exits away from what followers still have open: ${names}. Keep the follower in its group and on its connection as it was, start Mimik and flatten it; then it can be removed.`,
  );
}

/** The settings of a start, `restored` null for a new profile: what a file would pause while something of it is open is closing-only (kept-exits.ts). */
export function keepExitsOfStart(
  restored: Restored | null,
  { before, settings, log }: { before: ProfileSettings; settings: ProfileSettings; log: Log },
): ProfileSettings {
  if (restored === null) return settings;
  const open = new Set(openPieces(restored, before).map(({ follower }) => follower));
  const held = pausedOpen(before, settings, ({ followers }) => followers.some(({ id }) => open.has(id)));
  for (const { name } of held) {
    const why = "something of it is open: pause it in the app, where you are asked";
    log.warn("a group of the setup file starts closing-only instead of paused", { group: name, why });
  }
  return keepingExits(settings, held);
}
