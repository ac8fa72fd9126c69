/** Whatever comes in by REST or a socket is answered: no endpoint fails inside, no socket is lost, no switch is set. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, rest, type Stage } from "./protocol-support.ts";
import { RESPONSES } from "./schema-check.ts";

const ODD_BODIES = [
  "[]",
  "{}",
  "5",
  "null",
  '"text"',
  "true",
  "{oops",
  '{"accountId":{},"orderId":[],"id":"x","ids":{"a":1},"masterids":[[]],"symbol":5}',
  '{"accountId":1e308,"orderId":-1,"orderQty":0.5,"price":"x","name":null,"productIds":[null]}',
  '{"__proto__":{"accountId":1},"constructor":1,"p-ticket":{"a":1}}',
  `{"accountSpec":"${"x".repeat(70_000)}","params":"{"}`,
];

let stage: Stage;
let token: string;
beforeAll(async () => {
  stage = await openStage();
  token = await stage.login();
});
afterAll(async () => {
  await stage.close();
});

describe("odd bodies", () => {
  it.each([...RESPONSES.keys()])("%s", async (path) => {
    const answers = await Promise.all(
      ODD_BODIES.map((body) => rest(stage.exchange.httpUrl, path, { token, body })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 400, 401, 404].includes(status))).toEqual([]);
  });

  it.each(["/practice/faults", "/practice/trade", "/practice/price", "/practice/scenario"])(
    "%s takes none of them",
    async (path) => {
      const before = (await stage.control("faults")).body;
      for (const body of ODD_BODIES.filter((text) => text !== "{}" && text !== "null")) {
        expect(await rest(stage.root, path, { body })).toMatchObject({ status: 400 });
      }
      expect((await stage.control("faults")).body).toEqual(before);
    },
  );
});

describe("frames", () => {
  it("any text leaves the socket usable", async () => {
    const socket = await stage.authorized();
    const endpoint = fc.constantFrom(...Array.from(RESPONSES.keys(), (path) => path.slice(1)));
    const body = fc.oneof(fc.json(), fc.string(), fc.constantFrom(...ODD_BODIES));
    const call = fc
      .tuple(endpoint, fc.nat(1_000), fc.string(), body)
      .filter(([path]) => !path.startsWith("auth/") && path !== "user/syncrequest")
      .map(([path, id, query, text]) => `${path}\n${id}\n${query.replaceAll("\n", "")}\n${text}`);
    const frames = fc.sample(fc.oneof(call, fc.string({ unit: "binary" })), { numRuns: 2_000, seed: 11 });
    for (const frame of frames) socket.send(frame);
    socket.send("user/list\n99999\n\n");
    const failures: unknown[] = [];
    for (;;) {
      const [message = {}] = await socket.messages();
      if (message["i"] === 99_999) break;
      if (message["s"] === 500) failures.push(message);
    }
    expect(failures).toEqual([]);
  });
});
