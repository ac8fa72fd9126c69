import { describe, expect, it } from "vitest";
import { applyEvent } from "../../src-shared/cockpit/apply-event.ts";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { LinkStatus } from "../transport/link.ts";
import { createAppStore } from "./store.ts";
import { startSync } from "./sync.ts";
import { event, follower, manualClock, settle, snapshot } from "./testing.ts";

function bench() {
  const clock = manualClock();
  const store = createAppStore(true);
  const asked: { resolve(value: CockpitSnapshot): void; reject(error: Error): void }[] = [];
  let tell: (frame: EventFrame) => void = () => undefined;
  let status: (next: LinkStatus) => void = () => undefined;
  const seen = { live: 0, activity: [] as number[], practice: 0 };
  const stop = startSync({
    link: {
      onEvent(listener) {
        tell = listener;
        return () => undefined;
      },
      onStatus(listener) {
        status = listener;
        listener({ kind: "connecting" });
        return () => undefined;
      },
    },
    client: {
      call: ((command: string) => {
        expect(command).toBe("cockpit.snapshot");
        return new Promise((resolve, reject) => asked.push({ resolve, reject }));
      }) as never,
    },
    store,
    clock,
    onLive: () => (seen.live += 1),
    onActivity: (newest) => seen.activity.push(newest),
    onPractice: () => (seen.practice += 1),
    onDrill: () => undefined,
  });
  return {
    clock,
    store,
    asked,
    seen,
    stop,
    push: (payload: unknown) => tell({ event: "cockpit.event", payload }),
    tell: (frame: EventFrame) => tell(frame),
    status: (next: LinkStatus) => status(next),
    answer: async (value: CockpitSnapshot) => {
      asked.at(-1)?.resolve(value);
      await settle();
    },
    cockpit: () => store.getState().cockpit,
    phase: () => store.getState().phase.kind,
  };
}

const row = (working: number) => follower("f1", { working });

describe("synchronising", () => {
  it("asks for a snapshot when the link opens, and is live with it", async () => {
    const b = bench();
    expect(b.phase()).toBe("connecting");
    expect(b.asked).toHaveLength(0);
    b.status({ kind: "open" });
    expect(b.phase()).toBe("synchronising");
    await b.answer(snapshot(7, [row(0)]));
    expect(b.phase()).toBe("live");
    expect(b.cockpit()?.seq).toBe(7);
    expect(b.seen.live).toBe(1);
  });

  it("keeps events that come before the snapshot and applies only what it lacks", async () => {
    const b = bench();
    b.status({ kind: "open" });
    for (const seq of [6, 7, 8, 9]) b.push(event(seq, row(seq)));
    expect(b.cockpit()).toBeNull();
    await b.answer(snapshot(7, [row(0)]));
    expect(b.cockpit()?.seq).toBe(9);
    expect(b.cockpit()?.followers[0]?.working).toBe(9);
    expect(b.asked).toHaveLength(1);
  });

  it("ends up equal to the engine's own copy", async () => {
    const b = bench();
    let engine = snapshot(0, [row(0)]);
    b.status({ kind: "open" });
    const early = engine;
    for (let seq = 1; seq <= 30; seq += 1) {
      const next = event(seq, follower(`f${seq % 3}`, { working: seq }));
      const applied = applyEvent(engine, next);
      if (applied.kind === "applied") engine = applied.cockpit;
      b.push(next);
      if (seq === 10) await b.answer(early);
    }
    expect(b.cockpit()).toEqual(engine);
  });

  it("asks again at a gap, keeps the last copy on the page, and does not apply what follows the gap", async () => {
    const b = bench();
    b.status({ kind: "open" });
    await b.answer(snapshot(1, [row(0)]));
    b.push(event(3, row(3)));
    expect(b.asked).toHaveLength(2);
    expect(b.phase()).toBe("synchronising");
    expect(b.cockpit()?.followers[0]?.working).toBe(0);
    b.push(event(4, row(4)));
    await b.answer(snapshot(3, [row(3)]));
    expect(b.cockpit()?.seq).toBe(4);
    expect(b.cockpit()?.followers[0]?.working).toBe(4);
  });

  it("asks again when the snapshot is older than the events kept for it", async () => {
    const b = bench();
    b.status({ kind: "open" });
    b.push(event(9, row(9)));
    await b.answer(snapshot(5));
    expect(b.cockpit()).toBeNull();
    b.clock.advance(1_000);
    expect(b.asked).toHaveLength(2);
    await b.answer(snapshot(9, [row(9)]));
    expect(b.phase()).toBe("live");
  });

  it("ignores an event that it has already", async () => {
    const b = bench();
    b.status({ kind: "open" });
    await b.answer(snapshot(5, [row(0)]));
    b.push(event(5, row(99)));
    expect(b.cockpit()?.followers[0]?.working).toBe(0);
    expect(b.asked).toHaveLength(1);
  });

  it("asks again for an event that it can not read", async () => {
    const b = bench();
    b.status({ kind: "open" });
    await b.answer(snapshot(5));
    b.push({ seq: 6, atMs: 0, changes: [{ kind: "from a later version" }] });
    expect(b.asked).toHaveLength(2);
  });
});

describe("losing the engine", () => {
  it("keeps what was known, says since when, and takes a new snapshot afterwards", async () => {
    const b = bench();
    b.status({ kind: "open" });
    await b.answer(snapshot(5, [row(1)]));
    const since = b.clock.nowMs();
    b.status({ kind: "lost", attempt: 1, retryAtMs: since + 250 });
    b.clock.advance(250);
    b.status({ kind: "lost", attempt: 2, retryAtMs: since + 900 });
    expect(b.store.getState().phase).toEqual({ kind: "lost", sinceMs: since, retryAtMs: since + 900 });
    expect(b.cockpit()?.followers[0]?.working).toBe(1);
    b.status({ kind: "open" });
    await b.answer(snapshot(2, [row(2)]));
    expect(b.cockpit()?.seq).toBe(2);
    expect(b.phase()).toBe("live");
    expect(b.seen.live).toBe(2);
  });

  it("does not take the answer to a question of before the loss", async () => {
    const b = bench();
    b.status({ kind: "open" });
    b.status({ kind: "lost", attempt: 1, retryAtMs: 0 });
    await b.answer(snapshot(5));
    expect(b.phase()).toBe("lost");
    expect(b.cockpit()).toBeNull();
  });

  it("asks again after an answer that failed while the link is open", async () => {
    const b = bench();
    b.status({ kind: "open" });
    b.asked[0]?.reject(new Error("busy"));
    await settle();
    expect(b.asked).toHaveLength(1);
    b.clock.advance(500);
    expect(b.asked).toHaveLength(2);
  });
});

describe("what is not numbered", () => {
  it("keeps the last price of each contract and replaces the P&L of all accounts", async () => {
    const b = bench();
    b.status({ kind: "open" });
    await b.answer(snapshot(1));
    const quote = (contract: string, last: string) => ({ contract, bid: null, offer: null, last });
    const push = (contracts: unknown[], accounts: unknown[]) =>
      b.tell({ event: "cockpit.prices", payload: { atMs: 1, contracts, accounts } });
    push([quote("NQZ6", "1"), quote("ESZ6", "2")], [{ account: "a", openPnl: 5 }]);
    push([quote("NQZ6", "3")], [{ account: "b", openPnl: null }]);
    const { prices } = b.store.getState();
    expect(prices.contracts.get("NQZ6")?.last).toBe("3");
    expect(prices.contracts.get("ESZ6")?.last).toBe("2");
    expect([...prices.openPnl]).toEqual([["b", null]]);
    push([{ contract: 7 }], []);
    expect(b.store.getState().prices).toBe(prices);
    expect(b.phase()).toBe("live");
  });

  it("passes on that there is more to read", async () => {
    const b = bench();
    b.tell({ event: "activity.added", payload: { newest: 12 } });
    b.tell({ event: "practice.changed", payload: { atMs: 1 } });
    expect(b.seen).toEqual({ live: 0, activity: [12], practice: 1 });
  });
});
