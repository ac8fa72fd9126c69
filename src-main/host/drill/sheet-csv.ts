/** The sheet of the drills as CSV, in the manner of the activity's export: one line a finding, spreadsheet-safe. */
import type { DrillRow, DrillVerdict } from "../../../src-shared/ipc/drill.ts";
import { csvText } from "../../ledger/export-csv.ts";

const columns = ["drill", "started", "seconds", "result", "check", "words"] as const;

const results: Readonly<Record<DrillVerdict, string>> = {
  "not-run": "not run",
  waiting: "waiting",
  running: "running",
  passed: "passed",
  failed: "failed",
  "not-judged": "could not be judged",
};

function linesOf(row: DrillRow): readonly (readonly (string | number | null)[])[] {
  const started = row.startedMs === null ? null : new Date(row.startedMs).toISOString();
  const seconds = row.tookMs === null ? null : row.tookMs / 1000;
  const common = [row.title, started, seconds, results[row.verdict]];
  if (row.findings.length === 0) return [[...common, null, row.evidence]];
  return row.findings.map(({ ok, words }) => [...common, ok ? "held" : "failed", words]);
}

export async function* drillSheetCsv(rows: readonly DrillRow[]): AsyncGenerator<string> {
  yield csvText([columns, ...rows.flatMap((row) => linesOf(row))]);
}
