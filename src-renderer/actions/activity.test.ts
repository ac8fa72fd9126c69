import { describe, expect, it } from "vitest";
import type { ActivityRow } from "../../src-shared/ipc/contract.ts";
import { createAppStore } from "../state/store.ts";
import { manualClock } from "../state/testing.ts";
import { exportActivity, loadOlderActivity, readNewestActivity } from "./activity.ts";
import type { App } from "./app.ts";

const row = (id: number): ActivityRow => ({
  id,
  atMs: id,
  kind: "copy",
  severity: "info",
  group: null,
  account: null,
  contract: null,
  eventId: null,
  words: `entry ${id}`,
});

function bench(options: { readonly download?: App["download"] } = {}) {
  const engine = { newest: 0, reply: undefined as unknown };
  const store = createAppStore(true);
  const app: App = {
    store,
    clock: manualClock(),
    download: options.download ?? (() => Promise.resolve(2_048)),
    refresh: {
      practice: () => Promise.resolve(),
      activity: () => Promise.resolve(),
      drill: () => Promise.resolve(),
    },
    client: {
      call: ((command: string, input: { before: number | null; limit: number }) => {
        if (command !== "activity.page") return Promise.resolve(engine.reply);
        const from = input.before === null ? engine.newest : input.before - 1;
        const rows = Array.from({ length: Math.max(0, Math.min(input.limit, from)) }, (_, i) =>
          row(from - i),
        );
        return Promise.resolve({ rows, total: engine.newest });
      }) as never,
    },
  };
  return { app, engine, slice: () => store.getState().activity };
}

describe("the activity list", () => {
  it("adds what is new above what is known, each entry once", async () => {
    const { app, engine, slice } = bench();
    engine.newest = 3;
    await readNewestActivity(app);
    engine.newest = 5;
    await readNewestActivity(app);
    expect(slice().rows.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
    expect(slice().total).toBe(5);
  });

  it("loads older entries to the very first", async () => {
    const { app, engine, slice } = bench();
    engine.newest = 230;
    await readNewestActivity(app);
    expect(slice().rows).toHaveLength(100);
    await loadOlderActivity(app);
    await loadOlderActivity(app);
    expect(slice().rows).toHaveLength(230);
    expect(slice().rows.at(-1)?.id).toBe(1);
  });

  it("never shows a list with a hole in it", async () => {
    const { app, engine, slice } = bench();
    engine.newest = 50;
    await readNewestActivity(app);
    engine.newest = 500;
    await readNewestActivity(app);
    expect(slice().rows.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => 500 - i));
    engine.newest = 600;
    await readNewestActivity(app);
    expect(slice().rows).toHaveLength(200);
  });
});

describe("the export", () => {
  it("fetches the one-use path and says what was saved", async () => {
    const paths: string[] = [];
    const { app, engine, slice } = bench({
      download: (path, fileName) => {
        paths.push(`${path} ${fileName}`);
        return Promise.resolve(2_048);
      },
    });
    engine.reply = { kind: "download", path: "/export/x" };
    await exportActivity(app, "csv");
    expect(paths).toEqual(["/export/x mimik-activity.csv"]);
    expect(slice()).toMatchObject({ exporting: false, exported: "Saved mimik-activity.csv, 2 KB" });
  });

  it("says that it failed", async () => {
    const { app, engine, slice } = bench({ download: () => Promise.reject(new Error("spent")) });
    engine.reply = { kind: "download", path: "/export/x" };
    await exportActivity(app, "csv");
    expect(slice()).toMatchObject({ exporting: false, exported: null, problem: "The export failed: spent" });
  });

  it("says nothing when the trader chose no file", async () => {
    const { app, engine, slice } = bench();
    engine.reply = { kind: "saved", file: null };
    await exportActivity(app, "csv");
    expect(slice()).toMatchObject({ exporting: false, exported: null, problem: null });
  });
});
