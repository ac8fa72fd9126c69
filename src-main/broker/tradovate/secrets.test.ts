/** Planted secrets, through good days and bad ones: none is found in logs, views, alarms, events or what is kept. */

import { describe, expect, it } from "vitest";
import { breathe, connected, friendlyBroker, openConnection } from "./connection-support.ts";
import type { TestConnection } from "./connection-support.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { eventually, manualTime } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";

const planted = {
  password: "PLANTED-password",
  sec: "PLANTED-sec",
  access: "PLANTED-access",
  md: "PLANTED-md",
  refresh: "PLANTED-refresh",
  oauthSecret: "PLANTED-oauth-secret",
  code: "PLANTED-code",
  ticket: "PLANTED-ticket",
};

const password = async (): Promise<string> => Promise.resolve(planted.password);
const apiKey = { cid: "8", secret: async () => Promise.resolve(planted.sec) };

function tokens(broker: ScriptedBroker, time: ManualTime): void {
  const reply = () => ({
    status: 200,
    body: {
      accessToken: planted.access,
      mdAccessToken: planted.md,
      userId: 9,
      expirationTime: new Date(time.clock.now().wallMs + 80 * 60_000).toISOString(),
    },
  });
  broker.answers.set("auth/accesstokenrequest", reply);
  broker.answers.set("auth/renewaccesstoken", reply);
}

/** Everything that leaves the client but the requests themselves and the token store. */
function leaks({ connection, events, views, alarms, kept, logged }: TestConnection): string[] {
  const said = JSON.stringify([connection.view(), events, views, alarms, kept, logged.lines]);
  return Object.values(planted).filter((secret) => said.includes(secret));
}

describe("secrets", { timeout: 60_000 }, () => {
  it("of a login by password stay with it: in order, refused, echoed, penalised, lost and renewed", async () => {
    const time = manualTime();
    const broker = await friendlyBroker(time);
    tokens(broker, time);
    const made = openConnection(broker, time, { password, apiKey, ownUrls: true });
    await connected(made);
    const bad = [
      { status: 401, body: "Access is denied" },
      { status: 500, body: "<html>" },
      { status: 307, headers: { location: `https://${planted.access}@evil.example/` } },
      { status: 200, body: { "p-ticket": planted.ticket, "p-time": 1 } },
      { status: 200, body: { "p-ticket": planted.ticket, "p-captcha": true } },
    ];
    for (const answer of bad) {
      broker.answers.set("contract/find", () => answer);
      made.connection.resolveContract("ESZ6" as never);
      await breathe();
      broker.say("h");
      await breathe();
      time.advance(1250);
      await breathe();
    }
    expect(broker.requests.filter((asked) => asked.startsWith("auth/renew"))).toHaveLength(1);
    expect(made.connection.view().state).toBe("needs-you");
    broker.answers.set("authorize", () => ({ status: 401, body: "Invalid access token" }));
    made.connection.resync("test");
    time.advance(1000);
    await breathe();
    // Renewals stay 15 s apart.
    time.advance(20_000);
    await eventually(() =>
      expect(broker.requests.filter((asked) => asked.startsWith("auth/"))).toHaveLength(3),
    );
    await made.connection.stop();
    expect(broker.requests.join(" ")).toContain(planted.sec);
    expect(leaks(made)).toEqual([]);
    await broker.close();
  });

  it("are not told by failing stores or by a refused login", async () => {
    const time = manualTime();
    const broker = await friendlyBroker(time);
    const failing = async (): Promise<never> => Promise.reject(new Error(`can not read ${planted.password}`));
    const tokenStore = { load: failing, save: failing };
    broker.answers.set("auth/accesstokenrequest", () => ({ status: 200, body: { errorText: "Incorrect" } }));
    const made = openConnection(broker, time, { password, apiKey, tokenStore });
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    const other = openConnection(broker, time, { password: failing });
    await eventually(() => expect(other.connection.view().state).toBe("needs-you"));
    expect([...leaks(made), ...leaks(other)]).toEqual([]);
    await made.connection.stop();
    await other.connection.stop();
    await broker.close();
  });

  it("of a login in the browser stay with it", async () => {
    const time = manualTime();
    const broker = await friendlyBroker(time);
    broker.answers.set("auth/oauthtoken", () => ({
      status: 200,
      body: { access_token: planted.access, expires_in: 4800, refresh_token: planted.refresh },
    }));
    broker.answers.set("auth/me", () => ({ status: 200, body: { userId: 9, name: "trader" } }));
    const made = openConnection(broker, time, {
      oauth: {
        clientId: "client",
        clientSecret: async () => Promise.resolve(planted.oauthSecret),
        authorizeUrl: `${broker.http}/authorize`,
        tokenUrl: `${broker.http}/auth/oauthtoken`,
        openBrowser: async (page) => {
          const { searchParams } = new URL(page);
          const back = new URL(searchParams.get("redirect_uri") ?? "");
          back.searchParams.set("state", searchParams.get("state") ?? "");
          back.searchParams.set("code", planted.code);
          const response = await fetch(back);
          expect(await response.text()).not.toContain("PLANTED");
          return true;
        },
      },
    });
    await connected(made);
    broker.answers.set("auth/oauthtoken", () => ({
      status: 200,
      body: { error: "invalid_grant", error_description: "no" },
    }));
    broker.answers.set("auth/renewaccesstoken", () => ({ status: 401 }));
    time.stall(65 * 60_000);
    time.advance(0);
    await eventually(() => expect(made.alarms).toHaveLength(1));
    await made.connection.stop();
    expect(broker.requests.join(" ")).toContain(planted.oauthSecret);
    expect(leaks(made)).toEqual([]);
    await broker.close();
  });
});
