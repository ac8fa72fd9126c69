/** Clients that are web pages of this machine, and bots that keep one connection between their polls: REST serves both. */

import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStage, type Stage } from "./protocol-support.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

describe("clients that are web pages", () => {
  const page = async (path: string, origin: string | undefined, method = "GET") => {
    const headers = { ...(origin !== undefined && { origin }), connection: "close" };
    const sent = request(`${stage.exchange.httpUrl.replace(/\/v1$/u, "")}${path}`, { method, headers }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    answer.resume();
    return answer;
  };
  const open = { "access-control-allow-origin": "*", "access-control-allow-credentials": "true" };

  it.each(["http://localhost:8080", "http://127.0.0.1:3000", undefined])(
    "are served from %s",
    async (origin) => {
      const answer = await page("/v1/account/list", origin);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers).toMatchObject(open);
      const preflight = await page("/v1/order/placeOrder", origin, "OPTIONS");
      expect(preflight.statusCode).toBe(204);
      expect(preflight.headers).toMatchObject({
        ...open,
        "access-control-allow-headers": "Accept, Authorization, Content-Type",
      });
    },
  );

  it.each([
    ["/v1/account/list", "https://example.com"],
    ["/v1/account/list", "http://localhost.example.com"],
    ["/v1/account/list", "null"],
    ["/practice/state", "http://localhost:8080"],
    ["/practice/state", undefined],
  ])("%s is closed to %s", async (path, origin) => {
    for (const method of ["GET", "OPTIONS"]) {
      expect((await page(path, origin, method)).headers).not.toHaveProperty("access-control-allow-origin");
    }
  });
});

it("a connection is kept open between the polls of a bot", async () => {
  const agent = new Agent({ keepAlive: true });
  const sent = request(`${stage.exchange.httpUrl}/account/list`, { agent }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  agent.destroy();
  expect(answer.headers["keep-alive"]).toBe("timeout=75");
});
