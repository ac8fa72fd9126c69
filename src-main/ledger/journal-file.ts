/**
 * The form of the journal file: one line per intent, `<crc32> <sequence> <text>`. Reading never throws for what a file
 * holds: every line whose checksum holds is given back, whatever stands before or after it, and the rest is counted.
 */
import { crc32 } from "node:zlib";

export interface JournalLine {
  readonly sequence: number;
  readonly text: string;
}

export interface JournalScan {
  readonly lines: readonly JournalLine[];
  /** The last line was never written whole: its append did not return, so nothing of it was sent. */
  readonly torn: boolean;
  /** Other lines whose checksum does not hold. */
  readonly corrupt: number;
  /** Sequence numbers missing between two whole lines, and lines out of order. */
  readonly gaps: number;
  /** What could not be read, to be kept as evidence. */
  readonly unreadable: readonly string[];
}

const LINE = /^(?<crc>[0-9a-f]{8}) (?<body>(?<sequence>\d{1,15}) (?<text>.+))$/u;
const NEWLINE = 0x0a;
const CRC_CHARACTERS = 8;
/** Of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;
/** Room for the intent of some twenty followers. */
const BUFFER_BYTES = 64 * 1024;

/**
 * Lines on their way to the file, in one buffer that is used again: checksum and write take bytes five times quicker
 * than a string that holds a character beyond Latin-1 (a minus sign or an arrow in a decision's words is enough).
 */
export class LineBuffer {
  #bytes = Buffer.allocUnsafe(BUFFER_BYTES);
  #end = 0;

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  clear(): void {
    this.#end = 0;
  }

  newline(): void {
    this.#makeRoom(1);
    this.#end = this.#bytes.writeUInt8(NEWLINE, this.#end);
  }

  add(sequence: number, text: string): void {
    const body = `${sequence} ${text}`;
    this.#makeRoom(CRC_CHARACTERS + 1 + body.length * UTF8_BYTES_MAX);
    const start = this.#end + CRC_CHARACTERS + 1;
    const end = start + this.#bytes.write(body, start);
    const crc = crc32(this.#bytes.subarray(start, end)).toString(16).padStart(CRC_CHARACTERS, "0");
    this.#bytes.write(`${crc} `, this.#end);
    this.#end = end;
    this.newline();
  }

  #makeRoom(bytes: number): void {
    const wanted = this.#end + bytes;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

export function scanJournal(bytes: Buffer): JournalScan {
  const lines: JournalLine[] = [];
  const unreadable: string[] = [];
  const whole = bytes.length === 0 || bytes.at(-1) === NEWLINE;
  const pieces = bytes.toString("utf8").split("\n");
  if (whole) pieces.pop();
  let torn = false;
  for (const [index, piece] of pieces.entries()) {
    // An append that had to begin after a torn line leaves an empty one.
    if (piece === "") continue;
    const line = parseLine(piece);
    if (line !== undefined) {
      lines.push(line);
      continue;
    }
    unreadable.push(piece);
    torn = !whole && index === pieces.length - 1;
  }
  return { lines, torn, corrupt: unreadable.length - (torn ? 1 : 0), gaps: countGaps(lines), unreadable };
}

function parseLine(piece: string): JournalLine | undefined {
  const { crc, body, sequence, text } = LINE.exec(piece)?.groups ?? {};
  if (crc === undefined || body === undefined || sequence === undefined || text === undefined)
    return undefined;
  if (Number.parseInt(crc, 16) !== crc32(body)) return undefined;
  return { sequence: Number(sequence), text };
}

function countGaps(lines: readonly JournalLine[]): number {
  let gaps = 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before !== undefined && line.sequence !== before.sequence + 1) gaps += 1;
  }
  return gaps;
}
