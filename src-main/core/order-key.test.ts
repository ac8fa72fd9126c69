import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvariantError } from "../../src-shared/assert.ts";
import type { AccountKey, ContractName } from "../../src-shared/ids.ts";
import type { CauseKind } from "./effect.ts";
import { legIdOf, orderKeyOf, type LegName } from "./order-key.ts";

const kinds: readonly CauseKind[] = ["leader-fill", "leader-order", "outage", "flatten", "sign-change"];

function leg(changes: Partial<LegName> = {}): LegName {
  return {
    cause: { kind: "leader-fill", id: "4711" },
    account: "demo#123456" as AccountKey,
    contract: "MNQZ6" as ContractName,
    leg: "open",
    ...changes,
  };
}

const names: fc.Arbitrary<LegName> = fc.record({
  cause: fc.record({
    kind: fc.constantFrom(...kinds),
    id: fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String), fc.uuid()),
  }),
  account: fc
    .tuple(
      fc.constantFrom(
        "demo",
        "live",
        "practice",
        "custom:http://127.0.0.1:4001/v1",
        "custom:http://b.example/v1",
      ),
      fc.integer({ min: 1, max: 2 ** 40 }),
    )
    .map(([venue, id]) => `${venue}#${id}` as AccountKey),
  contract: fc.constantFrom("MNQZ6", "NQZ6", "M2KM27").map((name) => name as ContractName),
  leg: fc.constantFrom<LegName["leg"]>("open", { close: 1 }, { close: -1 }),
});

describe("order keys", () => {
  it("is a pure function: the same decision made twice carries the same name", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 99 }), (name, attempt) => {
        expect(orderKeyOf(legIdOf(structuredClone(name)), attempt)).toBe(orderKeyOf(legIdOf(name), attempt));
      }),
      { seed: 8, numRuns: 1000 },
    );
  });

  it("is at most 64 printable characters, however long the cause", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 2 ** 31 }), (name, attempt) => {
        expect(orderKeyOf(legIdOf(name), attempt)).toMatch(/^[!-~]{1,64}$/u);
      }),
      { seed: 9, numRuns: 2000 },
    );
  });

  it("differs wherever cause, account, venue, contract, leg or attempt differ", () => {
    const custom = (url: string): AccountKey => `custom:${url}#123456` as AccountKey;
    const legs = [
      leg(),
      ...kinds.slice(1).map((kind) => leg({ cause: { kind, id: "4711" } })),
      leg({ cause: { kind: "leader-fill", id: "4712" } }),
      leg({ account: "demo#123457" as AccountKey }),
      leg({ account: "live#123456" as AccountKey }),
      leg({ account: "practice#123456" as AccountKey }),
      leg({ account: custom("http://127.0.0.1:4001/v1") }),
      leg({ account: custom("http://127.0.0.1:4002/v1") }),
      leg({ contract: "NQZ6" as ContractName }),
      leg({ leg: { close: 1 } }),
      leg({ leg: { close: -1 } }),
    ];
    const keys = legs.flatMap((name) => [1, 2, 11].map((attempt) => orderKeyOf(legIdOf(name), attempt)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("does not meet itself in 50,000 causes that are too long to be sent whole", () => {
    const keys = new Set<string>();
    for (let index = 0; index < 50_000; index += 1) {
      const id = `a request of the trader with a long name, number ${index}, and more`;
      keys.add(orderKeyOf(legIdOf(leg({ cause: { kind: "flatten", id } })), 1));
    }
    expect(keys.size).toBe(50_000);
  });

  it("counts attempts from 1", () => {
    expect(() => orderKeyOf(legIdOf(leg()), 0)).toThrow(InvariantError);
  });
});
