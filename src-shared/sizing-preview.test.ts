import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sizing } from "./group.ts";
import { hundredthsFromText, type Micros } from "./money.ts";
import { pointValueMicrosOf } from "./product-values.ts";
import { sizingPreview } from "./sizing-preview.ts";

const sizing = (text: string, more: Partial<Extract<Sizing, { mode: "multiplier" }>> = {}): Sizing => ({
  mode: "multiplier",
  multiplier: hundredthsFromText(text),
  rounding: "nearest",
  atLeastOne: true,
  maxContracts: 10,
  maxOrderContracts: 10,
  ...more,
});
const values = (leader: string, follower: string) => {
  const [one, other] = [pointValueMicrosOf(leader), pointValueMicrosOf(follower)];
  if (one === undefined || other === undefined) throw new Error("not a known product");
  return { leader: one, follower: other };
};
const plain = { keepNotional: false };

describe("a preview", () => {
  test("has the leader's 1 to 20, exact and rounded half up", () => {
    const rows = sizingPreview(sizing("0.50"), plain);
    expect(rows).toHaveLength(20);
    expect(rows.slice(0, 3)).toEqual([
      { leader: 1, exact: "0.50", size: 1, raised: false, cut: false },
      { leader: 2, exact: "1.00", size: 1, raised: false, cut: false },
      { leader: 3, exact: "1.50", size: 2, raised: false, cut: false },
    ]);
    expect(sizingPreview(sizing("2.20"), plain).at(24)).toBeUndefined();
    expect(sizingPreview(sizing("2.20"), plain, 25).at(24)).toMatchObject({ exact: "55.00", size: 55 });
  });

  test("marks what at least one raises by more than half, and not what rounding up does", () => {
    const raised = (more: Parameters<typeof sizing>[1], text = "0.30") =>
      sizingPreview(sizing(text, more), plain, 3).map((row) => [row.size, row.raised]);
    expect(raised({})).toEqual([
      [1, true],
      [1, false],
      [1, false],
    ]);
    expect(raised({ rounding: "up" })[0]).toEqual([1, false]);
    expect(raised({ atLeastOne: false })[0]).toEqual([0, false]);
    expect(raised({ rounding: "down" }, "0.50")[0]).toEqual([1, false]);
    expect(raised({ rounding: "down" }, "0.49")[0]).toEqual([1, true]);
  });

  test("marks what either cap cuts", () => {
    const cut = (more: object) =>
      sizingPreview(sizing("1.00", more), plain, 12).find((row) => row.cut)?.leader;
    expect(cut({})).toBe(11);
    expect(cut({ maxContracts: 3 })).toBe(4);
    expect(cut({ maxOrderContracts: 2 })).toBe(3);
  });

  test("keeps the notional between products, always into a larger one", () => {
    const micro = { keepNotional: true, pointValues: values("NQ", "MNQ") };
    expect(sizingPreview(sizing("1.00"), micro, 1)[0]).toMatchObject({ exact: "10.00", size: 10 });
    const mini = { keepNotional: false, pointValues: values("MNQ", "NQ") };
    expect(sizingPreview(sizing("1.25"), mini, 4).at(3)).toMatchObject({ exact: "0.50", size: 1 });
    expect(sizingPreview(sizing("1.25"), mini, 1)[0]).toMatchObject({
      exact: "0.125",
      size: 0,
      raised: false,
    });
    const confirmed = { ...mini, largerConfirmed: true };
    expect(sizingPreview(sizing("1.00"), confirmed, 1)[0]).toMatchObject({ exact: "1.00", size: 1 });
  });

  test("of equity sizing uses the ratio, and equal accounts where none is given", () => {
    const equity: Sizing = {
      mode: "equity",
      multiplier: hundredthsFromText("1.00"),
      rounding: "nearest",
      atLeastOne: true,
      maxContracts: 10,
      maxOrderContracts: 10,
    };
    const ratio = { follower: 75_000_000_000 as Micros, leader: 50_000_000_000 as Micros };
    expect(sizingPreview(equity, { ...plain, ratio }, 3).at(2)).toMatchObject({ exact: "4.50", size: 5 });
    expect(sizingPreview(equity, plain, 3).at(2)).toMatchObject({ exact: "3.00", size: 3 });
  });

  test("of a fixed size is that size", () => {
    const fixed: Sizing = { mode: "fixed", contracts: 3, maxContracts: 2, maxOrderContracts: 10 };
    expect(sizingPreview(fixed, plain, 2)).toEqual([
      { leader: 1, exact: "3.00", size: 3, raised: false, cut: true },
      { leader: 2, exact: "3.00", size: 3, raised: false, cut: true },
    ]);
  });

  test("never lies by more than rounding and at least one can explain", () => {
    const hundredths = fc.integer({ min: 1, max: 10_000 });
    const rounding = fc.constantFrom("nearest" as const, "up" as const, "down" as const);
    fc.assert(
      fc.property(hundredths, rounding, fc.boolean(), (cents, way, atLeastOne) => {
        const text = `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
        const least = way === "nearest" ? 50 : 99;
        const wrong = sizingPreview(sizing(text, { rounding: way, atLeastOne }), plain).filter((row) => {
          const exact = row.leader * cents;
          const explained = row.raised ? row.size === 1 && exact < 50 : true;
          return !explained || (!row.raised && Math.abs(row.size * 100 - exact) > least);
        });
        expect(wrong).toEqual([]);
      }),
    );
  });
});
