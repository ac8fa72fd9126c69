import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isTerminal,
  nextOrderStatus,
  orderStatuses,
  orderStatusEvents,
  type OrderStatus,
  type OrderStatusEvent,
} from "./order-status.ts";

/** The whole table, written down a second time: one row per status, `-` where the pair is none. */
const written = `
             handed-over acknowledged part-filled all-filled refused   withdrawn no-answer  proved-absent
intended     sent        -            -           -          rejected  -         unknown    -
sent         -           accepted     partial     filled     rejected  cancelled unknown    -
accepted     -           accepted     partial     filled     rejected  cancelled unknown    -
partial      -           partial      partial     filled     cancelled cancelled unknown    -
filled       -           filled       filled      filled     -         filled    filled     -
rejected     -           rejected     -           -          rejected  rejected  rejected   -
cancelled    -           cancelled    cancelled   filled     cancelled cancelled cancelled  -
unknown      -           accepted     partial     filled     rejected  cancelled unknown    not-placed
not-placed   -           accepted     partial     filled     -         -         not-placed not-placed
`;

const [head = "", ...body] = written.trim().split("\n");
const columns = head.trim().split(/\s+/u) as OrderStatusEvent[];
const rows = body.map((line) => {
  const [status = "", ...cells] = line.trim().split(/\s+/u);
  return { status: status as OrderStatus, cells };
});
const pairs = rows.flatMap(({ status, cells }) =>
  columns.map((event, index) => ({ status, event, next: cells[index] === "-" ? undefined : cells[index] })),
);

describe("order status table", () => {
  it("is written down here for every status and every event", () => {
    expect(columns).toEqual([...orderStatusEvents]);
    expect(rows.map(({ status }) => status)).toEqual([...orderStatuses]);
    expect(pairs.filter(({ next }) => next === "")).toEqual([]);
    expect(pairs).toHaveLength(72);
  });

  it.each(pairs)("$status, $event: $next", ({ status, event, next }) => {
    expect(nextOrderStatus(status, event)).toBe(next);
  });

  it("knows exactly four ends", () => {
    expect(orderStatuses.filter(isTerminal)).toEqual(["filled", "rejected", "cancelled", "not-placed"]);
  });

  it("never leaves filled or rejected, whatever comes", () => {
    const events = fc.array(fc.constantFrom(...orderStatusEvents), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom("filled" as const, "rejected" as const), events, (start, path) => {
        let status: OrderStatus = start;
        for (const event of path) status = nextOrderStatus(status, event) ?? status;
        expect(status).toBe(start);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("ends every order that a fill completes as filled, in whatever order its messages come", () => {
    const noise = fc.array(
      fc.constantFrom("acknowledged" as const, "part-filled" as const, "no-answer" as const),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        let status: OrderStatus = "sent";
        for (const event of [...before, "all-filled" as const, ...after]) {
          status = nextOrderStatus(status, event) ?? status;
        }
        expect(status).toBe("filled");
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
