import { LineBuffer } from "../journal-file.ts";

/** One line as the journal writes it, with its newline. */
export function journalLine(sequence: number, text: string): string {
  const lines = new LineBuffer();
  lines.add(sequence, text);
  return lines.bytes.toString("utf8");
}
