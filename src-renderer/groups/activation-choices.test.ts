import { describe, expect, it } from "vitest";
import type { ActivationRow } from "../../src-shared/ipc/groups.ts";
import { chosenFor, pickedFor, rowKey } from "./activation-choices.ts";

const row: ActivationRow = {
  follower: "f1",
  account: "F1",
  contract: "NQZ6",
  position: 2,
  leaderContract: "NQZ6",
  leaderPosition: 1,
  notAdoptable: null,
};

describe("positions of a first activation", () => {
  it("are left alone unless the trader picked otherwise, and every row is answered", () => {
    const other = { ...row, contract: "ESZ6" };
    const picked = { [rowKey(other)]: "close" } as const;
    expect(chosenFor([row, other], picked)).toEqual([
      { follower: "f1", contract: "NQZ6", position: 2, choice: "leave" },
      { follower: "f1", contract: "ESZ6", position: 2, choice: "close" },
    ]);
  });

  it("have to be picked anew once they have moved", () => {
    const picked = { [rowKey(row)]: "adopt" } as const;
    expect(pickedFor(row, picked)).toBe("adopt");
    expect(pickedFor({ ...row, position: 3 }, picked)).toBe("leave");
  });

  it("are not adopted where they can not be", () => {
    expect(pickedFor({ ...row, notAdoptable: "no counterpart" }, { [rowKey(row)]: "adopt" })).toBe("leave");
  });
});
