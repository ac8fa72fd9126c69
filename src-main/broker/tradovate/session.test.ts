import { describe, expect, it } from "vitest";
import type { Rest, RestRequest, RestResult } from "./rest.ts";
import { Session } from "./session.ts";
import type { SessionOptions, Token } from "./session.ts";
import { collectLog, manualTime } from "./test-support.ts";

const HOUR_MS = 3_600_000;

function setUp(overrides: Partial<SessionOptions> = {}) {
  const time = manualTime();
  const requests: RestRequest[] = [];
  const answers: RestResult[] = [];
  const saved: Token[] = [];
  const rest: Rest = {
    send: async (request) => {
      requests.push(request);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`no answer prepared for ${request.path}`);
      return Promise.resolve(answer);
    },
    close: () => undefined,
  };
  const session = new Session({
    username: "trader",
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    password: async () => Promise.resolve("secret"),
    loginsPerHour: 4,
    rest,
    clock: time.clock,
    timers: time.timers,
    log: collectLog().log,
    tokenStore: {
      load: async () => Promise.resolve(null),
      save: async (token) => Promise.resolve(void saved.push(token)),
    },
    ...overrides,
  });
  const good = (accessToken: string, inMs = 80 * 60_000): RestResult => ({
    ok: true,
    body: {
      accessToken,
      mdAccessToken: `${accessToken}-md`,
      userId: 90,
      expirationTime: new Date(time.clock.now().wallMs + inMs).toISOString(),
    },
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { time, requests, answers, saved, session, good, settle };
}

describe("login", () => {
  it("asks with name, password, app and device, once for callers at the same time, and saves the token", async () => {
    const { session, answers, requests, saved, good } = setUp();
    answers.push(good("one"));
    const [first, second] = await Promise.all([session.token(), session.token()]);
    expect(first).toMatchObject({
      ok: true,
      token: { accessToken: "one", mdAccessToken: "one-md", userId: "90" },
    });
    expect(second).toEqual(first);
    expect(requests).toMatchObject([
      {
        path: "auth/accesstokenrequest",
        token: null,
        body: {
          name: "trader",
          password: "secret",
          appId: "Mimik",
          appVersion: "0.1.0",
          deviceId: "device-0001",
        },
      },
    ]);
    expect(saved).toHaveLength(1);
  });

  it("reuses a stored token and logs in only when it is nearly over or was refused", async () => {
    const fresh = setUp();
    const token = { accessToken: "kept", mdAccessToken: null, userId: "90" };
    const expiresAtMs = fresh.time.clock.now().wallMs + HOUR_MS;
    const kept = setUp({
      tokenStore: {
        load: async () => Promise.resolve({ ...token, expiresAtMs }),
        save: async () => Promise.resolve(),
      },
    });
    expect(await kept.session.token()).toMatchObject({ ok: true, token: { accessToken: "kept" } });
    expect(kept.requests).toEqual([]);
    kept.session.refuse({ ...token, expiresAtMs });
    kept.answers.push(kept.good("new"));
    expect(await kept.session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });

    const old = setUp({
      tokenStore: {
        load: async () => Promise.resolve({ ...token, expiresAtMs: fresh.time.clock.now().wallMs + 1000 }),
        save: async () => Promise.resolve(),
      },
    });
    old.answers.push(old.good("new"));
    expect(await old.session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });
  });

  it.each([
    ["a wrong password", { kind: "refused", reason: "ErrorText", text: "Incorrect" }, null],
    ["a captcha", { kind: "penalty", ticket: "t", seconds: 3600, captcha: true }, null],
    ["a short penalty", { kind: "penalty", ticket: "t", seconds: 15, captcha: false }, 15_000],
    ["a lock-out", { kind: "status", status: 429, text: "" }, HOUR_MS],
    ["401", { kind: "status", status: 401, text: "" }, null],
    ["a server error", { kind: "status", status: 500, text: "" }, 15_000],
    ["no network", { kind: "network", detail: "ECONNREFUSED" }, 5000],
    ["a time-out", { kind: "timeout" }, 5000],
  ] as const)("answers %s with words and the time of the next try", async (_name, failure, retryMs) => {
    const { session, answers } = setUp();
    answers.push({ ok: false, failure });
    const result = await session.token();
    expect(result).toMatchObject({ ok: false, retryMs, words: { words: expect.stringMatching(/\.$/u) } });
  });

  it("sends the ticket of a penalty with the next login", async () => {
    const { session, answers, requests, good } = setUp();
    answers.push(
      { ok: false, failure: { kind: "penalty", ticket: "T1", seconds: 15, captcha: false } },
      good("one"),
    );
    await session.token();
    await session.token();
    expect(requests[1]?.body).toMatchObject({ "p-ticket": "T1", name: "trader" });
  });

  it("needs the trader without a password, and counts every login against the hour", async () => {
    const none = setUp({ password: async () => Promise.resolve(null) });
    expect(await none.session.token()).toMatchObject({
      ok: false,
      retryMs: null,
      words: { code: "no-password" },
    });
    expect(none.requests).toEqual([]);

    const { session, answers, requests, time, good } = setUp({ loginsPerHour: 2 });
    answers.push({ ok: false, failure: { kind: "timeout" } }, { ok: false, failure: { kind: "timeout" } });
    await session.token();
    time.advance(60_000);
    await session.token();
    expect(await session.token()).toMatchObject({
      ok: false,
      retryMs: 59 * 60_000,
      words: { code: "login-limit" },
    });
    expect(requests).toHaveLength(2);
    time.advance(HOUR_MS);
    answers.push(good("late"));
    expect(await session.token()).toMatchObject({ ok: true });
  });

  it.each([
    ["no token", { accessToken: undefined }],
    ["no expiry", { expirationTime: undefined }],
    ["no user", { userId: undefined }],
  ])("calls a reply with %s unreadable and assumes nothing", async (_name, missing) => {
    const { session, answers, good } = setUp();
    const whole = good("one");
    answers.push({ ok: true, body: { ...(whole.ok ? Object(whole.body) : {}), ...missing } });
    expect(await session.token()).toMatchObject({ ok: false, words: { code: "unreadable" } });
  });
});

describe("secrets that can not be read or written", () => {
  it("cost a login or a question to the trader, never the session", async () => {
    const broken = async (): Promise<never> => Promise.reject(new Error("the keyring is locked"));
    const store = setUp({ tokenStore: { load: broken, save: broken } });
    store.answers.push(store.good("one"));
    expect(await store.session.token()).toMatchObject({ ok: true });
    const secret = setUp({ password: broken });
    expect(await secret.session.token()).toMatchObject({ ok: false, words: { code: "no-password" } });
  });
});

describe("renewal", () => {
  it("comes 15 minutes before the end, by the monotonic clock, and again after a minute when it fails", async () => {
    const { session, answers, requests, time, good, settle, saved } = setUp();
    answers.push(good("one"));
    await session.token();
    time.sleepWall(HOUR_MS);
    time.advance(64 * 60_000);
    expect(requests).toHaveLength(1);
    answers.push({ ok: false, failure: { kind: "timeout" } });
    time.advance(60_000);
    await settle();
    expect(requests[1]).toMatchObject({ method: "GET", path: "auth/renewaccesstoken", token: "one" });
    answers.push(good("two"));
    time.advance(60_000);
    await settle();
    expect(session.current?.accessToken).toBe("two");
    expect(saved.map(({ accessToken }) => accessToken)).toEqual(["one", "two"]);
  });

  it("ends with the session", async () => {
    const { session, answers, requests, time, good } = setUp();
    answers.push(good("one"));
    await session.token();
    session.stop();
    time.advance(2 * HOUR_MS);
    expect(requests).toHaveLength(1);
  });
});
