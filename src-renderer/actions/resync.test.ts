import { describe, expect, it } from "vitest";
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";
import { createAppStore, type ResyncSlice } from "../state/store.ts";
import { manualClock, settle, snapshot } from "../state/testing.ts";
import type { App } from "./app.ts";
import {
  canConfirm,
  chooseToward,
  closeResync,
  confirmResync,
  HELD_MS,
  openResync,
  redrawResync,
  type Toward,
} from "./resync.ts";

const LIVES_MS = 5_000;

interface Plan {
  quantity?: number;
  toward?: Toward;
  refusal?: string;
}

/** An engine that answers when it is told to, with what stands there then. */
function bench() {
  const store = createAppStore(true);
  store.setState({ cockpit: snapshot(1) });
  const clock = manualClock();
  const calls: [string, unknown][] = [];
  const waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  let made = 0;
  const app: App = {
    store,
    clock,
    download: () => Promise.resolve(0),
    refresh: {
      practice: () => Promise.resolve(),
      activity: () => Promise.resolve(),
      drill: () => Promise.resolve(),
    },
    client: {
      call: ((command: string, input: unknown) => {
        calls.push([command, input]);
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      }) as never,
    },
  };
  const preview = ({ quantity = 2, toward = "implied" }: Plan = {}): ResyncPreview => {
    made += 1;
    return {
      id: `p${made}`,
      version: `v${quantity}`,
      follower: "f1",
      account: "F1",
      toward,
      atMs: clock.nowMs(),
      expiresMs: clock.nowMs() + LIVES_MS,
      budget: "1 request",
      lines: [
        {
          contract: "NQZ6",
          leaderContract: "NQZ6",
          leader: 2,
          confirmed: 2 - quantity,
          inFlight: 0,
          toward: 2,
          orders: quantity === 0 ? [] : [{ leg: "open", side: "buy", quantity, kind: "market" }],
          refusal: null,
          words: [],
        },
      ],
    };
  };
  const answer = async (value: unknown): Promise<void> => {
    waiting.shift()?.resolve(value);
    await settle();
  };
  const fail = async (words: string): Promise<void> => {
    waiting.shift()?.reject(new Error(words));
    await settle();
  };
  const shown = (): ResyncSlice => {
    const slice = store.getState().resync;
    if (slice === null) throw new Error("The dialog is closed");
    return slice;
  };
  const open = async (plan: Plan = {}): Promise<ResyncPreview> => {
    openResync(app, "f1", plan.toward ?? "implied");
    const first = preview(plan);
    await answer(first);
    return first;
  };
  return { app, store, clock, calls, waiting, preview, answer, fail, shown, open };
}

describe("a resync's preview", () => {
  it("sends exactly the version that is shown, and closes", async () => {
    const { app, store, calls, answer, open } = bench();
    const first = await open();
    void confirmResync(app);
    expect(calls.at(-1)).toEqual([
      "resync.confirm",
      { follower: "f1", toward: "implied", id: first.id, version: first.version, atMs: first.atMs },
    ]);
    await answer({ kind: "sent", words: "1 order was sent." });
    expect(store.getState().resync).toBeNull();
    expect(store.getState().notices.map(({ words }) => words)).toEqual(["1 order was sent."]);
  });

  it("is drawn anew when it expires, and the same orders can be confirmed at once", async () => {
    const { app, clock, calls, preview, answer, shown, open } = bench();
    await open();
    clock.advance(LIVES_MS - 1);
    expect(calls).toHaveLength(1);
    clock.advance(1);
    expect(calls).toHaveLength(2);
    const second = preview();
    await answer(second);
    expect(shown()).toMatchObject({ preview: second, changed: false });
    void confirmResync(app);
    expect(calls.at(-1)?.[1]).toMatchObject({ id: second.id });
  });

  it("does not take a click that was aimed at other orders", async () => {
    const { app, clock, calls, preview, answer, shown, open } = bench();
    await open();
    void redrawResync(app);
    await answer(preview({ quantity: 1 }));
    expect(shown()).toMatchObject({ changed: true });
    expect(canConfirm(shown())).toBe(false);
    void confirmResync(app);
    clock.advance(HELD_MS - 1);
    void confirmResync(app);
    expect(calls.map(([command]) => command)).toEqual(["resync.preview", "resync.preview"]);
    clock.advance(1);
    expect(canConfirm(shown())).toBe(true);
  });

  it("holds on for the last of several changes, not for the first", async () => {
    const { app, clock, preview, answer, shown, open } = bench();
    await open();
    void redrawResync(app);
    await answer(preview({ quantity: 1 }));
    clock.advance(HELD_MS - 100);
    void redrawResync(app);
    await answer(preview({ quantity: 3 }));
    clock.advance(100);
    expect(canConfirm(shown())).toBe(false);
    clock.advance(HELD_MS - 100);
    expect(canConfirm(shown())).toBe(true);
  });

  it("shows how it looks now when the engine says that it has changed, and sends nothing by itself", async () => {
    const { app, clock, calls, preview, answer, shown, open } = bench();
    await open();
    void confirmResync(app);
    const now = preview({ quantity: 1 });
    await answer({ kind: "changed", preview: now });
    expect(shown()).toMatchObject({ preview: now, changed: true, sending: false });
    clock.advance(HELD_MS);
    expect(calls.filter(([command]) => command === "resync.confirm")).toHaveLength(1);
    void confirmResync(app);
    expect(calls.at(-1)?.[1]).toMatchObject({ id: now.id, version: now.version });
  });

  it("asks once more, and only once, for all that moved while it was asking", async () => {
    const { app, calls, preview, answer, open } = bench();
    await open();
    void redrawResync(app);
    void redrawResync(app);
    void redrawResync(app);
    expect(calls).toHaveLength(2);
    await answer(preview());
    expect(calls).toHaveLength(3);
    await answer(preview());
    expect(calls).toHaveLength(3);
  });

  it("confirms nothing of the other choice, and drops a late answer to it", async () => {
    const { app, preview, answer, shown, open } = bench();
    await open();
    void redrawResync(app);
    chooseToward(app, "flat");
    expect(canConfirm(shown())).toBe(false);
    await answer(preview({ quantity: 5 }));
    expect(shown().preview?.toward).toBe("implied");
    expect(shown().preview?.lines[0]?.orders[0]?.quantity).toBe(2);
    const flat = preview({ toward: "flat" });
    await answer(flat);
    expect(shown()).toMatchObject({ preview: flat, changed: false });
    expect(canConfirm(shown())).toBe(true);
  });

  it("offers nothing to confirm where nothing would be sent", async () => {
    const { shown, open } = bench();
    await open({ quantity: 0 });
    expect(canConfirm(shown())).toBe(false);
  });

  it("sends once, however often it is pressed", async () => {
    const { app, calls, open } = bench();
    await open();
    void confirmResync(app);
    void confirmResync(app);
    expect(calls.filter(([command]) => command === "resync.confirm")).toHaveLength(1);
  });

  it("says what went wrong, confirms nothing meanwhile, and reads again", async () => {
    const { app, clock, calls, preview, answer, fail, shown, open } = bench();
    await open();
    void confirmResync(app);
    await fail("The engine was lost: it is not known whether it was sent.");
    expect(shown().problem).toContain("not known whether");
    expect(canConfirm(shown())).toBe(false);
    clock.advance(2_000);
    expect(calls.at(-1)?.[0]).toBe("resync.preview");
    await answer(preview());
    expect(shown().problem).toBeNull();
  });

  it("asks nothing more once it is closed", async () => {
    const { app, clock, calls, waiting, preview, open } = bench();
    await open();
    void redrawResync(app);
    closeResync(app);
    waiting.shift()?.resolve(preview());
    await settle();
    clock.advance(60_000);
    expect(calls).toHaveLength(2);
    expect(app.store.getState().resync).toBeNull();
  });
});
