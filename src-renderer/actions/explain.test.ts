import { describe, expect, it } from "vitest";
import { createAppStore } from "../state/store.ts";
import { manualClock, settle } from "../state/testing.ts";
import type { App } from "./app.ts";
import { closeExplain, openExplain } from "./explain.ts";

function bench() {
  const store = createAppStore(true);
  const waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  const app: App = {
    store,
    clock: manualClock(),
    download: () => Promise.resolve(0),
    refresh: {
      practice: () => Promise.resolve(),
      activity: () => Promise.resolve(),
      drill: () => Promise.resolve(),
    },
    client: {
      call: (() => new Promise((resolve, reject) => waiting.push({ resolve, reject }))) as never,
    },
  };
  return { app, store, waiting };
}

describe("explaining a fill", () => {
  it("shows what the ledger holds, or why it can not", async () => {
    const { app, store, waiting } = bench();
    void openExplain(app, "e1");
    expect(store.getState().explain).toEqual({ eventId: "e1", kind: "loading" });
    waiting.shift()?.resolve({ entry: "the entry", settings: null });
    await settle();
    expect(store.getState().explain).toMatchObject({ kind: "shown", entry: "the entry" });
    void openExplain(app, "e2");
    waiting.shift()?.reject(new Error("There is no e2."));
    await settle();
    expect(store.getState().explain).toEqual({ eventId: "e2", kind: "problem", words: "There is no e2." });
  });

  it("shows no answer to an earlier question, and none after it was closed", async () => {
    const { app, store, waiting } = bench();
    void openExplain(app, "e1");
    void openExplain(app, "e2");
    waiting.shift()?.resolve({ entry: "the first", settings: null });
    await settle();
    expect(store.getState().explain).toEqual({ eventId: "e2", kind: "loading" });
    closeExplain(app);
    waiting.shift()?.resolve({ entry: "the second", settings: null });
    await settle();
    expect(store.getState().explain).toBeNull();
  });
});
