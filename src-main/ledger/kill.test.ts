import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FillId } from "../../src-shared/ids.ts";
import type { Ledger } from "./port.ts";
import { history } from "./testing/history.ts";
import type { HistoryFrame } from "./testing/history.ts";
import { comparable, LedgerModel } from "./testing/model.ts";
import { ledgerIn, look, temporaryFolder } from "./testing/profile.ts";
import { seededRng } from "./testing/rng.ts";
import { group, MONDAY_MS, venue } from "./testing/rows.ts";

const child = fileURLToPath(new URL("./testing/kill-child.ts", import.meta.url));

function expectEqual(folder: string, ledger: Ledger, model: LedgerModel): void {
  expect(comparable(ledger.restore())).toEqual(comparable(model.restored(MONDAY_MS)));
  for (const [fillId, eventId] of model.fills) {
    expect(ledger.history.find(venue, fillId as FillId, group)?.eventId).toBe(eventId);
  }
  expect(look(folder, "SELECT count(*) AS n FROM activity")).toEqual([{ n: model.activities }]);
  expect(look(folder, "SELECT count(*) AS n FROM attempt")).toEqual([{ n: model.attempts }]);
  expect(look(folder, "SELECT count(*) AS n FROM fill_ledger")).toEqual([{ n: model.fills.size }]);
}

function modelOf(frames: readonly HistoryFrame[], committed: number, journaled: number): LedgerModel {
  const model = new LedgerModel();
  for (const frame of frames.slice(0, committed)) model.frame(frame);
  for (const frame of frames.slice(committed, journaled)) model.journal(frame.intents);
  return model;
}

describe("a restored ledger", () => {
  it("equals the fold of what was committed and journaled, for any history", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 90 }), fc.boolean(), (seed, count, cut) => {
        const folder = temporaryFolder();
        const frames = history(seed, count);
        const ledger = ledgerIn(folder);
        ledger.restore();
        for (const [index, frame] of frames.entries()) {
          ledger.appendIntents(frame.intents);
          if (index < count - 1 || !cut) ledger.commit(frame.facts);
        }
        ledger.close();
        const next = ledgerIn(folder);
        expectEqual(folder, next, modelOf(frames, cut ? count - 1 : count, count));
        next.close();
      }),
      { numRuns: 30 },
    );
  });
});

/** Runs the child until it has said so many lines, kills it, and gives everything that it had said. */
async function runAndKill(
  args: readonly string[],
  lines: number,
  delayMs: number,
): Promise<readonly string[]> {
  const run = spawn(process.execPath, [child, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const said: string[] = [];
  let rest = "";
  run.stdout.setEncoding("utf8");
  run.stdout.on("data", (text: string) => {
    const pieces = (rest + text).split("\n");
    rest = pieces.pop() ?? "";
    const before = said.length;
    said.push(...pieces);
    if (before < lines && said.length >= lines) setTimeout(() => run.kill("SIGKILL"), delayMs);
  });
  const signal = await new Promise((resolve) => {
    run.on("close", (_code, by) => {
      resolve(by);
    });
  });
  expect(signal).toBe("SIGKILL");
  return said;
}

function lastSaid(said: readonly string[], letter: string, otherwise: number): number {
  const line = said.findLast((text) => text.startsWith(letter));
  return line === undefined ? otherwise : Number(line.slice(2)) + 1;
}

/** Frames of which everything is there, and the intents alone of those that were cut between journal and commit. */
interface Done {
  readonly committed: ReadonlySet<number>;
  readonly written: number;
}

function foldOf(frames: readonly HistoryFrame[], done: Done): LedgerModel {
  const model = new LedgerModel();
  for (const [index, frame] of frames.slice(0, done.written).entries()) {
    if (done.committed.has(index)) model.frame(frame);
    else model.journal(frame.intents);
  }
  return model;
}

/** What may be there after a kill: all that was said, and the one append or commit that was under way, or not. */
function possible(before: Done, journaled: number, committed: number): readonly Done[] {
  const upTo = (end: number): ReadonlySet<number> => {
    const indexes = Array.from(
      { length: Math.max(0, end - before.written) },
      (_, index) => before.written + index,
    );
    return new Set([...before.committed, ...indexes]);
  };
  const said: Done = { committed: upTo(committed), written: journaled };
  return journaled > committed
    ? [said, { ...said, committed: upTo(committed + 1) }]
    : [said, { ...said, written: journaled + 1 }];
}

describe("a ledger killed with kill -9", () => {
  it("holds all that it had said, at most one write more, and no half frame, ten kills in a row", async () => {
    const seed = 20_261_122;
    const count = 4_000;
    const frames = history(seed, count);
    const rng = seededRng(seed);
    const folder = temporaryFolder();
    let done: Done = { committed: new Set(), written: 0 };
    for (let kill = 0; kill < 10; kill += 1) {
      const args = [folder, String(seed), String(done.written), String(count)];
      const said = await runAndKill(args, 1 + rng.below(60), rng.below(6));
      const journaled = lastSaid(said, "j", done.written);
      const committed = lastSaid(said, "c", done.written);
      const ledger = ledgerIn(folder);
      const restored = comparable(ledger.restore());
      const match = possible(done, journaled, committed).find((candidate) =>
        isDeepStrictEqual(comparable(foldOf(frames, candidate).restored(MONDAY_MS)), restored),
      );
      expect({ kill, journaled, committed, match: match !== undefined }).toMatchObject({ match: true });
      expect(ledger.health()).toMatchObject({
        afterUncleanEnd: true,
        journalImport: { corrupt: 0, conflicts: 0 },
      });
      ledger.close();
      done = match ?? done;
    }
    expect(done.written).toBeGreaterThan(50);
    expectEqual(folder, ledgerIn(folder), foldOf(frames, done));
  }, 120_000);
});
