import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LoginKey } from "../../src-shared/login.ts";
import { openBudgetBook } from "./budget-book.ts";

const LIMITS = { perSecond: 100, perMinute: 80, perHour: 5000 };
const login = "demo|trader" as LoginKey;
const START_MS = Date.UTC(2026, 10, 22, 15);

let folder: string;
let file: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-budgets-"));
  file = join(folder, "budgets.json");
  warnings = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const log = { info: () => {}, warn: (words: string) => warnings.push(words), error: () => {} };

/** A process that starts at this time of the wall clock; its monotonic clock begins anew. */
function process(wallMs = START_MS) {
  let passedNs = 0;
  const due: { atNs: number; run: () => void }[] = [];
  const clock = {
    monoNs: () => passedNs,
    now: () => ({ monoNs: passedNs, wallMs: wallMs + passedNs / 1e6 }),
  };
  const timers = {
    at: (atNs: number, run: () => void) => {
      const timer = { atNs, run };
      due.push(timer);
      return () => void due.splice(due.indexOf(timer), 1);
    },
  };
  const book = openBudgetBook({ folder, clock, timers, log });
  return {
    book,
    clock,
    pass(ms: number) {
      passedNs += ms * 1e6;
      for (const timer of due.filter(({ atNs }) => atNs <= passedNs)) {
        due.splice(due.indexOf(timer), 1);
        timer.run();
      }
    },
  };
}

const usedIn = ({ book, clock }: ReturnType<typeof process>): number | undefined =>
  book.of(login, LIMITS).view(clock.now()).windows?.hour.used;

test("what was spent, and a lock-out, are there again after a restart, and age on the wall clock", async () => {
  const first = process();
  const budget = first.book.of(login, LIMITS);
  for (let request = 0; request < 5; request += 1) budget.take("entry", first.clock.monoNs());
  budget.pause("LockedOut", first.clock.monoNs() + 3600e9);
  await first.book.close();
  expect(statSync(file).mode & 0o077).toBe(0);

  const second = process(START_MS + 60_000);
  expect(usedIn(second)).toBe(5);
  const again = second.book.of(login, LIMITS);
  expect(again.lockedUntilNs(second.clock.monoNs()) / 1e9).toBeCloseTo(3540, 0);
  expect(again.take("exit", second.clock.monoNs())).toBeGreaterThan(0);
  await second.book.close();

  const later = process(START_MS + 3_700_000);
  expect(usedIn(later)).toBe(0);
  expect(later.book.of(login, LIMITS).lockedUntilNs(later.clock.monoNs())).toBe(0);
});

test("it is one budget however often it is asked for; other limits keep what was spent", () => {
  const running = process();
  const budget = running.book.of(login, LIMITS);
  budget.take("entry", 0);
  expect(running.book.of(login, { ...LIMITS })).toBe(budget);
  expect(running.book.of("live|trader" as LoginKey, LIMITS)).not.toBe(budget);
  const lower = running.book.of(login, { ...LIMITS, perMinute: 10 });
  expect(lower).not.toBe(budget);
  expect(lower.view(running.clock.now()).windows?.minute).toEqual({ used: 1, limit: 10 });
});

test("requests are written within a second by themselves, a pause at once, and a login that rests is kept", async () => {
  const running = process();
  const budget = running.book.of(login, LIMITS);
  budget.take("entry", running.clock.monoNs());
  running.pass(1000);
  await expect.poll(() => readFileSync(file, "utf8")).toContain(login);
  budget.pause("LockedOut", running.clock.monoNs() + 600e9);
  running.book.changed(login);
  await expect.poll(() => readFileSync(file, "utf8")).toContain("LockedOut");
  await running.book.close();

  const other = process(START_MS + 5000);
  other.book.of("demo|somebody" as LoginKey, LIMITS).take("entry", other.clock.monoNs());
  await other.book.close();
  const logins = JSON.parse(readFileSync(file, "utf8")).logins;
  expect(Object.keys(logins)).toEqual([login, "demo|somebody"]);
});

test("where nothing happens nothing is written", async () => {
  const running = process();
  running.book.of(login, LIMITS);
  running.book.of("custom:http://127.0.0.1:1/v1|x" as LoginKey, null).take("entry", 0);
  running.pass(5000);
  await running.book.close();
  expect(() => readFileSync(file)).toThrow("ENOENT");
});

test.each(["{", '{"version":2,"logins":{}}', '{"version":1,"logins":{"a":{"spent":[[1,-5]]}}}'])(
  "a damaged file costs nothing but is said: %s",
  async (text) => {
    writeFileSync(file, text);
    const running = process();
    expect(warnings).toEqual([
      "budgets.json can not be used: requests of the last hour and lock-outs are not known",
    ]);
    expect(usedIn(running)).toBe(0);
    running.book.of(login, LIMITS).take("entry", running.clock.monoNs());
    await running.book.close();
    expect(usedIn(process())).toBe(1);
  },
);

test("a disk that does not take it is said once, and written to as soon as it does", async () => {
  const running = process();
  mkdirSync(`${file}.next`);
  running.book.of(login, LIMITS).take("entry", running.clock.monoNs());
  running.pass(1000);
  await expect.poll(() => warnings.length).toBe(1);
  running.pass(1000);
  rmSync(`${file}.next`, { recursive: true, force: true });
  running.pass(1000);
  await expect.poll(() => usedIn(process(START_MS + 4000))).toBe(1);
  expect(warnings).toHaveLength(1);
});

const loginsOf = ({ book, clock }: ReturnType<typeof process>): readonly number[] => {
  book.of(login, LIMITS);
  return book.historyOf(login).stored(clock.now());
};

test("logins of the last hour outlive a restart, also those of a login that rests; older ones do not", async () => {
  const running = process();
  running.book.of(login, LIMITS);
  running.book.historyOf(login).add(running.clock.monoNs());
  running.book.changed(login);
  await expect.poll(() => readFileSync(file, "utf8")).toContain(String(START_MS));
  await running.book.close();
  const other = process(START_MS + 3_500_000);
  other.book.of("demo|somebody" as LoginKey, LIMITS).take("entry", other.clock.monoNs());
  await other.book.close();
  expect(loginsOf(process(START_MS + 3_510_000))).toEqual([START_MS]);
  expect(loginsOf(process(START_MS + 3_700_000))).toEqual([]);
});

test("logins are counted whoever makes them, other limits or not, and one that never left is taken back", () => {
  const running = process();
  running.book.of(login, LIMITS);
  const [one, other] = [running.book.historyOf(login), running.book.historyOf(login)];
  one.add(running.clock.monoNs());
  running.pass(20_000);
  other.add(running.clock.monoNs());
  running.book.of(login, { ...LIMITS, perMinute: 10 });
  expect(loginsOf(running)).toEqual([START_MS, START_MS + 20_000]);
  other.takeBack();
  expect(one.stored(running.clock.now())).toEqual([START_MS]);
});
