/**
 * Every literal sample that a client sends is served: the frames and bodies of the notes as they stand, but for ids,
 * tokens and expired symbols, which are replaced by this exchange's own. What it does not offer (replay) is answered
 * 404, never with silence.
 */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountOf, set } from "./fault-support.ts";
import { openStage, PASSWORD, rest, type BareSocket, type Stage } from "./protocol-support.ts";

interface Sample {
  readonly direction: string;
  readonly kind: string;
  readonly unit: string;
  readonly frame: unknown;
}

const file = new URL("../broker/tradovate/fixtures/samples.jsonl", import.meta.url);
const samples = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Sample)
  .filter(({ direction }) => direction === "client");

const frames = samples.flatMap(({ unit, kind, frame }): [string, string][] =>
  unit === "frame" && typeof frame === "string" && frame !== "[]" ? [[kind, frame]] : [],
);
const orders = samples.flatMap(({ kind, frame }): [string, object][] =>
  kind.startsWith("rest order/") && typeof frame === "object" && frame !== null ? [[kind, frame]] : [],
);

/** What answers a kind that is not simply served. */
const OTHERWISE: Readonly<Record<string, number>> = {
  "replay/initializeclock": 404,
  "replay/changespeed": 404,
};

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  await set(stage, { freezePrices: true });
});
afterEach(async () => {
  await stage.close();
});

async function placed(socket: BareSocket, orderType: string, terms: object): Promise<number> {
  const order = { accountId: accountOf(stage).id, action: "Buy", symbol: "ESZ6", orderQty: 1, orderType };
  socket.send(`order/placeorder\n900\n\n${JSON.stringify({ ...order, ...terms })}`);
  const [answer = {}] = await socket.messages();
  return (answer["d"] as { orderId: number }).orderId;
}

/** The sample with this exchange's own ids. */
async function adapted(socket: BareSocket, frame: string): Promise<string> {
  const { id, name } = accountOf(stage);
  const token = await stage.login();
  const stop = await placed(socket, "Stop", { stopPrice: 9_000 });
  const limit = await placed(socket, "Limit", { price: 1_000 });
  return frame
    .replace("uST01MhJMF3cR3lCs-gdQ9W0AzomYLaqsWcZ_GYgAspPRf-ZS-Wb7q3sW3pUafTm90ba4", token)
    .replace('"M"', JSON.stringify(token))
    .replace("12345", String(stage.exchange.users[0]?.id))
    .replace("[\n    101", `[${id}`)
    .replace("[101", `[${id}`)
    .replace('"accountId":0', `"accountId":${id}`)
    .replace("<account name>", name)
    .replace("MESM1", "MESZ6")
    .replace("62496", String(stop))
    .replace("62495", String(limit))
    .replace("2633.00", "9001")
    .replace("2654.50", "1001")
    .replace("ESZ4", "ESZ6");
}

describe("frames", () => {
  it("there are those of the notes", () => {
    expect(frames.length).toBeGreaterThanOrEqual(15);
    expect(orders.length).toBeGreaterThanOrEqual(6);
  });

  it.each(frames)("%s: %s", async (kind, frame) => {
    const socket = await stage.authorized(
      "leader",
      kind.startsWith("md/") ? stage.exchange.mdUrl : undefined,
    );
    const sent = await adapted(await stage.authorized(), frame);
    const id = Number(sent.split("\n")[1]);
    socket.send(sent);
    const [answer = {}] = await socket.messages();
    expect(answer).toMatchObject({ i: id, s: OTHERWISE[kind] ?? 200 });
    expect(JSON.stringify(answer)).not.toContain("failureReason");
    expect(JSON.stringify(answer)).not.toContain("errorText");
  });
});

describe("bodies", () => {
  it("the login, cid as number", async () => {
    const sample = samples.find(({ kind }) => kind === "rest auth/accesstokenrequest");
    const body = { ...(sample?.frame as object), name: "leader", password: PASSWORD };
    const answer = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
    expect(answer.body).toHaveProperty("accessToken");
  });

  it("the quote subscription", async () => {
    const socket = await stage.authorized("leader", stage.exchange.mdUrl);
    const sample = samples.find(({ kind }) => kind === "md/subscribeQuote.body");
    socket.send(`md/subscribeQuote\n1\n\n${String(sample?.frame).replace("ESM7", "ESH7")}`);
    expect(await socket.messages()).toMatchObject([{ i: 1, s: 200, d: {} }]);
    expect(await socket.messages()).toMatchObject([{ e: "md", d: { quotes: [{}] } }]);
  });

  it.each(orders)("%s", async (kind, sample) => {
    const { id: accountId, name: accountSpec } = accountOf(stage);
    const symbols: Readonly<Record<string, string>> = {
      MYMM1: "MYMZ6",
      MESM1: "MESZ6",
      ESU3: "ESZ6",
      E6H9: "E6H9",
    };
    const { symbol } = sample as { readonly symbol: string };
    const body = { ...sample, accountId, accountSpec, symbol: symbols[symbol] };
    const [, path = ""] = kind.split(" ");
    const token = await stage.login();
    const answer = await rest(stage.exchange.httpUrl, `/${path}`, { token, body });
    expect(answer.status).toBe(200);
    expect(Object.hasOwn(answer.body as object, "orderId")).toBe(symbol !== "E6H9");
    expect(Object.hasOwn(answer.body as object, "failureReason")).toBe(symbol === "E6H9");
  });
});
