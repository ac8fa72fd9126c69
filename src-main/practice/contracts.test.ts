import { describe, expect, it } from "vitest";
import { createContractBook } from "./contracts.ts";
import { expiryOf } from "./expiry.ts";
import { PRODUCTS, valuePerPoint } from "./products.ts";

const noon = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day, 18);
const dateOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);

function frontNames(now: number): Record<string, string> {
  const book = createContractBook(now);
  return Object.fromEntries(PRODUCTS.map((product) => [product.root, book.front(product, now).name]));
}

describe("products", () => {
  it.each([
    ["ES", 0.25, 50],
    ["NQ", 0.25, 20],
    ["RTY", 0.1, 50],
    ["YM", 1, 5],
    ["CL", 0.01, 1000],
    ["GC", 0.1, 100],
    ["MES", 0.25, 5],
    ["MNQ", 0.25, 2],
    ["M2K", 0.1, 5],
    ["MYM", 1, 0.5],
    ["MCL", 0.01, 100],
    ["MGC", 0.1, 10],
  ])("%s has tick %d and %d dollars a point", (root, tick, dollars) => {
    const product = PRODUCTS.find((known) => known.root === root);
    expect(product && product.tickSizeMicros / 1e6).toBe(tick);
    expect(product && valuePerPoint(product)).toBe(dollars);
  });

  it("gives NQ and ES the broker's ids", () => {
    expect(PRODUCTS.filter(({ id }) => id === 814 || id === 799).map(({ root }) => root)).toEqual([
      "ES",
      "NQ",
    ]);
  });
});

describe("expiryOf", () => {
  it("ends index futures on the third Friday and moves on eight days before", () => {
    const december = expiryOf("thirdFriday", 2026, 12);
    expect([dateOf(december.rollsAt), dateOf(december.expiresAt)]).toEqual(["2026-12-10", "2026-12-18"]);
  });

  it("ends crude oil three business days before the 25th of the month before", () => {
    expect(dateOf(expiryOf("crudeOil", 2027, 1).expiresAt)).toBe("2026-12-22");
    // The 25th is a Saturday.
    expect(dateOf(expiryOf("crudeOil", 2027, 10).expiresAt)).toBe("2027-09-21");
  });

  it("gives gold its first notice at the end of the month before and ends it near the end of its own", () => {
    const december = expiryOf("gold", 2026, 12);
    expect(dateOf(december.firstNoticeAt)).toBe("2026-11-30");
    expect(dateOf(december.expiresAt)).toBe("2026-12-29");
    expect(dateOf(december.rollsAt)).toBe("2026-11-25");
  });
});

describe("the contract book", () => {
  it("knows the front months of 2026-11-22", () => {
    const fronts = frontNames(noon(2026, 11, 22));
    expect(fronts).toMatchObject({ NQ: "NQZ6", MNQ: "MNQZ6", ES: "ESZ6", M2K: "M2KZ6", YM: "YMZ6" });
    expect(fronts).toMatchObject({ CL: "CLF7", MCL: "MCLF7", GC: "GCZ6", MGC: "MGCZ6" });
  });

  it("moves on with the calendar", () => {
    expect(frontNames(noon(2026, 12, 9))["NQ"]).toBe("NQZ6");
    expect(frontNames(noon(2026, 12, 11))["NQ"]).toBe("NQH7");
    expect(frontNames(noon(2026, 11, 27))["GC"]).toBe("GCG7");
  });

  it("suggests the product of that very name, front month first, the expiring one last", () => {
    const now = noon(2026, 12, 14);
    const names = createContractBook(now)
      .suggest("mnq", 50, now)
      .map(({ name }) => name);
    expect(names[0]).toBe("MNQH7");
    expect(names.at(-1)).toBe("MNQZ6");
    expect(names.every((name) => name.startsWith("MNQ"))).toBe(true);
    expect(createContractBook(now).suggest("NQ", 3, now)[0]?.name).toBe("NQH7");
  });

  it("names a contract by the same id in every year, one name for one contract", () => {
    const before = createContractBook(noon(2026, 11, 22));
    const after = createContractBook(noon(2028, 3, 1));
    expect(after.byName("NQZ6")?.id).toBe(before.byName("NQZ6")?.id);
    const all = before.all();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});
