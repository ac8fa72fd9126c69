import { describe, expect, it } from "vitest";
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import { createAppStore } from "../state/store.ts";
import { follower, line, manualClock, settle, snapshot } from "../state/testing.ts";
import type { App } from "./app.ts";
import { pauseGroup, switchFollowerOff } from "./copying.ts";
import { ARMED_MS, armedWords, disarm, pressFlatten } from "./flatten.ts";

function bench(followers: readonly FollowerRow[] = []) {
  const store = createAppStore(true);
  store.setState({ cockpit: snapshot(1, followers) });
  const clock = manualClock();
  const calls: [string, unknown][] = [];
  const bad = new Set<string>();
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
        return bad.has(command)
          ? Promise.reject(new Error("no engine"))
          : Promise.resolve({ followers: 2, positions: 3 });
      }) as never,
    },
  };
  return { app, store, clock, calls, bad };
}

const everything = { kind: "everything" } as const;
const open = line({ confirmed: 2, expected: 2 });

describe("flatten in two steps", () => {
  it("does nothing at the first press and acts at the second", async () => {
    const { app, calls, store } = bench();
    pressFlatten(app, everything);
    expect(calls).toEqual([]);
    expect(store.getState().armed?.key).toBe("everything");
    pressFlatten(app, everything);
    await settle();
    expect(calls).toEqual([["flatten", { scope: everything }]]);
    expect(store.getState().armed).toBeNull();
  });

  it("is disarmed after 3 s and by Esc", () => {
    const { app, calls, clock, store } = bench();
    pressFlatten(app, everything);
    clock.advance(ARMED_MS - 1);
    expect(store.getState().armed).not.toBeNull();
    clock.advance(1);
    expect(store.getState().armed).toBeNull();
    pressFlatten(app, everything);
    disarm(app);
    pressFlatten(app, everything);
    expect(calls).toEqual([]);
  });

  it("counts its 3 s from its own first press", () => {
    const { app, clock, store } = bench();
    pressFlatten(app, everything);
    clock.advance(2_000);
    disarm(app);
    pressFlatten(app, everything);
    clock.advance(2_000);
    expect(store.getState().armed).not.toBeNull();
  });

  it("does not take the press of one button for the second press of another", async () => {
    const { app, calls, store } = bench();
    pressFlatten(app, { kind: "group", group: "g1" });
    pressFlatten(app, { kind: "follower", follower: "f1" });
    await settle();
    expect(calls).toEqual([]);
    expect(store.getState().armed?.key).toBe("follower f1");
  });

  it("says what the second press will do", () => {
    const { app } = bench([
      follower("f1", { lines: [open, line({ contract: "ESZ6", inFlight: -1 })] }),
      follower("f2", { lines: [open], group: "g2" }),
      follower("f3", { lines: [line()] }),
    ]);
    expect(armedWords(app, everything)).toBe("Press again to flatten 3 positions on 2 accounts");
    expect(armedWords(app, { kind: "group", group: "g2" })).toBe(
      "Press again to flatten 1 position on 1 account",
    );
    expect(armedWords(app, { kind: "follower", follower: "f3" })).toContain("nothing is open");
  });

  it("watches the followers that were open, and changes no position itself", async () => {
    const { app, store } = bench([follower("f1", { lines: [open] }), follower("f2")]);
    const before = store.getState().cockpit;
    pressFlatten(app, everything);
    pressFlatten(app, everything);
    await settle();
    expect(store.getState().flattening?.followers).toEqual(["f1"]);
    expect(store.getState().cockpit).toBe(before);
  });

  it("says that it failed, and that stays", async () => {
    const { app, bad, clock, store } = bench();
    bad.add("flatten");
    pressFlatten(app, everything);
    pressFlatten(app, everything);
    await settle();
    clock.advance(60_000);
    expect(store.getState().notices).toEqual([
      { id: 1, tone: "failed", words: "Flatten everything failed: no engine" },
    ]);
    expect(store.getState().flattening).toBeNull();
  });
});

describe("pausing and switching off with open positions", () => {
  it("keeps copying exits by closing only", async () => {
    const { app, calls } = bench();
    await pauseGroup(app, "g1", "copy-exits");
    expect(calls).toEqual([["group.setStatus", { group: "g1", status: "closing-only" }]]);
  });

  it("pauses after a flatten only when the flatten was taken", async () => {
    const { app, bad, calls } = bench();
    await pauseGroup(app, "g1", "flatten");
    expect(calls.map(([command]) => command)).toEqual(["flatten", "group.setStatus"]);
    bad.add("flatten");
    calls.length = 0;
    await pauseGroup(app, "g1", "flatten");
    expect(calls.map(([command]) => command)).toEqual(["flatten"]);
  });

  it("switches a follower off as the trader chose", async () => {
    const { app, bad, calls } = bench();
    await switchFollowerOff(app, "f1", "leave-alone");
    await switchFollowerOff(app, "f1", "copy-exits");
    expect(calls.map(([, input]) => input)).toEqual([
      { follower: "f1", enabled: false, whenOff: "leave-alone" },
      { follower: "f1", enabled: false, whenOff: "copy-exits" },
    ]);
    bad.add("flatten");
    calls.length = 0;
    await switchFollowerOff(app, "f1", "flatten");
    expect(calls.map(([command]) => command)).toEqual(["flatten"]);
  });
});
