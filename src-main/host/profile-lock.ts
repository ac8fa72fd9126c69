/**
 * One process per profile: an exclusive transaction on `profile.lock`, held as long as the process lives. The system
 * frees it when the process dies in whatever way, so a lock is never left behind.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import { messageOf, StartFailure } from "./start-failure.ts";

/** A database that nobody refers to is closed by the garbage collector, and its lock would go with it. */
const heldLocks = new Set<Database.Database>();

export interface ProfileLock {
  release(): void;
}

/** @throws StartFailure `profile-in-use` when another process holds it, `unwritable` when the file can not be used. */
export function holdProfileLock(folder: string): ProfileLock {
  const file = join(folder, "profile.lock");
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 0 });
    // Nothing is ever written to it: no journal beside it either.
    database.pragma("journal_mode = memory");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) {
      throw new StartFailure(
        "profile-in-use",
        `The profile ${folder} is in use by another running Mimik: close that one, or choose another profile with --profile.`,
        error,
      );
    }
    throw new StartFailure(
      "unwritable",
      `The profile's lock ${file} can not be used: ${messageOf(error)}`,
      error,
    );
  }
  const held = database;
  heldLocks.add(held);
  return {
    release: () => {
      heldLocks.delete(held);
      held.close();
    },
  };
}
