import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDispatch } from "../ipc/dispatch.ts";
import { createHandlers } from "../ipc/handlers.ts";
import { FRAME_BYTES_MAX } from "../ipc/outbox.ts";
import { fakeHost, type FakeHost } from "../ipc/testing/fake-host.ts";
import { startLoopbackServer, type Download, type LoopbackServer } from "./loopback-server.ts";
import { createOneUse } from "./one-use.ts";

const token = "T".repeat(43);
const SECOND_NS = 1e9;
let folder: string;
let server: LoopbackServer;
let host: FakeHost;
let nowNs: number;

async function start(authMsMax = 2000, port = 0): Promise<LoopbackServer> {
  const clock = { monoNs: () => nowNs };
  const deliver = () => Promise.resolve({ kind: "download" as const, path: server.exportPath(csv) });
  return startLoopbackServer({
    port,
    token,
    authMsMax,
    rendererRoot: join(folder, "renderer"),
    dispatch: createDispatch(createHandlers(host, { shell: "browser", deliver }), host.log),
    subscribe: (listener) => host.subscribe(listener),
    downloads: createOneUse<Download>(clock),
    launches: createOneUse<true>(clock),
    log: host.log,
  });
}
const csv: Download = {
  fileName: "a.csv",
  type: "text/csv; charset=utf-8",
  content: () => host.activity.exportActivityCsv(),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-serve-"));
  mkdirSync(join(folder, "renderer", "assets"), { recursive: true });
  writeFileSync(join(folder, "renderer", "index.html"), "<!doctype html><title>Mimik</title>");
  writeFileSync(join(folder, "renderer", "assets", "a.js"), "1;");
  writeFileSync(join(folder, "renderer", "secret.pem"), "no part of the cockpit");
  writeFileSync(join(folder, "outside.js"), "secret");
  host = fakeHost();
  nowNs = 0;
  server = await start();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: "127.0.0.1", port: server.port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}
const origin = (): string => `http://127.0.0.1:${server.port}`;

function dial(headers: Record<string, string> = { origin: origin() }, path = "/ipc"): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  socket.on("error", () => {});
  return socket;
}
/** The status with which an upgrade is refused. */
async function refusal(headers: Record<string, string>, path?: string): Promise<number> {
  const [, response] = (await once(dial(headers, path), "unexpected-response")) as [
    unknown,
    { statusCode: number },
  ];
  return response.statusCode;
}
async function textOf(socket: WebSocket): Promise<Record<string, unknown>> {
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString("utf8")) as Record<string, unknown>;
}
async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, "close")) as [number];
  return code;
}
async function enter(): Promise<WebSocket> {
  const socket = dial();
  await once(socket, "open");
  socket.send(JSON.stringify({ token }));
  expect(await textOf(socket)).toEqual({ ready: true });
  return socket;
}

describe("pages", () => {
  test("are served under a strict policy and never cached", async () => {
    const { status, headers, body } = await get("/");
    expect(status).toBe(200);
    expect(body).toContain("Mimik");
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*/u);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect((await get("/assets/a.js")).headers["content-type"]).toMatch(/^text\/javascript/u);
    expect((await get("/", {}, "HEAD")).body).toBe("");
  });

  test.each([
    "/../outside.js",
    "/..%2foutside.js",
    "/%2e%2e/outside.js",
    "/assets/..%5c..%5coutside.js",
    "/%00",
    "/%zz",
    "/assets",
    "/secret.pem",
    "/nothing.js",
    "//etc/passwd",
    "/export/guess",
    "/launch/guess",
  ])("%s leads nowhere", async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).toBe("");
  });

  test("a foreign host, a foreign origin and other methods are refused", async () => {
    const port = server.port;
    for (const name of [
      `localhost:${port}`,
      "evil.example",
      `127.0.0.1:${port + 1}`,
      "127.0.0.1",
      `127.0.0.1:${port}.evil.example`,
    ]) {
      expect((await get("/", { host: name })).status).toBe(421);
    }
    for (const name of ["https://evil.example", `http://localhost:${port}`, "null"]) {
      expect((await get("/", { origin: name })).status).toBe(403);
    }
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
      expect((await get("/", {}, method)).status).toBe(405);
    }
  });

  test("it listens on loopback only", async () => {
    const socket = createConnection({ host: "127.0.0.1", port: server.port });
    await once(socket, "connect");
    expect(socket.remoteAddress).toBe("127.0.0.1");
    socket.destroy();
    const other = createConnection({ host: "127.0.0.2", port: server.port });
    await expect(once(other, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("one-use paths", () => {
  test("a download works once", async () => {
    const path = server.exportPath(csv);
    expect(path).toMatch(/^\/export\/[\w-]{43}$/u);
    const { status, headers, body } = await get(path);
    expect({ status, body }).toEqual({ status: 200, body: "id,words\r\n1,w\r\n" });
    expect(headers["content-disposition"]).toBe('attachment; filename="a.csv"');
    expect((await get(path)).status).toBe(404);
  });

  test("a download lives a minute, and a foreign page can not use it up", async () => {
    const path = server.exportPath(csv);
    expect((await get(path, { origin: "https://evil.example" })).status).toBe(403);
    nowNs = 59 * SECOND_NS;
    expect((await get(path)).status).toBe(200);
    const late = server.exportPath(csv);
    nowNs += 60 * SECOND_NS;
    expect((await get(late)).status).toBe(404);
  });

  test("a launch path leads to the token once, and does not name it", async () => {
    const url = server.launchUrl();
    expect(url).not.toContain(token);
    const { status, headers } = await get(new URL(url).pathname);
    expect({ status, location: headers.location }).toEqual({ status: 302, location: `/#token=${token}` });
    expect((await get(new URL(url).pathname)).status).toBe(404);
  });
});

describe("the socket", () => {
  test("is refused to foreign origins and hosts, to no origin, and anywhere else", async () => {
    expect(await refusal({ origin: "https://evil.example" })).toBe(403);
    expect(await refusal({ origin: `${origin()}.evil.example` })).toBe(403);
    expect(await refusal({ origin: "null" })).toBe(403);
    expect(await refusal({})).toBe(403);
    expect(await refusal({ origin: origin(), host: "evil.example" })).toBe(421);
    expect(await refusal({ origin: origin() }, "/ipc?x")).toBe(404);
    expect(host.listeners.size).toBe(0);
  });

  test.each([
    ["a wrong token", JSON.stringify({ token: "X".repeat(43) })],
    ["a shorter token", JSON.stringify({ token: token.slice(1) })],
    ["an empty token", JSON.stringify({ token: "" })],
    [
      "a command before the token",
      JSON.stringify({ id: 1, command: "flatten", input: { scope: { kind: "everything" } } }),
    ],
    ["a token with something beside it", JSON.stringify({ token, id: 1 })],
    ["no JSON", "{"],
  ])("%s closes it, and nothing is done", async (_name, frame) => {
    const socket = dial();
    await once(socket, "open");
    socket.send(frame);
    expect(await closeCode(socket)).toBe(4401);
    expect(host.done).toEqual([]);
    expect(host.listeners.size).toBe(0);
  });

  test("no token within the time closes it", async () => {
    await server.close();
    server = await start(30);
    const socket = dial();
    expect(await closeCode(socket)).toBe(4401);
  });

  test("commands are answered by id, events are pushed, and both end with the socket", async () => {
    const socket = await enter();
    socket.send(JSON.stringify({ id: 5, command: "flatten", input: { scope: { kind: "everything" } } }));
    expect(await textOf(socket)).toEqual({
      id: 5,
      reply: { ok: true, value: { followers: 2, positions: 3 } },
    });
    socket.send(JSON.stringify({ id: 6, command: "flatten", input: {} }));
    expect(await textOf(socket)).toMatchObject({ id: 6, reply: { ok: false, error: { code: "BAD_INPUT" } } });
    host.emit({ event: "activity.added", payload: { newest: 1 } });
    expect(await textOf(socket)).toEqual({ event: "activity.added", payload: { newest: 1 } });
    expect(host.done).toEqual(["flatten everything"]);
    socket.close();
    await expect.poll(() => host.listeners.size).toBe(0);
  });

  test.each([
    ["binary", Buffer.from("{}"), 1003],
    ["no JSON", "{", 1007],
    ["no request", "[]", 1007],
    ["a request without an id", JSON.stringify({ command: "flatten", input: {} }), 1007],
    ["a frame above 1 MiB", "x".repeat(FRAME_BYTES_MAX + 1), 1009],
  ])("%s closes this socket and leaves the others", async (_name, frame, code) => {
    const [socket, other] = [await enter(), await enter()];
    socket.send(frame);
    expect(await closeCode(socket)).toBe(code);
    other.send(JSON.stringify({ id: 1, command: "app.info", input: {} }));
    expect(await textOf(other)).toMatchObject({ id: 1, reply: { ok: true } });
    expect(host.done).toEqual([]);
    other.close();
  });

  test("there are only so many of them", async () => {
    const sockets = await Promise.all(Array.from({ length: 16 }, enter));
    expect(await refusal({ origin: origin() })).toBe(503);
    for (const socket of sockets) socket.close();
  });
});

test("a port in use is exit code 5 and names the port", async () => {
  await expect(start(2000, server.port)).rejects.toMatchObject({
    kind: "port",
    exitCode: 5,
    message: expect.stringContaining(String(server.port)),
  });
});

test("offers are bounded: the oldest gives way", () => {
  const offers = createOneUse<number>({ monoNs: () => 0 });
  const keys = Array.from({ length: 17 }, (_each, value) => offers.offer(value));
  expect(offers.take(keys[0] ?? "")).toBeUndefined();
  expect(offers.take(keys[16] ?? "")).toBe(16);
  expect(new Set(keys).size).toBe(17);
});
