/**
 * Strict in what is sent: every endpoint that the exchange serves and every event that it tells is held to the broker's
 * own schemas. The walk goes over all paths of the document: what the exchange does not serve must answer 404, so an
 * endpoint that is added later can not be left out here.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { set } from "./fault-support.ts";
import { openStage, rest, type BareSocket, type Stage } from "./protocol-support.ts";
import { RESPONSES, schemaFaults, schemaNameOf } from "./schema-check.ts";
import { driveEverything, PRICE, type Driven } from "./schema-walk-support.ts";

const GENERIC = new Set(["item", "items", "list", "find", "suggest", "deps", "ldeps"]);

let stage: Stage;
let token: string;
let socket: BareSocket;
let driven: Driven;

beforeAll(async () => {
  stage = await openStage();
  await set(stage, { freezePrices: true, heartbeats: "never" });
  await stage.control("price", { symbol: "NQZ6", price: PRICE });
  token = await stage.login();
  socket = await stage.authorized();
  driven = await driveEverything(stage, socket);
});
afterAll(async () => {
  await stage.close();
});

function masterIds(kind: string): readonly number[] {
  return [...driven.masters, ...(driven.ids.get(kind) ?? [])];
}

/** What the read is asked for: ids and masters that the drive has met. */
function queryOf(kind: string, operation: string): string {
  const ids = driven.ids.get(kind) ?? [];
  switch (operation) {
    case "item":
      return `id=${ids[0] ?? 1}`;
    case "items":
      return `ids=${ids.length > 0 ? ids.slice(0, 10).join(",") : "1"}`;
    case "find":
      return `name=${driven.names.get(kind) ?? "nothing"}`;
    case "suggest":
      return `t=${(driven.names.get(kind) ?? "x").slice(0, 2)}&l=5`;
    case "deps":
      return `masterid=${masterIds(kind)[0] ?? 1}`;
    case "ldeps":
      return `masterids=${masterIds(kind).slice(0, 200).join(",") || "1"}`;
    default:
      return "";
  }
}

function isGeneric(path: string): boolean {
  return GENERIC.has(path.split("/")[2] ?? "");
}

const generic = [...RESPONSES].filter(([path]) => isGeneric(path));
const operations = [...RESPONSES].filter(([path]) => !isGeneric(path));

/** Kinds of which a list or item must really have been seen, so that the walk can not pass over nothing. */
const MUST_EXIST = [
  "account",
  "accountRiskStatus",
  "cashBalance",
  "command",
  "commandReport",
  "contract",
  "contractGroup",
  "contractMaturity",
  "currency",
  "exchange",
  "executionReport",
  "fill",
  "fillFee",
  "fillPair",
  "marginSnapshot",
  "order",
  "orderStrategy",
  "orderStrategyLink",
  "orderStrategyType",
  "orderVersion",
  "position",
  "product",
  "user",
];

describe("generic reads over REST and the socket", () => {
  it.each(generic)("%s answers %s, or nothing at all", async (path, schema) => {
    const [, kind = "", operation = ""] = path.split("/");
    const query = queryOf(kind, operation);
    const answer = await rest(stage.exchange.httpUrl, `${path}?${query}`, { token });
    expect([200, 404]).toContain(answer.status);
    const faults = answer.status === 200 ? schemaFaults(schema, answer.body) : [];
    expect(faults).toEqual([]);
    socket.send(`${path.slice(1)}\n41\n${query}\n`);
    const [same = {}] = await socket.messages();
    expect(same["s"]).toBe(answer.status);
    const body = same["s"] === 200 ? same["d"] : undefined;
    expect(body).toEqual(answer.body);
  });

  it.each(MUST_EXIST)("%s has been seen as an item", async (kind) => {
    const answer = await rest(stage.exchange.httpUrl, `/${kind}/item?${queryOf(kind, "item")}`, { token });
    expect(answer.status).toBe(200);
    expect(schemaFaults(schemaNameOf(kind), answer.body)).toEqual([]);
  });

  it("answers more than forty ids with 404 and no body", async () => {
    const ids = Array.from({ length: 41 }, (_, at) => at + 1).join(",");
    const answer = await rest(stage.exchange.httpUrl, `/order/items?ids=${ids}`, { token });
    expect(answer).toMatchObject({ status: 404, length: 0 });
  });
});

describe("operations", () => {
  it("every answer of the drive is as its schema has it", () => {
    const described = driven.answers.filter(({ path }) => RESPONSES.has(path));
    const faults = described.flatMap(({ path, body }) => schemaFaults(String(RESPONSES.get(path)), body));
    expect(faults).toEqual([]);
    const walked = new Set(driven.answers.map(({ path }) => path));
    expect([...walked]).toEqual(
      expect.arrayContaining(["/order/placeorder", "/order/modifyorder", "/order/cancelorder"]),
    );
  });

  it.each(operations)("%s is walked, or the exchange does not serve it", async (path) => {
    if (driven.answers.some((answer) => answer.path === path)) return;
    const answer = await rest(stage.exchange.httpUrl, path, { token, body: {} });
    expect({ path, status: answer.status }).toEqual({ path, status: 404 });
  });
});

describe("events and snapshots", () => {
  it("every event carries an entity as its schema has it", () => {
    const faults = driven.events.flatMap(({ entityType, entity }) =>
      schemaFaults(schemaNameOf(entityType), entity),
    );
    expect([...new Set(faults)]).toEqual([]);
    const kinds = new Set(driven.events.map(({ entityType, eventType }) => `${entityType} ${eventType}`));
    const expected = [
      "order",
      "orderVersion",
      "command",
      "commandReport",
      "executionReport",
      "fill",
      "fillFee",
    ];
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        ...[...expected, "fillPair", "position"].map((kind) => `${kind} Created`),
        ...["order", "command", "fill", "position", "cashBalance"].map((kind) => `${kind} Updated`),
      ]),
    );
  });

  it("the snapshot is one, whole and in parts", async () => {
    const answer = await rest(stage.exchange.httpUrl, "/user/syncrequest", { token, body: {} });
    expect(schemaFaults("SyncMessage", answer.body)).toEqual([]);
    const other = await stage.authorized();
    other.send('user/syncrequest\n1\n\n{"splitResponses":true}');
    for (let part = 0; part < 3; part += 1) {
      const [message = {}] = await other.messages();
      expect(schemaFaults("SyncMessage", message["d"])).toEqual([]);
    }
  });
});
