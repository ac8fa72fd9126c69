/** Files that the trader takes out of the application. What each shell does with one is its own (`ShellParts.deliver`). */
import type { DrillRow } from "../../src-shared/ipc/drill.ts";
import { drillSheetCsv } from "../host/drill/sheet-csv.ts";
import type { Host } from "../host/host-port.ts";

export interface ExportFile {
  readonly fileName: string;
  readonly type: string;
  /** Begun anew with each call; streamed in small pieces. */
  readonly content: () => AsyncIterable<string>;
}

const DAY_TEXT_LENGTH = "2026-11-22".length;
const CSV = "text/csv; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

function dayOf(host: Host): string {
  return new Date(host.snapshot().atMs).toISOString().slice(0, DAY_TEXT_LENGTH);
}

const JSON_LINES = "application/x-ndjson; charset=utf-8";

export function activityFile(host: Host, format: "csv" | "json"): ExportFile {
  if (format === "json") {
    return {
      fileName: `mimik-activity-${dayOf(host)}.jsonl`,
      type: JSON_LINES,
      content: () => host.activity.exportActivityJson(host),
    };
  }
  return {
    fileName: `mimik-activity-${dayOf(host)}.csv`,
    type: CSV,
    content: () => host.activity.exportActivityCsv(),
  };
}

export function drillFile(host: Host, rows: readonly DrillRow[]): ExportFile {
  return { fileName: `mimik-drill-${dayOf(host)}.csv`, type: CSV, content: () => drillSheetCsv(rows) };
}

export function setupFile(text: string): ExportFile {
  const content = async function* whole(): AsyncGenerator<string> {
    yield text;
  };
  return { fileName: "mimik-setup.json", type: JSON_TYPE, content };
}
