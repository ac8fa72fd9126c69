/**
 * What can be wrong with a ledger, as types, so that the host can end with the right exit code and one clear sentence.
 * Errors of SQLite itself (busy, disk full) pass through unchanged; `isPermanent` tells those that trying again may cure.
 */

/** The file was written by a newer version of Mimik. Exit code 6. */
export class NewerLedgerError extends Error {
  override readonly name = "NewerLedgerError";
  readonly found: number;
  readonly known: number;

  constructor(file: string, found: number, known: number) {
    super(
      `The ledger ${file} was written by a newer version of Mimik (schema ${found}, this version knows ${known}): install that version or use another profile.`,
    );
    this.found = found;
    this.known = known;
  }
}

/** The profile folder or one of its files can not be written. Exit code 4. */
export class UnwritableLedgerError extends Error {
  override readonly name = "UnwritableLedgerError";

  constructor(file: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The ledger can not be written at ${file}: ${why}`, { cause });
  }
}

/** The file is no ledger of Mimik's, or its check failed. */
export class DamagedLedgerError extends Error {
  override readonly name = "DamagedLedgerError";

  constructor(file: string, why: string) {
    super(
      `The ledger ${file} can not be trusted: ${why}. Put a copy from the backups folder in its place, or use another profile.`,
    );
  }
}

/** A fact that is already recorded came again with other content. */
export class LedgerConflictError extends Error {
  override readonly name = "LedgerConflictError";
  readonly table: string;
  readonly key: string;

  constructor(options: { table: string; key: string; columns: readonly string[] }) {
    super(
      `Invariant: ${options.table} ${options.key} is recorded with other content (${options.columns.join(", ")})`,
    );
    this.table = options.table;
    this.key = options.key;
  }
}

/** SQLite's own code of an error (`SQLITE_BUSY`), or undefined when it is none of SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return error.code.startsWith("SQLITE_") ? error.code : undefined;
}

/** Errors of a row's content; every other one of SQLite's is of the file, the disk or another process. */
const contentCodes = ["SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE", "SQLITE_TOOBIG"];

/** The same write will never succeed. An error that is none of SQLite's comes from what was to be written. */
export function isPermanent(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === undefined || contentCodes.some((known) => code.startsWith(known));
}
