/** The activity page: newest first, older entries on request, and the export as CSV or JSON Lines. */
import type { ActivityRow, CommandInput } from "../../src-shared/ipc/contract.ts";
import type { ActivitySlice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";

const PAGE_ROWS = 100;

export type ExportFormat = CommandInput<"activity.export">["format"];

/** One entry per line of JSON: a fill with its whole explanation stands in one. */
const fileNames: Readonly<Record<ExportFormat, string>> = {
  csv: "mimik-activity.csv",
  json: "mimik-activity.jsonl",
};

function patch({ store }: App, change: Partial<ActivitySlice>): void {
  store.setState((state) => ({ activity: { ...state.activity, ...change } }));
}

/** Newest first, each id once: pages overlap when entries arrive between them. */
function mergeRows(left: readonly ActivityRow[], right: readonly ActivityRow[]): ActivityRow[] {
  const byId = new Map([...left, ...right].map((row) => [row.id, row]));
  return [...byId.values()].toSorted((a, b) => b.id - a.id);
}

/** Reads what is new since the page last looked. */
export async function readNewestActivity(app: App): Promise<void> {
  try {
    const page = await app.client.call("activity.page", { before: null, limit: PAGE_ROWS });
    const { rows: known } = app.store.getState().activity;
    const oldest = page.rows.at(-1)?.id ?? 0;
    const newest = known[0]?.id ?? 0;
    // A whole page of news may leave a hole above what is known: then only the news is kept.
    const hole = page.rows.length === PAGE_ROWS && oldest > newest + 1;
    const rows = hole ? page.rows : mergeRows(known, page.rows);
    patch(app, { rows, total: page.total, problem: null });
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

export async function loadOlderActivity(app: App): Promise<void> {
  const { rows, loading } = app.store.getState().activity;
  const last = rows.at(-1);
  if (loading || last === undefined) return;
  patch(app, { loading: true });
  try {
    const page = await app.client.call("activity.page", { before: last.id, limit: PAGE_ROWS });
    const known = app.store.getState().activity.rows;
    patch(app, { rows: mergeRows(known, page.rows), total: page.total, loading: false, problem: null });
  } catch (error) {
    patch(app, { loading: false, problem: wordsOfError(error) });
  }
}

export async function exportActivity(app: App, format: ExportFormat): Promise<void> {
  patch(app, { exporting: true, exported: null, problem: null });
  try {
    const result = await app.client.call("activity.export", { format });
    switch (result.kind) {
      case "download": {
        const name = fileNames[format];
        const bytes = await app.download(result.path, name);
        const size = new Intl.NumberFormat("en-US").format(Math.ceil(bytes / 1024));
        patch(app, { exporting: false, exported: `Saved ${name}, ${size} KB` });
        return;
      }
      case "saved":
        patch(app, { exporting: false, exported: result.file === null ? null : `Saved ${result.file}` });
    }
  } catch (error) {
    patch(app, { exporting: false, problem: `The export failed: ${wordsOfError(error)}` });
  }
}
