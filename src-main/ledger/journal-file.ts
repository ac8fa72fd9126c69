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

export function journalLine(sequence: number, text: string): string {
  const body = `${sequence} ${text}`;
  return `${crc32(body).toString(16).padStart(8, "0")} ${body}\n`;
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
