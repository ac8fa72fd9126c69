/** A contract that Mimik can not represent costs nobody anything but itself. */

import { describe, expect, it } from "vitest";
import { readSections } from "./sections.ts";
import { assemble, missingOf, registerSections } from "./snapshot.ts";
import { fill, ofKind, order, position, reference, translationDesk, wire } from "./test-support.ts";
import type { Desk } from "./test-support.ts";
import { createOut, forgetWaiting } from "./translation.ts";

const zt = [
  wire("product", { id: 815, name: "ZT", productType: "Futures", valuePerPoint: 2000, tickSize: 0.00390625 }),
  wire("contractMaturity", { id: 51, productId: 815 }),
  wire("contract", { id: 501, name: "ZTZ6", contractMaturityId: 51 }),
];
const option = [
  wire("product", { id: 815, name: "ES", productType: "Options", valuePerPoint: 50, tickSize: 0.25 }),
  wire("contractMaturity", { id: 51, productId: 815 }),
  wire("contract", { id: 501, name: "ESZ6 C5000", contractMaturityId: 51 }),
];
const inIt = { contractId: 501 };

function rows(...messages: readonly object[]): object[] {
  return messages.map((message) => (message as { d: { entity: object } }).d.entity);
}

function picture(desk: Desk, body: object) {
  const out = createOut();
  const sections = readSections({ commands: [], ...body });
  registerSections(desk.state, sections, out);
  const missing = missingOf(desk.state, sections, out);
  const accounts = new Map([["11", "ONE"]]);
  const [snapshot] = assemble(desk.state, sections, accounts, { beganNs: 0, receivedNs: 0 }, out);
  return { snapshot, missing, out };
}

describe.each([
  ["a tick that is no whole millionth", zt, "ZTZ6"],
  ["an option", option, "ESZ6 C5000"],
])("%s", (_name, entities, contract) => {
  it("drops live messages by name, counts them and doubts nothing", () => {
    const desk = translationDesk();
    desk.feed(0, ...entities, order(1, inIt), fill(2, 1, inIt), position(1, 0, inIt));
    desk.feed(1, fill(3, 9, inIt), order(5), fill(6, 5));
    desk.time(5000);
    expect(desk.events.map(({ kind }) => kind)).toEqual(["contract", "order", "fill"]);
    expect(ofKind(desk.events, "fill")).toMatchObject([{ fill: { fillId: "6", contract: "NQZ6" } }]);
    expect([...desk.state.leftOut.values()]).toMatchObject([{ contract, dropped: 4 }]);
    expect(desk.lookups).toEqual([]);
  });

  it("drops what waited for the contract, in place of a doubt", () => {
    const desk = translationDesk();
    desk.feed(0, order(1, inIt), fill(2, 1, inIt), position(1, 0, inIt));
    expect(desk.lookups).toEqual([{ kind: "contract", id: "501" }]);
    desk.feed(1, ...entities);
    desk.time(5000);
    expect(desk.events).toEqual([]);
    expect(desk.state.leftOut.get("501")?.dropped).toBe(3);
    expect(desk.lookups).toHaveLength(1);
  });

  it("leaves a picture whole without it, and is named once", () => {
    const desk = translationDesk();
    desk.feed(0, ...entities);
    const body = {
      positions: rows(position(1, 0), position(5, 0, inIt)),
      orders: rows(order(1), order(2, inIt)),
      fills: rows(fill(3, 1), fill(4, 2, inIt), fill(5, 99, inIt)),
    };
    const { snapshot, missing, out } = picture(desk, body);
    expect(missing).toEqual([]);
    expect(snapshot).toMatchObject({
      complete: true,
      positions: [{ contract: "NQZ6" }],
      orders: [{ orderId: "1" }],
      fills: [{ fillId: "3" }],
    });
    expect(ofKind(out.events, "unattributed")).toEqual([]);
    expect(out.leftOut).toMatchObject([{ contract, why: expect.any(String), dropped: 0 }]);
    forgetWaiting(desk.state);
    expect(picture(desk, body).out.leftOut).toEqual([]);
  });
});

it("leaves a picture incomplete while the contract is merely not known", () => {
  const desk = translationDesk(false);
  const body = { positions: rows(position(1, 0)), orders: [], fills: [] };
  expect(picture(desk, body)).toMatchObject({
    snapshot: { complete: false },
    missing: [{ kind: "contract", id: "500" }],
    out: { leftOut: [] },
  });
});

it("stays left out until the next snapshot: what was dropped would be missing", () => {
  const desk = translationDesk();
  desk.feed(0, ...zt, order(1, inIt), fill(2, 1, inIt));
  const [, ...joins] = zt;
  const usable = { id: 815, name: "ZT", valuePerPoint: 2000, tickSize: 0.25 };
  desk.feed(1, wire("product", usable), ...joins, fill(3, 1, inIt));
  expect(ofKind(desk.events, "fill")).toEqual([]);
  forgetWaiting(desk.state);
  desk.feed(2, fill(4, 1, inIt));
  expect(ofKind(desk.events, "fill")).toMatchObject([{ fill: { fillId: "4", contract: "ZTZ6" } }]);
  expect(desk.state.leftOut.size).toBe(0);
});

it("never takes a known contract out again", () => {
  const desk = translationDesk();
  desk.feed(0, order(1), fill(2, 1));
  desk.feed(1, wire("product", { ...rows(...reference)[0], productType: "Options" }), fill(3, 1));
  expect(ofKind(desk.events, "fill").map((event) => event.fill.fillId)).toEqual(["2", "3"]);
});
