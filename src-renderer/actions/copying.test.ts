import { describe, expect, it } from "vitest";
import type { GroupRow } from "../../src-shared/cockpit/model.ts";
import { masterStatus } from "../state/selectors.ts";
import { createAppStore } from "../state/store.ts";
import { follower, groupRow, line, manualClock, settle, snapshot } from "../state/testing.ts";
import type { App } from "./app.ts";
import { activateGroups, nextActivation, stopActivating } from "./copying-activation.ts";
import { closingOnlyForAll, pauseAll } from "./copying.ts";
import { armingKey, pressFlatten } from "./flatten.ts";

function bench(...statuses: readonly GroupRow["status"][]) {
  const store = createAppStore(true);
  const groups = statuses.map((status, index) => groupRow(`g${index + 1}`, { status }));
  const open = follower("f1", { lines: [line({ confirmed: 1 })] });
  store.setState({ cockpit: { ...snapshot(1, [open]), groups } });
  const calls: [string, unknown][] = [];
  const bad = new Set<string>();
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
      call: ((command: string, input: unknown) => {
        calls.push([command, input]);
        return bad.has(command)
          ? Promise.reject(new Error("no engine"))
          : Promise.resolve({ followers: 1, positions: 1 });
      }) as never,
    },
  };
  const notices = (): readonly string[] => store.getState().notices.map(({ words }) => words);
  return { app, store, calls, bad, notices };
}

describe("the master switch", () => {
  it("takes every active group to closing only, and no paused one: its exits stay as the trader chose", async () => {
    const { app, calls, notices } = bench("active", "paused", "closing-only", "active");
    await closingOnlyForAll(app);
    expect(calls).toEqual([
      ["group.setStatus", { group: "g1", status: "closing-only" }],
      ["group.setStatus", { group: "g4", status: "closing-only" }],
    ]);
    expect(notices()).toEqual(["Closing only: 2 groups. Exits are copied, entries are not."]);
  });

  it("says so when there was nothing to stop, and does not claim what failed", async () => {
    const idle = bench("paused");
    await closingOnlyForAll(idle.app);
    expect(idle.calls).toEqual([]);
    expect(idle.notices()).toEqual(["No group was copying entries."]);
    const broken = bench("active");
    broken.bad.add("group.setStatus");
    await closingOnlyForAll(broken.app);
    expect(broken.notices()).toEqual(["The group's status was not changed: no engine"]);
  });

  it("pauses every group as the trader chose", async () => {
    const keep = bench("active", "closing-only", "paused");
    await pauseAll(keep.app, "copy-exits");
    expect(keep.calls.map(([, input]) => input)).toEqual([
      { group: "g1", status: "closing-only" },
      { group: "g2", status: "closing-only" },
    ]);
    const leave = bench("active", "closing-only", "paused");
    await pauseAll(leave.app, "leave-alone");
    expect(leave.calls.map(([, input]) => input)).toEqual([
      { group: "g1", status: "paused" },
      { group: "g2", status: "paused" },
    ]);
    const flatten = bench("active");
    await pauseAll(flatten.app, "flatten");
    expect(flatten.calls.map(([command]) => command)).toEqual(["flatten", "group.setStatus"]);
  });

  it("shows what most exposes: one group that copies makes it copying", () => {
    expect(masterStatus(bench("paused", "active").app.store.getState())).toEqual({
      status: "active",
      groups: 1,
      all: 2,
    });
    expect(masterStatus(bench("paused", "closing-only").app.store.getState())?.status).toBe("closing-only");
    expect(masterStatus(bench("paused").app.store.getState())?.status).toBe("paused");
    expect(masterStatus(bench().app.store.getState())).toBeNull();
  });
});

describe("activation of several groups", () => {
  it("asks about one after the other, each once, and about none after a cancel", () => {
    const { app, store } = bench("paused", "paused");
    activateGroups(app, ["g1", "g2"]);
    activateGroups(app, ["g2"]);
    expect(store.getState().activating).toEqual(["g1", "g2"]);
    nextActivation(app);
    expect(store.getState().activating).toEqual(["g2"]);
    stopActivating(app);
    expect(store.getState().activating).toEqual([]);
  });
});

describe("two flatten buttons of one group", () => {
  it("are armed each by itself", async () => {
    const { app, store, calls } = bench("active");
    const scope = { kind: "group", group: "g1" } as const;
    pressFlatten(app, scope, " lost");
    expect(store.getState().armed?.key).toBe(armingKey(scope, " lost"));
    pressFlatten(app, scope);
    await settle();
    expect(calls).toEqual([]);
    pressFlatten(app, scope);
    await settle();
    expect(calls).toEqual([["flatten", { scope }]]);
  });
});
