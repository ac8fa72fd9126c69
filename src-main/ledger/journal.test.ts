import { readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { scanJournal } from "./journal-file.ts";
import { openJournal } from "./journal.ts";
import type { AppendBytes, IntentJournal } from "./journal.ts";
import { journalLine } from "./testing/journal-line.ts";
import { temporaryFolder } from "./testing/profile.ts";

const texts = ['["first",1]', '["zweite Zeile äöü €",2]', '["third",3]'];
const whole = Buffer.from(texts.map((text, index) => journalLine(index + 1, text)).join(""));

function journalIn(folder: string, append?: AppendBytes): IntentJournal {
  const journal = openJournal(join(folder, "intents.log"), append);
  onTestFinished(() => {
    journal.close();
  });
  return journal;
}

function linesIn(bytes: Buffer): number {
  return bytes.toString("latin1").split("\n").length - 1;
}

describe("a journal cut at any byte", () => {
  it("keeps every whole line, and counts the rest as torn", () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const cut = whole.subarray(0, length);
      const scan = scanJournal(cut);
      const complete = linesIn(cut);
      const rest = cut.subarray(cut.lastIndexOf(0x0a) + 1);
      // A last line that lacks nothing but its newline is whole: its checksum says so.
      const bare = whole[length] === 0x0a && rest.length > 0 ? 1 : 0;
      expect(scan.lines.map((line) => line.text)).toEqual(texts.slice(0, complete + bare));
      expect(scan.torn).toBe(rest.length > 0 && bare === 0);
      expect(scan.corrupt).toBe(0);
      expect(scan.gaps).toBe(0);
    }
  });

  it("takes new lines after it, and both sides of the tear are read", () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "intents.log"), whole.subarray(0, length));
      const before = scanJournal(whole.subarray(0, length)).lines;
      const journal = journalIn(folder);
      journal.append(["[4]"]);
      const after = journal.scan();
      expect(after.lines.map((line) => line.text)).toEqual([...before.map((line) => line.text), "[4]"]);
      expect(after.lines.at(-1)?.sequence).toBe(before.length + 1);
      expect(after.torn).toBe(false);
    }
  });
});

describe("a damaged journal", () => {
  it("loses only the line whose byte changed, wherever it is", () => {
    const newline = 0x0a;
    for (let index = 0; index < whole.length; index += 1) {
      const damaged = Buffer.from(whole);
      damaged[index] = (whole[index] ?? 0) ^ 0x01;
      const scan = scanJournal(damaged);
      const lost = texts.length - scan.lines.length;
      // A changed newline joins two lines, and both are lost; so is one whose change makes a newline.
      expect(lost).toBeGreaterThanOrEqual(1);
      expect(lost).toBeLessThanOrEqual(whole[index] === newline ? 2 : 1);
      expect(scan.corrupt + (scan.torn ? 1 : 0)).toBeGreaterThanOrEqual(1);
      for (const line of scan.lines) expect(texts).toContain(line.text);
    }
  });

  it("says when a line is missing between two whole ones, or comes twice", () => {
    const one = journalLine(1, "[1]");
    const three = journalLine(3, "[3]");
    expect(scanJournal(Buffer.from(one + three)).gaps).toBe(1);
    expect(scanJournal(Buffer.from(one + one)).gaps).toBe(1);
  });
});

describe("an append", () => {
  it("is one system call for all its lines", () => {
    const calls: number[] = [];
    const journal = journalIn(temporaryFolder(), (descriptor, bytes) => {
      calls.push(bytes.length);
      return writeSync(descriptor, bytes);
    });
    journal.append(texts);
    expect(calls).toEqual([whole.length]);
    expect(journal.scan().lines.map((line) => line.text)).toEqual(texts);
    expect(journal.bytes).toBe(whole.length);
  });

  it("of lines larger than any before is whole, whatever characters they hold", () => {
    const journal = journalIn(temporaryFolder());
    const large = ["x".repeat(70_000), "−→€".repeat(60_000), "😀".repeat(50_000)].map((text) =>
      JSON.stringify([text]),
    );
    journal.append(large);
    journal.append(["[4]"]);
    expect(journal.scan().lines.map((line) => line.text)).toEqual([...large, "[4]"]);
  });

  it("that writes only a part throws and leaves the file as it was", () => {
    const folder = temporaryFolder();
    let short = false;
    const journal = journalIn(folder, (descriptor, bytes) =>
      writeSync(descriptor, short ? bytes.subarray(0, bytes.length / 2) : bytes),
    );
    journal.append(["[1]"]);
    const before = readFileSync(join(folder, "intents.log"));
    short = true;
    expect(() => {
      journal.append(["[2]"]);
    }).toThrow("disk is full");
    expect(readFileSync(join(folder, "intents.log"))).toEqual(before);
    short = false;
    journal.append(["[3]"]);
    expect(journal.scan()).toMatchObject({ gaps: 0, corrupt: 0, torn: false });
    expect(journal.scan().lines.map((line) => line.sequence)).toEqual([1, 2]);
  });

  it("that fails halfway with an error leaves the file as it was", () => {
    const folder = temporaryFolder();
    const journal = journalIn(folder, (descriptor, bytes) => {
      writeSync(descriptor, bytes.subarray(0, 5));
      throw new Error("EIO");
    });
    expect(() => {
      journal.append(["[1]"]);
    }).toThrow("EIO");
    expect(statSync(join(folder, "intents.log")).size).toBe(0);
  });
});

describe("an emptied journal", () => {
  it("goes on with its sequence, so that a line that is lost later shows", () => {
    const folder = temporaryFolder();
    const journal = journalIn(folder);
    journal.append(["[1]", "[2]"]);
    journal.empty();
    expect(journal.bytes).toBe(0);
    journal.append(["[3]"]);
    expect(journal.scan().lines).toEqual([{ sequence: 3, text: "[3]" }]);
  });
});
