/** OAuth end to end over the loopback door: authorise page, codes, both encodings, both paths, rotation, PKCE. */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { set } from "./fault-support.ts";
import { openStage, rest, type Stage } from "./protocol-support.ts";

const REDIRECT = "http://127.0.0.1:53682/callback";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly html: string;
}

async function authorize(change: Readonly<Record<string, string | undefined>> = {}): Promise<Page> {
  const asked = {
    response_type: "code",
    client_id: "own-app",
    redirect_uri: REDIRECT,
    state: "st&<1>",
    ...change,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value);
  return await new Promise((resolve, reject) => {
    const sent = request(`${stage.root}/oauth?${query.toString()}`, (response) => {
      const { statusCode = 0, headers } = response;
      text(response).then(
        (html) => resolve({ status: statusCode, location: headers.location, html }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function codeOf(change: Readonly<Record<string, string>> = {}): Promise<string> {
  const { location } = await authorize({ user: "leader", ...change });
  return new URL(String(location)).searchParams.get("code") ?? "";
}

type Fields = Readonly<Record<string, string>>;

function grant(code: string, change: Fields = {}): Fields {
  return {
    grant_type: "authorization_code",
    client_id: "own-app",
    client_secret: "own-secret",
    redirect_uri: REDIRECT,
    code,
    ...change,
  };
}

async function exchange(fields: Fields, form = true, path = "/v1/auth/oauthtoken"): Promise<Fields> {
  const body = form ? new URLSearchParams(fields).toString() : JSON.stringify(fields);
  const headers = { "content-type": form ? "application/x-www-form-urlencoded" : "application/json" };
  const answer = await rest(stage.root, path, { body, headers });
  expect(answer.status).toBe(200);
  return answer.body as Fields;
}

describe("GET /oauth", () => {
  it("offers every practice user, keeps the request, and escapes what came with it", async () => {
    const { status, html } = await authorize();
    expect(status).toBe(200);
    for (const { name } of stage.exchange.users) expect(html).toContain(`value="${name}"`);
    expect(html).toContain('name="state" value="st&amp;&lt;1&gt;"');
  });

  it("sends a picked user back with code and state", async () => {
    const { status, location } = await authorize({ user: "leader" });
    expect(status).toBe(302);
    const target = new URL(String(location));
    expect(target.origin + target.pathname).toBe(REDIRECT);
    expect(target.searchParams.get("state")).toBe("st&<1>");
    expect(target.searchParams.get("code")).toMatch(/^[\w-]{40,}$/u);
  });

  it.each([
    ["an address that is not loopback", { redirect_uri: "http://evil.example/callback" }],
    ["a loopback look-alike", { redirect_uri: "http://127.0.0.1@evil.example/" }],
    ["another scheme", { redirect_uri: "https://127.0.0.1/x" }],
    ["another response type", { response_type: "token" }],
    ["no client", { client_id: undefined }],
    ["an unknown user", { user: "nobody" }],
    ["plain PKCE", { code_challenge: "x", code_challenge_method: "plain" }],
  ])("refuses %s, without a redirect", async (_what, change) => {
    const page = await authorize(change);
    expect(page).toMatchObject({ status: 400, location: undefined });
  });
});

describe("auth/oauthtoken", () => {
  it.each([
    ["/auth/oauthtoken", true],
    ["/v1/auth/oauthtoken", true],
    ["/auth/oAuthToken", false],
    ["/v1/auth/oauthtoken", false],
  ])("%s, form-encoded %s: an access token that works over REST and the socket", async (path, form) => {
    const reply = await exchange(grant(await codeOf()), form, path);
    expect(reply).toMatchObject({
      token_type: "bearer",
      expires_in: 4_800,
      refresh_token_expires_in: 90_000,
    });
    const token = String(reply["access_token"]);
    expect((await rest(stage.exchange.httpUrl, "/auth/me", { token })).body).toMatchObject({
      name: "leader",
    });
    const socket = await stage.open();
    socket.send(`authorize\n0\n\n${token}`);
    expect(await socket.messages()).toEqual([{ s: 200, i: 0 }]);
  });

  it("client id and secret in a Basic header", async () => {
    await set(stage, { oauthClient: { id: "own-app", secret: "s:1 /" } });
    const fields = { grant_type: "authorization_code", redirect_uri: REDIRECT, code: await codeOf() };
    const basic = Buffer.from(`own-app:${encodeURIComponent("s:1 /")}`).toString("base64");
    const answer = await rest(stage.root, "/auth/oauthtoken", {
      body: new URLSearchParams(fields).toString(),
      headers: { authorization: `Basic ${basic}` },
    });
    expect(answer.body).toHaveProperty("access_token");
  });

  it("a code serves once, in time, for its own client and address", async () => {
    const code = await codeOf();
    await exchange(grant(code));
    expect(await exchange(grant(code))).toMatchObject({ error: "invalid_grant" });
    for (const change of [{ client_id: "other" }, { redirect_uri: "http://127.0.0.1:1/x" }])
      expect(await exchange(grant(await codeOf(), change))).toMatchObject({ error: "invalid_grant" });
    const late = await codeOf();
    stage.clock.advance(600_000);
    expect(await exchange(grant(late))).toMatchObject({ error: "invalid_grant" });
  });

  it("refresh tokens rotate: the old one is dead, the new one works", async () => {
    const first = await exchange(grant(await codeOf()));
    const refresh = (token: string) =>
      exchange({ grant_type: "refresh_token", client_id: "own-app", refresh_token: token });
    const second = await refresh(String(first["refresh_token"]));
    expect(second["access_token"]).not.toBe(first["access_token"]);
    expect(await refresh(String(first["refresh_token"]))).toMatchObject({ error: "invalid_token" });
    expect(await refresh(String(second["refresh_token"]))).toHaveProperty("access_token");
  });

  it("PKCE S256: the right verifier and only that, with or without a secret", async () => {
    const verifier = "a-verifier-of-some-length-0123456789-0123456789";
    const code_challenge = createHash("sha256").update(verifier).digest("base64url");
    const pkce = { code_challenge, code_challenge_method: "S256" };
    const wrong = await exchange(grant(await codeOf(pkce), { code_verifier: "other" }));
    expect(wrong).toMatchObject({ error: "invalid_client" });
    const right = grant(await codeOf(pkce), { code_verifier: verifier, client_secret: "" });
    expect(await exchange(right)).toHaveProperty("access_token");
  });

  it("oauthClient: another id gets no page, another secret no token", async () => {
    await set(stage, { oauthClient: { id: "own-app", secret: "right" } });
    expect((await authorize({ client_id: "foreign" })).status).toBe(400);
    expect(await exchange(grant(await codeOf()))).toMatchObject({ error: "invalid_client" });
    const right = grant(await codeOf(), { client_secret: "right" });
    expect(await exchange(right)).toHaveProperty("access_token");
  });

  it.each([{}, { grant_type: "password" }])("refuses %o", async (fields) => {
    expect(await exchange(fields as Fields)).toMatchObject({ error: "invalid_request" });
  });
});
