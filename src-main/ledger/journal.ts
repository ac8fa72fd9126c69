/**
 * The intent journal, `intents.log`: what must be durable before the first byte of an order leaves, written with one
 * synchronous append. That survives `kill -9` (the kernel holds the bytes), not power loss. Lines stay until the ledger
 * has them; only then may the file be emptied. It does not know what a line means.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { UnwritableLedgerError } from "./errors.ts";
import { LineBuffer, scanJournal } from "./journal-file.ts";
import type { JournalScan } from "./journal-file.ts";

const FILE_MODE = 0o600;

/** The one system call, replaceable in tests: writes at the end and returns the bytes written. */
export type AppendBytes = (descriptor: number, bytes: Buffer) => number;

export interface IntentJournal {
  /** Reads the whole file; for the start only. */
  scan(): JournalScan;
  /** @throws when not everything was written; the file is then as it was before. */
  append(texts: readonly string[]): void;
  /** Empties the file. The caller has made sure that the ledger holds every line. */
  empty(): void;
  readonly bytes: number;
  close(): void;
}

/** Sequence numbers go on from the last whole line, or from 1 in an empty file. @throws UnwritableLedgerError */
export function openJournal(file: string, append: AppendBytes = writeSync): IntentJournal {
  return new FileJournal(file, append);
}

class FileJournal implements IntentJournal {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #append: AppendBytes;
  readonly #lines = new LineBuffer();
  #sequence: number;
  #bytes: number;
  /** The last line has no newline: the next append begins one. */
  #open: boolean;

  constructor(file: string, append: AppendBytes) {
    this.#file = file;
    this.#append = append;
    try {
      this.#descriptor = openSync(file, "a+", FILE_MODE);
    } catch (error) {
      throw new UnwritableLedgerError(file, error);
    }
    const content = readFileSync(file);
    this.#bytes = content.length;
    this.#open = content.length > 0 && content.at(-1) !== 0x0a;
    this.#sequence = scanJournal(content).lines.at(-1)?.sequence ?? 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  scan(): JournalScan {
    return scanJournal(readFileSync(this.#file));
  }

  append(texts: readonly string[]): void {
    const lines = this.#lines;
    lines.clear();
    if (this.#open) lines.newline();
    let sequence = this.#sequence;
    for (const text of texts) {
      sequence += 1;
      lines.add(sequence, text);
    }
    this.#write(lines.bytes);
    this.#sequence = sequence;
    this.#open = false;
  }

  #write(block: Buffer): void {
    let written: number;
    try {
      written = this.#append(this.#descriptor, block);
    } catch (error) {
      this.#takeBack();
      throw error;
    }
    if (written !== block.length) {
      this.#takeBack();
      throw new Error(`The intent journal took ${written} of ${block.length} bytes: the disk is full`);
    }
    this.#bytes += block.length;
  }

  /** Cuts what a failed append left. Where even that fails, the next line begins on a fresh one. */
  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#bytes);
    } catch (error) {
      this.#open = true;
      this.#bytes = fstatSync(this.#descriptor).size;
      throw error;
    }
  }

  empty(): void {
    ftruncateSync(this.#descriptor, 0);
    this.#bytes = 0;
    this.#open = false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
