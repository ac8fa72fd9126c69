import { describe, expect, it, onTestFinished } from "vitest";
import type { AccountKey, GroupId } from "../../src-shared/ids.ts";
import type { Fact } from "../core/effect.ts";
import type { LedgerReader } from "./port.ts";
import { openLedgerReader } from "./reader.ts";
import { ledgerIn, temporaryFolder } from "./testing/profile.ts";
import { MONDAY_MS } from "./testing/rows.ts";

type Activity = Extract<Fact, { kind: "activity" }>;

function entry(words: string, over: Partial<Activity> = {}): Activity {
  return {
    kind: "activity",
    wallMs: MONDAY_MS,
    activity: "copy",
    severity: "info",
    group: null,
    follower: null,
    account: null,
    contract: null,
    eventId: null,
    words,
    data: null,
    ...over,
  };
}

function readerOf(folder: string): LedgerReader {
  const reader = openLedgerReader(folder);
  onTestFinished(() => {
    reader.close();
    reader.close();
  });
  return reader;
}

async function csvOf(reader: LedgerReader): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of reader.exportActivityCsv()) pieces.push(piece);
  return pieces;
}

describe("activity pages", () => {
  it("come newest first, each page before the last one's end, and the count is exact", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    const reader = readerOf(folder);
    expect([reader.activity({ before: null, limit: 5 }), reader.activityCount()]).toEqual([[], 0]);
    for (let index = 1; index <= 12; index += 1)
      ledger.commit([entry(`entry ${index}`, { eventId: `e${index}` })]);
    const pages: string[][] = [];
    let before: number | null = null;
    for (;;) {
      const page = reader.activity({ before, limit: 5 });
      if (page.length === 0) break;
      pages.push(page.map((row) => row.words));
      before = page.at(-1)?.id ?? null;
    }
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(pages.flat()[0]).toBe("entry 12");
    expect(pages.flat().at(-1)).toBe("entry 1");
    expect(reader.activityCount()).toBe(12);
    expect(reader.activity({ before: null, limit: 1 })[0]).toEqual({
      id: 12,
      wallMs: MONDAY_MS,
      activity: "copy",
      severity: "info",
      group: null,
      follower: null,
      account: null,
      contract: null,
      eventId: "e12",
      words: "entry 12",
    });
  });

  it("have a bound", () => {
    const folder = temporaryFolder();
    ledgerIn(folder);
    const reader = readerOf(folder);
    for (const limit of [0, -1, 1.5, 1_001]) {
      expect(() => reader.activity({ before: null, limit })).toThrow("a page holds 1 to 1000 entries");
    }
  });
});

describe("the CSV export", () => {
  it("writes RFC 4180 with CRLF, UTC times, and quotes where they are needed", async () => {
    const folder = temporaryFolder();
    ledgerIn(folder).commit([
      entry('said "no", twice\nand — left', { group: "g1" as GroupId, account: "practice#1" as AccountKey }),
      entry("plain", { severity: "alarm" }),
    ]);
    expect((await csvOf(readerOf(folder))).join("")).toBe(
      "id,time,kind,severity,group,follower,account,contract,event id,words\r\n" +
        '1,2026-11-23T15:00:00.000Z,copy,info,g1,,practice#1,,,"said ""no"", twice\nand — left"\r\n' +
        "2,2026-11-23T15:00:00.000Z,copy,alarm,,,,,,plain\r\n",
    );
  });

  it("lets no cell begin as a formula", async () => {
    const folder = temporaryFolder();
    const dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"];
    ledgerIn(folder).commit(dangerous.map((words) => entry(words, { account: words as AccountKey })));
    const pieces = (await csvOf(readerOf(folder))).join("").split("\r\n").slice(1, -1);
    expect(pieces).toHaveLength(dangerous.length);
    for (const [index, piece] of pieces.entries()) {
      const safe = `'${dangerous[index]}`;
      const cell = safe.includes("\r") ? `"${safe}"` : safe;
      expect(piece.split(",").filter((text) => text === cell)).toHaveLength(2);
    }
  });

  it("is streamed in batches, lets the event loop go on between them, and ends where it began", async () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.commit(Array.from({ length: 1_000 }, (_, index) => entry(`entry ${index + 1}`)));
    let turns = 0;
    let running = true;
    const spin = (): void => {
      turns += 1;
      if (running) setImmediate(spin);
    };
    setImmediate(spin);
    const lines: string[] = [];
    let pieces = 0;
    for await (const piece of readerOf(folder).exportActivityCsv()) {
      pieces += 1;
      lines.push(...piece.split("\r\n").slice(0, -1));
      ledger.commit([entry("written meanwhile")]);
    }
    running = false;
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(
      Array.from({ length: 1_000 }, (_, index) => String(index + 1)),
    );
    expect(pieces).toBeGreaterThan(4);
    expect(turns).toBeGreaterThanOrEqual(pieces - 1);
  });

  it("does not stand in the way of a checkpoint", async () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.commit(Array.from({ length: 600 }, (_, index) => entry(`entry ${index}`)));
    const pieces = readerOf(folder).exportActivityCsv()[Symbol.asyncIterator]();
    await pieces.next();
    await pieces.next();
    expect(ledger.compact()).toBe(true);
    expect(ledger.health().walBytes).toBe(0);
    await pieces.return?.();
  });
});
