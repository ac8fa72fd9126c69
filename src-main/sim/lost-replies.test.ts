import { expect, it } from "vitest";
import { multiplierOf } from "./desk.ts";
import { exampleDesk } from "./example-desk.ts";

it("an order that reports have ended is not called unknown when its reply turns out to be lost", () => {
  const sizing = multiplierOf({ multiplier: "1.00" });
  const at = exampleDesk({ follower: { sizing, contractMap: "same", keepNotional: false } });
  at.lead(2);
  const [order] = at.exchange.state.orders.values();
  if (!order) throw new Error("nothing was sent");
  expect(order.status).toBe("filled");
  at.exchange.input({
    kind: "placed",
    order: order.row.order,
    outcome: { kind: "unknown", why: "the socket closed" },
  });
  expect(order.status).toBe("filled");
  expect(at.said().filter((words) => words.includes("is not known"))).toEqual([]);
});
