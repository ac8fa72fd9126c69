/** The loopback shell answers its own page only: not another host name, not another origin, not without the token. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { WebSocket } from "ws";
import { expect, test } from "./support/fixtures.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** As a foreign program would: with any header it likes. */
function get(url: URL, headers: Readonly<Record<string, string>>, path = "/"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = url;
    httpRequest({ hostname, port, path, headers: { host: url.host, ...headers } }, (response) => {
      response.resume();
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    })
      .once("error", reject)
      .end();
  });
}

interface Closed {
  /** Status of a refused upgrade, else the close code. */
  readonly code: number;
  readonly said: readonly string[];
}

/** Opens the page's socket as someone else and tells how it ended. */
function knock(
  url: URL,
  headers: Readonly<Record<string, string>>,
  frames: readonly string[],
): Promise<Closed> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const socket = new WebSocket(`ws://${url.host}/ipc`, { headers: { origin: url.origin, ...headers } });
    socket.on("unexpected-response", (_request, response) => {
      resolve({ code: response.statusCode ?? 0, said });
      socket.terminate();
    });
    socket.on("message", (data: Buffer) => said.push(data.toString("utf8")));
    socket.on("open", () => {
      for (const frame of frames) socket.send(frame);
    });
    socket.on("close", (code) => resolve({ code, said }));
    socket.on("error", (error) => {
      // A refused upgrade was answered above.
      if (!error.message.startsWith("Unexpected server response")) reject(error);
    });
  });
}

const MEBIBYTE = 1024 * 1024;
const snapshot = JSON.stringify({ id: 1, command: "cockpit.snapshot", input: {} });

test("a foreign Host is answered 421, a foreign Origin 403, on pages and on the socket", async ({
  mimik,
}) => {
  await mimik.launch();
  const url = new URL(mimik.url());
  const token = JSON.stringify({ token: new URLSearchParams(url.hash.slice(1)).get("token") });
  for (const host of ["evil.example", `evil.example:${url.port}`, `localhost:${url.port}`, "127.0.0.1"]) {
    expect((await get(url, { host })).status, host).toBe(421);
    expect((await knock(url, { host }, [token, snapshot])).code, host).toBe(421);
  }
  for (const origin of [
    "http://evil.example",
    "null",
    `http://localhost:${url.port}`,
    `https://${url.host}`,
  ]) {
    expect((await get(url, { origin })).status, origin).toBe(403);
    const closed = await knock(url, { origin }, [token, snapshot]);
    expect(closed, origin).toEqual({ code: 403, said: [] });
  }
  expect((await get(url, {})).status).toBe(200);
});

test("every answer forbids caching, sniffing, framing and foreign scripts", async ({ mimik }) => {
  await mimik.launch();
  const { headers } = await get(new URL(mimik.url()), {});
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  const policy = headers["content-security-policy"];
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(headers).not.toHaveProperty("access-control-allow-origin");
  expect(headers).not.toHaveProperty("set-cookie");
});

test("a wrong token, a late one and a frame above 1 MiB close the socket, and no command runs before the token", async ({
  mimik,
}) => {
  await mimik.launch();
  const url = new URL(mimik.url());
  const token = JSON.stringify({ token: new URLSearchParams(url.hash.slice(1)).get("token") });
  const wrong = JSON.stringify({ token: "x".repeat(43) });
  const UNAUTHORIZED = { code: 4401, said: [] };
  expect(await knock(url, {}, [wrong, snapshot])).toEqual(UNAUTHORIZED);
  expect(await knock(url, {}, [snapshot])).toEqual(UNAUTHORIZED);
  expect(await knock(url, {}, [])).toEqual(UNAUTHORIZED);
  const oversize = await knock(url, {}, [token, JSON.stringify({ id: 1, command: "x".repeat(MEBIBYTE) })]);
  expect(oversize.code).toBe(1009);
  const malformed = await knock(url, {}, [token, "{"]);
  expect(malformed.code).toBe(1007);
  // The page that was open all the time has felt nothing of it.
  await expect(mimik.cockpit.engine()).toBeVisible();
});

test("the token leaves the address at once, and files outside the cockpit can not be fetched", async ({
  mimik,
  page,
}) => {
  await mimik.launch();
  await expect(mimik.cockpit.engine()).toBeVisible();
  expect(page.url()).not.toContain("token");
  const url = new URL(mimik.url());
  for (const path of [
    "/../main/serve.js",
    "/..%2fmain%2fserve.js",
    "/%2e%2e/main/serve.js",
    "/settings.json",
  ]) {
    expect((await get(url, {}, path)).status, path).toBe(404);
  }
  for (const path of ["/export/", "/export/guess", "/launch/guess"]) {
    expect((await get(url, {}, path)).status, path).toBe(404);
  }
});

test("the key of an earlier run opens nothing, and the page says what to do", async ({ mimik, page }) => {
  await mimik.launch();
  const { cockpit } = mimik;
  await expect(cockpit.engine()).toBeVisible();
  await page.evaluate(() => sessionStorage.setItem("mimik.token", "y".repeat(43)));
  await page.goto(new URL("/", mimik.url()).href);
  await expect(page.getByRole("alert")).toContainText("This page's key is not valid any more.");
  await expect(page.getByRole("alert")).toContainText("Open the address that Mimik printed");
  await page.goto(mimik.url());
  await expect(cockpit.engine()).toBeVisible();
});

test("a page whose engine is gone says so over everything, and a pressed Flatten does not pretend", async ({
  mimik,
  page,
  guard,
}) => {
  // The browser itself reports each vain try to connect.
  guard.forgive(/WebSocket connection to .+ failed/u);
  await mimik.launch();
  const { cockpit } = mimik;
  await expect(cockpit.engine()).toBeVisible();
  await mimik.killUnderThePage();
  await expect(page.getByRole("alert")).toContainText(/Engine not reachable since .+ nothing is copied/u);
  await expect(page.getByRole("main")).toHaveAttribute("data-live", "false");
  await cockpit.flatten("Flatten everything", /^Press again/u);
  await expect(page.getByText(/^Flatten everything failed: The engine is not reachable/u)).toBeVisible();
});
