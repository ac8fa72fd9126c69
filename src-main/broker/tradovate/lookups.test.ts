/** What look-ups cost: few requests, ten ids at most in each, and none for what is known. */

import { describe, expect, it } from "vitest";
import type { VenueKey } from "../../../src-shared/ids.ts";
import { createContractBook, remember } from "./contracts.ts";
import type { ContractBook } from "./contracts.ts";
import type { Entity } from "./entities.ts";
import { Lookups } from "./lookups.ts";
import type { RestRequest } from "./rest.ts";
import { collectLog } from "./test-support.ts";

interface Desk {
  readonly lookups: Lookups;
  readonly book: ContractBook;
  readonly requests: RestRequest[];
}

const months = ["Z6", "H7", "M7", "U7", "Z7", "H8"];

/** A broker that knows every root: contract ids 1000 + n, one maturity each, one product per root. */
function desk(roots: readonly string[]): Desk {
  const book = createContractBook("demo" as VenueKey);
  const requests: RestRequest[] = [];
  const contracts = roots.flatMap((root, rootAt) =>
    months.map((month, monthAt) => ({
      id: 1000 + rootAt * 10 + monthAt,
      name: `${root}${month}`,
      contractMaturityId: 5000 + rootAt * 10 + monthAt,
    })),
  );
  const answer = (path: string, query: Readonly<Record<string, string>>): unknown => {
    const ids = (query["ids"] ?? query["id"] ?? "").split(",").map(Number);
    switch (path) {
      case "contract/suggest":
        return contracts.filter(({ name }) => name.startsWith(query["t"] ?? "-"));
      case "contractMaturity/items":
        return ids.map((id) => ({ id, productId: 800 + Math.floor((id - 5000) / 10) }));
      case "product/items":
        return ids.map((id) => ({ id, name: roots[id - 800], valuePerPoint: 2, tickSize: 0.25 }));
      default:
        return undefined;
    }
  };
  const lookups = new Lookups({
    rest: {
      async send(request) {
        requests.push(request);
        const body = await Promise.resolve(answer(request.path, request.query ?? {}));
        return { ok: true, body };
      },
      close: () => undefined,
    },
    session: { current: null },
    book,
    log: collectLog().log,
    found: (entities: readonly Entity[]) => {
      for (const entity of entities) {
        if (entity.type === "contract" || entity.type === "contractMaturity" || entity.type === "product") {
          remember(book, entity);
        }
      }
    },
    unusable: () => undefined,
  });
  return { lookups, book, requests };
}

const pairs = ["NQ", "MNQ", "ES", "MES", "YM", "MYM", "RTY", "M2K", "CL", "MCL", "GC", "MGC"];

describe("looking contracts up before they are needed", () => {
  it("costs four requests for a root and its micro, and names the front month and those after it", async () => {
    const { lookups, book, requests } = desk(["NQ", "MNQ"]);
    await lookups.preload(["NQ", "MNQ"]);
    expect(requests.map(({ path }) => path)).toEqual([
      "contract/suggest",
      "contract/suggest",
      "contractMaturity/items",
      "product/items",
    ]);
    expect([...book.contracts.values()].map(({ name }) => name)).toEqual([
      "NQZ6",
      "NQH7",
      "NQM7",
      "NQU7",
      "MNQZ6",
      "MNQH7",
      "MNQM7",
      "MNQU7",
    ]);
  });

  it("costs at most 20 of the 80 requests of a minute for all pairs, none with more than ten ids", async () => {
    const { lookups, book, requests } = desk(pairs);
    await lookups.preload(pairs);
    expect(requests.length).toBeLessThanOrEqual(20);
    for (const { query, kind } of requests) {
      expect((query?.["ids"] ?? "").split(",").length).toBeLessThanOrEqual(10);
      expect(kind).toBe("poll");
    }
    expect(book.products.size).toBe(pairs.length);
  });

  it("asks for no maturity and no product a second time", async () => {
    const { lookups, requests } = desk(["NQ"]);
    await lookups.preload(["NQ"]);
    requests.length = 0;
    await lookups.preload(["NQ"]);
    expect(requests.map(({ path }) => path)).toEqual(["contract/suggest"]);
  });
});

describe("looking one thing up", () => {
  it("is a reading, since something waits for it, and is asked once at a time", async () => {
    const { lookups, requests } = desk([]);
    await Promise.all([1, 2, 3].map(async () => lookups.perform({ kind: "order", id: "7" })));
    await lookups.perform({ kind: "contract", id: "8" });
    expect(requests.map(({ path, kind }) => [path, kind])).toEqual([
      ["order/item", "read"],
      ["contract/item", "read"],
    ]);
  });
});
