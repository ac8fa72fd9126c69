/**
 * Why the application can not start: one clear sentence for the trader and the exit code that scripts see. Anything
 * else that is thrown at a start is a bug or the machine's trouble and ends with exit code 1.
 */

const exitCodes = {
  /** Wrong flags, a setup file with errors or one that abandons a position, a broken settings file. */
  usage: 2,
  "damaged-ledger": 2,
  "profile-in-use": 3,
  unwritable: 4,
  port: 5,
  "newer-ledger": 6,
} as const;

export type StartFailureKind = keyof typeof exitCodes;

export class StartFailure extends Error {
  override readonly name = "StartFailure";
  readonly kind: StartFailureKind;

  constructor(kind: StartFailureKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
