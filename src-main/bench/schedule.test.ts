import { describe, expect, it } from "vitest";
import { LeaderPath, POSITION_MAX } from "./leader-path.ts";
import { schedule } from "./schedule.ts";
import { variants } from "./spec.ts";

const spec = { followers: 20, samples: 50, gapMs: [8, 30], seed: 7 } as const;

describe("schedule", () => {
  it("holds every variant once a block, in an order of its own", () => {
    const turns = schedule(spec);
    const orders = new Set<string>();
    for (let at = 0; at < turns.length; at += variants.length) {
      const block = turns.slice(at, at + variants.length).map(({ variant }) => variant);
      expect(block.toSorted()).toEqual([...variants].toSorted());
      orders.add(block.join());
    }
    expect(turns).toHaveLength(spec.samples * variants.length);
    expect(orders.size).toBeGreaterThan(10);
  });

  it("keeps its pauses in bounds and is the same for the same seed alone", () => {
    const turns = schedule(spec);
    expect(turns.every(({ gapMs }) => gapMs >= 8 && gapMs <= 30)).toBe(true);
    expect(schedule(spec)).toEqual(turns);
    expect(schedule({ ...spec, seed: 8 })).not.toEqual(turns);
  });
});

describe("the leader's path", () => {
  it("stays in bounds, comes back to flat from either side, and calls only what opens an entry", () => {
    const path = new LeaderPath();
    let position = 0;
    let flats = 0;
    const reached = new Set<number>();
    for (let fill = 0; fill < 200; fill += 1) {
      const before = position;
      const { side, quantity, isEntry } = path.next();
      position += side * quantity;
      reached.add(position);
      expect(Math.abs(position)).toBeLessThanOrEqual(POSITION_MAX);
      expect(isEntry).toBe(Math.abs(position) > Math.abs(before));
      expect(isEntry || position === 0).toBe(true);
      if (!isEntry) flats += 1;
    }
    expect(flats).toBeGreaterThan(20);
    expect(reached).toContain(POSITION_MAX);
    expect(reached).toContain(-POSITION_MAX);
  });
});
