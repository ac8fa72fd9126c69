import { describe, expect, it } from "vitest";
import { completeSpec, createContractBook, remember } from "./contracts.ts";
import { readEntity } from "./entities.ts";
import { quoteOf } from "./quote.ts";
import { Malformed } from "./read.ts";
import { venue } from "./test-support.ts";

function bookOf(root: string, tickSize: number, valuePerPoint: number, productType?: string) {
  const book = createContractBook(venue);
  remember(book, readEntity("product", { id: 1, name: root, tickSize, valuePerPoint, productType }));
  remember(book, readEntity("contractMaturity", { id: 2, productId: 1 }));
  remember(book, readEntity("contract", { id: 3, name: `${root}Z6`, contractMaturityId: 2 }));
  return book;
}

describe("completeSpec", () => {
  it.each([
    ["NQ", 0.25, 20, 250_000, 5_000_000],
    ["MNQ", 0.25, 2, 250_000, 500_000],
    ["ES", 0.25, 50, 250_000, 12_500_000],
    ["RTY", 0.1, 50, 100_000, 5_000_000],
    ["M2K", 0.1, 5, 100_000, 500_000],
    ["YM", 1, 5, 1_000_000, 5_000_000],
    ["MYM", 1, 0.5, 1_000_000, 500_000],
    ["CL", 0.01, 1000, 10_000, 10_000_000],
    ["GC", 0.1, 100, 100_000, 10_000_000],
    ["ZN", 0.015625, 1000, 15_625, 15_625_000],
    ["6E", 0.00005, 125_000, 50, 6_250_000],
  ])("%s: tick %d, point %d dollars", (root, tickSize, point, tickSizeMicros, tickValueMicros) => {
    expect(completeSpec(bookOf(root, tickSize, point), "3")).toMatchObject({
      root,
      tickSizeMicros,
      tickValueMicros,
    });
  });

  it.each([
    ["a tick below a millionth", 0.0000005, 12_500_000],
    ["a tick between millionths", 0.0078125, 1000],
    ["a tick worth a fraction of a micro-dollar", 0.0025, 0.0001],
  ])("refuses %s instead of rounding", (_name, tickSize, point) => {
    expect(() => completeSpec(bookOf("XX", tickSize, point), "3")).toThrow(/XX/u);
  });

  it.each(["Options", "Spread", "CommonStock"])("refuses a product of type %s", (type) => {
    expect(() => completeSpec(bookOf("ES", 0.25, 50, type), "3")).toThrow(/no future/u);
    expect(completeSpec(bookOf("ES", 0.25, 50, "Futures"), "3")).toMatchObject({ root: "ES" });
  });

  it.each([
    ["no tick", 0, 20],
    ["a negative tick", -0.25, 20],
    ["a worthless point", 0.25, 0],
  ])("does not read a product with %s", (_name, tickSize, point) => {
    expect(() => bookOf("XX", tickSize, point)).toThrow(Malformed);
  });

  it("is not known until maturity and product are", () => {
    const book = createContractBook(venue);
    remember(book, readEntity("contract", { id: 3, name: "NQZ6", contractMaturityId: 2 }));
    expect(completeSpec(book, "3")).toBeUndefined();
    remember(book, readEntity("contractMaturity", { id: 2, productId: 1 }));
    expect(completeSpec(book, "3")).toBeUndefined();
    expect(completeSpec(book, "4")).toBeUndefined();
  });

  it("reads the observed reference data of the samples", () => {
    const product = { id: 814, name: "NQ", currencyId: 1, valuePerPoint: 20, tickSize: 0.25, isMicro: false };
    expect(readEntity("product", product)).toEqual({
      type: "product",
      id: "814",
      name: "NQ",
      productType: null,
      valuePerPoint: 20,
      tickSize: 0.25,
    });
    const maturity = { id: 37215, productId: 814, expirationDate: "2017-12-15T22:29Z", seqNo: 10 };
    expect(readEntity("contractMaturity", maturity)).toMatchObject({ id: "37215", productId: "814" });
  });
});

describe("quoteOf", () => {
  const book = bookOf("NQ", 0.25, 20);
  completeSpec(book, "3");

  it.each([
    ["whole", { bid: 100, offer: 100.25, trade: 100 }, { bidTicks: 400, offerTicks: 401, tradeTicks: 400 }],
    [
      "partial",
      { bid: null, offer: 100.25, trade: null },
      { bidTicks: null, offerTicks: 401, tradeTicks: null },
    ],
    [
      "off its tick",
      { bid: 100.1, offer: 100.25, trade: 0 },
      { bidTicks: null, offerTicks: 401, tradeTicks: 0 },
    ],
  ])("takes what is there of a quote that is %s", (_name, row, expected) => {
    expect(quoteOf(book, { contractId: "3", ...row }, 7)).toEqual({
      contract: "NQZ6",
      receivedNs: 7,
      ...expected,
    });
  });

  it("says nothing of a contract whose tick is not known", () => {
    expect(quoteOf(book, { contractId: "9", bid: 1, offer: 2, trade: 1 }, 7)).toBeUndefined();
  });
});
