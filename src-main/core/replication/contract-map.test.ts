import { describe, expect, it } from "vitest";
import type { ContractMap } from "../../../src-shared/group.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { familyOf, mapContract } from "./contract-map.ts";

const map = (kind: ContractMap, leader: string): string | undefined =>
  mapContract(kind, leader as ContractName);

/** Both directions of every pair, written down a second time. */
const pairs = [
  ["NQZ6", "MNQZ6"],
  ["ESH7", "MESH7"],
  ["YMZ6", "MYMZ6"],
  ["RTYM7", "M2KM7"],
  ["CLF27", "MCLF27"],
  ["GCZ6", "MGCZ6"],
] as const;

describe("mapContract", () => {
  it.each(pairs)("%s and %s stand for each other, in the same month and year", (mini, micro) => {
    expect(map("mini-to-micro", mini)).toBe(micro);
    expect(map("micro-to-mini", micro)).toBe(mini);
  });

  it.each(pairs)(
    "copies %s and %s as themselves where they are of the target kind already",
    (mini, micro) => {
      expect(map("mini-to-micro", micro)).toBe(micro);
      expect(map("micro-to-mini", mini)).toBe(mini);
    },
  );

  it.each(["ZBZ6", "6EZ6", "SIZ6", "HGZ6"])("has no counterpart for %s, so it is denied", (contract) => {
    expect(map("mini-to-micro", contract)).toBeUndefined();
    expect(map("micro-to-mini", contract)).toBeUndefined();
  });

  it.each(["NQ", "NQZ6-NQH7", "MNQZ6 C20000", "nqz6", ""])(
    "has none for %j, which is no dated contract",
    (name) => {
      expect(map("mini-to-micro", name)).toBeUndefined();
      expect(map("micro-to-mini", name)).toBeUndefined();
    },
  );

  it("copies anything as itself where the mapping is same", () => {
    for (const name of ["NQZ6", "ZBZ6", "NQZ6-NQH7"]) expect(map("same", name)).toBe(name);
  });
});

describe("families", () => {
  it.each(pairs)("%s and %s are one family, ten to one", (mini, micro) => {
    const root = mini.replace(/[A-Z]\d+$/u, "");
    const small = micro.replace(/[A-Z]\d+$/u, "");
    expect(familyOf(root)).toEqual({ family: root, weight: 10 });
    expect(familyOf(small)).toEqual({ family: root, weight: 1 });
  });

  it("leaves a product without a pair alone", () => {
    expect(familyOf("ZB")).toEqual({ family: "ZB", weight: 1 });
  });
});
