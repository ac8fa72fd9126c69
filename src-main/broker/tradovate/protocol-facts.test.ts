/** The table of protocol facts must not rot: every section of the notes has a row, and every test that a row names exists. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../../", import.meta.url);
const table = readFileSync(new URL("docs/protocol-facts.md", root), "utf8")
  .split("\n")
  .filter((line) => /^\| \d/u.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

const folders: Readonly<Record<string, string>> = {
  client: "src-main/broker/tradovate/",
  exchange: "src-main/practice/",
  scenarios: "src-main/scenarios/",
  core: "src-main/core/",
};

/** Sections of the notes that state facts; 8 by its numbered rows. */
const sections =
  `1.1 1.2 1.3 1.4 1.5 1.6 1.7 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 3.5 3.6 3.7 4.1 4.2 4.3 5 6 7`
    .split(" ")
    .concat(Array.from({ length: 23 }, (_, at) => `8.${at + 1}`))
    .concat("13");

interface Named {
  readonly row: string;
  readonly file: string;
  readonly test: string;
}

const named = table.flatMap(([, section = "", fact = "", held = ""]): Named[] =>
  [...held.matchAll(/`(\w+)\/([\w.-]+)` › "([^"]+)"/gu)].map(([, folder = "", file = "", test = ""]) => ({
    row: `${section} ${fact}`,
    file: `${folders[folder] ?? `${folder}/`}${file}`,
    test,
  })),
);

function sourceOf(file: string): string {
  try {
    return readFileSync(new URL(file, root), "utf8");
  } catch {
    // A file that is gone has no test of that name; the assertion says which.
    return "";
  }
}

describe("the table of protocol facts", () => {
  it("has a row for every section of the notes, and for nothing else", () => {
    expect([...new Set(table.map(([, section]) => section))]).toEqual(sections);
  });

  it("names a test in every row", () => {
    const rows = new Set(named.map(({ row }) => row));
    expect(table.filter(([, section = "", fact = ""]) => !rows.has(`${section} ${fact}`))).toEqual([]);
    expect(named.length).toBeGreaterThan(150);
  });

  it("names tests that exist", () => {
    const sources = new Map(
      [...new Set(named.map(({ file }) => file))].map((file) => [file, sourceOf(file)]),
    );
    expect(named.filter(({ file, test }) => sources.get(file)?.includes(test) !== true)).toEqual([]);
  });
});
