/** The login in the browser: a real loopback server, a scripted broker, and everybody who knocks without being asked. */

import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connected, friendlyBroker, openConnection } from "./connection-support.ts";
import type { TestConnection } from "./connection-support.ts";
import type { OAuthOptions } from "./options.ts";
import type { Answer, ScriptedBroker } from "./scripted-broker.ts";
import { eventually, manualTime } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";
import type { Token } from "./token.ts";

let time: ManualTime;
let broker: ScriptedBroker;
let made: TestConnection | null;
let pages: string[];
let stored: Token | null;
/** What the token address was sent, as form or JSON. */
let exchanges: Record<string, string>[];

const tokenReply = (fields: object = {}): Answer => ({
  status: 200,
  body: { access_token: "oauth-access", token_type: "bearer", expires_in: 4800, ...fields },
});

beforeEach(async () => {
  time = manualTime();
  broker = await friendlyBroker(time);
  made = null;
  pages = [];
  stored = null;
  exchanges = [];
  broker.answers.set("auth/me", () => ({ status: 200, body: { userId: 9, name: "trader" } }));
  tokens(() => tokenReply({ refresh_token: "refresh-1", refresh_token_expires_in: 90_000 }));
});

afterEach(async () => {
  await made?.connection.stop();
  await broker.close();
});

function tokens(answer: (sent: Record<string, string>) => Answer): void {
  broker.answers.set("auth/oauthtoken", (body, asked) => {
    const json = asked?.headers["content-type"] === "application/json";
    const sent = json
      ? (JSON.parse(body) as Record<string, string>)
      : Object.fromEntries(new URLSearchParams(body));
    exchanges.push({ ...sent, encoding: json ? "json" : "form" });
    return answer(sent);
  });
}

function open(oauth: Partial<OAuthOptions> = {}): TestConnection {
  made = openConnection(broker, time, {
    ownUrls: true,
    oauth: {
      clientId: "client",
      clientSecret: async () => Promise.resolve("oauth-secret"),
      authorizeUrl: `${broker.http}/authorize?theme=dark`,
      tokenUrl: `${broker.http}/auth/oauthtoken`,
      openBrowser: async (url) => Promise.resolve(pages.push(url) > 0),
      ...oauth,
    },
    tokenStore: {
      load: async () => Promise.resolve(stored),
      save: async (token) => Promise.resolve(void (stored = token)),
    },
  });
  return made;
}

async function page(): Promise<URL> {
  await eventually(() => expect(pages).not.toHaveLength(0));
  return new URL(pages.at(-1) ?? "");
}

/** The browser comes back; null where nobody listens any more. */
async function comeBack(
  fields: Readonly<Record<string, string>>,
  how: { readonly method?: string; readonly host?: string; readonly path?: string } = {},
): Promise<number | null> {
  const url = new URL((await page()).searchParams.get("redirect_uri") ?? "");
  const path = `${how.path ?? url.pathname}?${new URLSearchParams(fields).toString()}`;
  return new Promise((resolve) => {
    const asked = request(
      {
        host: url.hostname,
        port: url.port,
        path,
        method: how.method ?? "GET",
        headers: { host: how.host ?? url.host },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on("error", () => resolve(null));
    asked.end();
  });
}

const stateOf = async (): Promise<string> => (await page()).searchParams.get("state") ?? "";

describe("a login in the browser", { timeout: 60_000 }, () => {
  it("asks with state and PKCE, exchanges the code as a form, learns its user and goes live", async () => {
    const { connection } = open();
    const { searchParams } = await page();
    expect(connection.view()).toMatchObject({ state: "needs-you", login: "oauth" });
    expect(searchParams.get("theme")).toBe("dark");
    expect(searchParams.get("response_type")).toBe("code");
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(Buffer.from(searchParams.get("state") ?? "", "base64url")).toHaveLength(32);
    expect(await comeBack({ code: "the-code", state: await stateOf() })).toBe(200);
    await connected(present());
    expect(exchanges).toHaveLength(1);
    const [sent] = exchanges;
    expect(sent).toMatchObject({
      encoding: "form",
      grant_type: "authorization_code",
      client_id: "client",
      client_secret: "oauth-secret",
      code: "the-code",
      redirect_uri: searchParams.get("redirect_uri"),
    });
    const challenge = createHash("sha256")
      .update(sent?.["code_verifier"] ?? "")
      .digest("base64url");
    expect(searchParams.get("code_challenge")).toBe(challenge);
    expect(broker.requests.filter((asked) => asked.startsWith("auth/me"))).toHaveLength(1);
    expect(stored).toMatchObject({
      accessToken: "oauth-access",
      refresh: { token: "refresh-1" },
      userId: "9",
    });
    // One answer and the door is shut.
    expect(await comeBack({ code: "again", state: await stateOf() })).toBeNull();
  });

  it("turns away whoever does not bring its state, and goes on waiting", async () => {
    open();
    const state = await stateOf();
    for (const wrong of [{ code: "x" }, { code: "x", state: "" }, { code: "x", state: `${state}x` }]) {
      expect(await comeBack(wrong)).toBe(404);
    }
    expect(await comeBack({ code: "x", state }, { host: "evil.example" })).toBe(404);
    expect(await comeBack({ code: "x", state }, { method: "POST" })).toBe(404);
    expect(await comeBack({ code: "x", state }, { path: "/" })).toBe(404);
    expect(exchanges).toEqual([]);
    expect(await comeBack({ code: "right", state })).toBe(200);
    await connected(present());
  });

  it.each([
    [
      "the broker says no",
      "OAuthDenied",
      async () => comeBack({ error: "access_denied", state: await stateOf() }),
    ],
    ["nobody comes in five minutes", "OAuthTimeout", async () => Promise.resolve(time.advance(300_000))],
  ])("ends when %s, and begins again on the trader's word only", async (_name, code, act) => {
    const { connection } = open();
    await page();
    await act();
    await eventually(() => expect(connection.view().problems[0]?.code).toBe(code));
    expect(connection.view().state).toBe("needs-you");
    time.advance(600_000);
    expect(pages).toHaveLength(1);
    connection.reauthenticate();
    time.advance(0);
    await eventually(() => expect(pages).toHaveLength(2));
    await comeBack({ code: "c", state: await stateOf() });
    await connected(present());
  });

  it("is given up for a newer one", async () => {
    const { connection } = open();
    await page();
    connection.reauthenticate();
    time.advance(0);
    await eventually(() => expect(pages).toHaveLength(2));
    await comeBack({ code: "c", state: await stateOf() });
    await connected(present());
    expect(exchanges).toHaveLength(1);
  });

  it("shows the address where no browser can be opened, and says when the secret is missing", async () => {
    const { connection } = open({ openBrowser: async (url) => Promise.resolve(pages.push(url) < 0) });
    await page();
    await eventually(() => expect(connection.view().words).toContain(pages[0]));
    await connection.stop();
    open({ clientSecret: async () => Promise.resolve(null) });
    await eventually(() => expect(made?.connection.view().problems[0]?.code).toBe("OAuthNoSecret"));
  });
});

describe("the token address", { timeout: 60_000 }, () => {
  const login = async (): Promise<void> => {
    open();
    await comeBack({ code: "c", state: await stateOf() });
  };

  it("that wants JSON gets it, and one without /v1 is found", async () => {
    const plain = broker.answers.get("auth/oauthtoken");
    tokens((sent) =>
      "grant_type" in sent && exchanges.at(-1)?.["encoding"] === "json" ? tokenReply() : { status: 415 },
    );
    await login();
    await connected(present());
    expect(exchanges.map(({ encoding }) => encoding)).toEqual(["form", "json"]);
    await made?.connection.stop();
    stored = null;

    broker.answers.delete("auth/oauthtoken");
    if (plain !== undefined) broker.answers.set("/auth/oauthtoken", plain);
    exchanges = [];
    pages = [];
    await login();
    await connected(present());
    expect(exchanges).toHaveLength(1);
  });

  it("may refuse inside a 200; nothing is tried again by itself", async () => {
    tokens(() => ({ status: 200, body: { error: "invalid_grant", error_description: "code is used" } }));
    await login();
    await eventually(() => expect(made?.connection.view().problems[0]?.code).toBe("OAuthError"));
    expect(made?.connection.view()).toMatchObject({
      state: "needs-you",
      words: expect.stringMatching(/code is used/u),
    });
    time.advance(600_000);
    expect(exchanges).toHaveLength(1);
  });

  it("says when the browser logged in as somebody else", async () => {
    broker.answers.set("auth/me", () => ({ status: 200, body: { userId: 9, name: "other" } }));
    await login();
    await connected(present());
    expect(made?.connection.view().problems).toContainEqual(expect.objectContaining({ code: "OtherUser" }));
  });
});

describe("the refresh token", { timeout: 60_000 }, () => {
  async function loggedIn(): Promise<void> {
    open();
    await comeBack({ code: "c", state: await stateOf() });
    await connected(present());
  }

  it("renews the session early and rotates, also after a restart with a session that is over", async () => {
    await loggedIn();
    tokens(() => tokenReply({ access_token: "second", refresh_token: "refresh-2" }));
    time.stall(65 * 60_000);
    time.advance(0);
    await eventually(() => expect(stored?.accessToken).toBe("second"));
    expect(exchanges.at(-1)).toMatchObject({ grant_type: "refresh_token", refresh_token: "refresh-1" });
    expect(stored?.refresh?.token).toBe("refresh-2");
    await made?.connection.stop();
    time.stall(3 * 3_600_000);
    tokens(() => tokenReply({ access_token: "third" }));
    open();
    await connected(present());
    expect(exchanges.at(-1)).toMatchObject({ refresh_token: "refresh-2" });
    expect(pages).toHaveLength(1);
  });

  it("that is refused costs a login: said in words, alarmed, and no page is opened by itself", async () => {
    await loggedIn();
    tokens(() => ({ status: 200, body: { error: "invalid_grant" } }));
    broker.answers.set("auth/renewaccesstoken", () => ({ status: 401 }));
    time.stall(65 * 60_000);
    time.advance(0);
    await eventually(() => expect(made?.connection.view().state).toBe("needs-you"));
    expect(made?.connection.view().words).toMatch(/made in the browser, and its session has ended/u);
    expect(made?.alarms).toHaveLength(1);
    expect(pages).toHaveLength(1);
  });
});

function present(): TestConnection {
  if (made === null) throw new Error("nothing is open");
  return made;
}
