/** Logins and stored sessions: what is asked of the broker, how often, and what is never used. */

import { describe, expect, it } from "vitest";
import { STRICT_LOGINS } from "./login-history.ts";
import type { RestResult } from "./rest.ts";
import { BOUND, HOUR_MS, refused401, setUp, storeOf, storedToken, timedOut } from "./session-support.ts";
import { manualTime } from "./test-support.ts";

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

  it("sends the API key as text, and its secret only there", async () => {
    const apiKey = { cid: "8", secret: async () => Promise.resolve("sec") };
    const { session, answers, requests, good } = setUp({ apiKey });
    answers.push(good("one"));
    await session.token();
    expect(requests[0]?.body).toMatchObject({ cid: "8", sec: "sec" });
    const without = setUp({ apiKey: { cid: "8", secret: async () => Promise.resolve(null) } });
    expect(await without.session.token()).toMatchObject({ needsYou: true, words: { code: "NoSecret" } });
    expect(without.requests).toEqual([]);
  });

  it.each([
    ["a wrong password", { kind: "refused", reason: "ErrorText", text: "Incorrect" }, null],
    ["a captcha", { kind: "penalty", ticket: "t", seconds: 60, captcha: true }, HOUR_MS],
    ["a short penalty", { kind: "penalty", ticket: "t", seconds: 15, captcha: false }, 15_000],
    ["a lock-out", { kind: "status", status: 429, text: "" }, HOUR_MS],
    ["a warning of one", { kind: "status", status: 423, text: "" }, 60_000],
    ["401", { kind: "status", status: 401, text: "" }, null],
    ["a server that is not accepted", { kind: "host", detail: "evil.example" }, null],
    ["a server error", { kind: "status", status: 500, text: "" }, 15_000],
    ["a revoked session's status", { kind: "status", status: 408, text: "" }, 15_000],
    ["no network", { kind: "network", detail: "ECONNREFUSED", arrived: "no" }, 5000],
    ["a cut connection", { kind: "network", detail: "ECONNRESET" }, 15_000],
    ["a reply that can not be read", { kind: "unreadable", detail: "no JSON" }, 15_000],
    ["a time-out", { kind: "timeout" }, 15_000],
  ] as const)("answers %s with words and the time of the next try", async (_name, failure, retryMs) => {
    const { session, answers } = setUp();
    answers.push({ ok: false, failure });
    const result = await session.token();
    expect(result).toMatchObject({ ok: false, retryMs, words: { words: expect.stringMatching(/\.$/u) } });
  });

  it("sends the ticket of a penalty with the next login, which waits for its time", async () => {
    const { session, answers, requests, good, time } = setUp();
    answers.push(
      { ok: false, failure: { kind: "penalty", ticket: "T1", seconds: 15, captcha: false } },
      good("one"),
    );
    await session.token();
    time.advance(14_000);
    expect(await session.token()).toMatchObject({ ok: false, retryMs: 1000 });
    expect(requests).toHaveLength(1);
    time.advance(1000);
    await session.token();
    expect(requests[1]?.body).toEqual({ ...requests[0]?.body, "p-ticket": "T1" });
  });

  it("needs the trader without a password, and asks the broker nothing", async () => {
    const none = setUp({ password: async () => Promise.resolve(null) });
    expect(await none.session.token()).toMatchObject({
      ok: false,
      retryMs: null,
      needsYou: true,
      words: { code: "NoPassword" },
    });
    expect(none.requests).toEqual([]);
  });

  it("counts every login that may have arrived, keeps their times, and one spare for the trader", async () => {
    const { session, answers, requests, time, good, kept } = setUp({ limit: STRICT_LOGINS });
    for (let login = 0; login < 4; login++) {
      answers.push(timedOut);
      await session.token();
      expect(kept.at(-1)).toHaveLength(login + 1);
      time.advance(60_000);
      session.allowBrowser();
    }
    expect(await session.token()).toMatchObject({
      ok: false,
      retryMs: 56 * 60_000,
      words: { code: "LoginLimit", words: expect.stringMatching(/due \d\d:\d\d:\d\d CT\.$/u) },
    });
    expect(requests).toHaveLength(4);
    answers.push(timedOut);
    expect(await session.token(true)).toMatchObject({ words: { code: "timeout" } });
    expect(await session.token(true)).toMatchObject({ words: { code: "LoginLimit" } });
    time.advance(HOUR_MS);
    answers.push(good("late"));
    expect(await session.token()).toMatchObject({ ok: true });
  });

  it("spends no hour's logins on a broker that is in trouble for minutes", async () => {
    const { session, answers, requests, time, good } = setUp({ limit: STRICT_LOGINS });
    const trouble = { ok: false, failure: { kind: "status", status: 503, text: "" } } as const;
    answers.push(timedOut, trouble, timedOut);
    const at: number[] = [];
    for (let seconds = 0; seconds < 600; seconds += 5) {
      const before = requests.length;
      await session.token();
      if (requests.length > before) at.push(seconds);
      time.advance(5000);
    }
    expect(at).toEqual([0, 15, 135]);
    answers.push(good("late"));
    time.advance(495_000);
    expect(await session.token()).toMatchObject({ ok: true });
  });

  it("asks no refused password again before the trader's word, whoever wants a token", async () => {
    const { session, answers, requests, good, time } = setUp();
    const failure = { kind: "refused", reason: "ErrorText", text: "Incorrect" } as const;
    answers.push({ ok: false, failure });
    const first = await session.token();
    time.advance(10 * HOUR_MS);
    expect(await session.token()).toEqual(first);
    expect(requests).toHaveLength(1);
    session.allowBrowser();
    answers.push(good("one"));
    expect(await session.token()).toMatchObject({ ok: true });
  });

  it("waits out a captcha's hour by itself, and its own time alone at the trader's word", async () => {
    const failure = { kind: "penalty", ticket: "T1", seconds: 60, captcha: true } as const;
    const penalised = async () => {
      const made = setUp();
      made.answers.push({ ok: false, failure }, made.good("one"));
      await made.session.token();
      made.time.advance(60_000);
      return made;
    };
    const left = await penalised();
    expect(await left.session.token()).toMatchObject({ ok: false, retryMs: HOUR_MS - 60_000 });
    expect(left.requests).toHaveLength(1);
    const told = await penalised();
    told.session.allowBrowser();
    expect(await told.session.token()).toMatchObject({ ok: true });
    expect(told.requests[1]?.body).toMatchObject({ "p-ticket": "T1" });
  });

  it("gives up no session that lives while the broker allows no login", async () => {
    const { session, answers, requests, good, problems, saved } = setUp({ limit: STRICT_LOGINS });
    answers.push(good("one"));
    await session.token();
    expect(session.giveUp()).toBe(false);
    expect(problems.at(-1)?.code).toBe("LoginLimit");
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "one" } });
    expect([requests.length, saved.length]).toEqual([1, 1]);
  });

  it("keeps 15 s between logins, and counts none that never reached the broker", async () => {
    const { session, answers, requests, time, history } = setUp({ limit: STRICT_LOGINS });
    const unreachable = { kind: "network", detail: "ECONNREFUSED", arrived: "no" } as const;
    for (let attempt = 0; attempt < 10; attempt++) {
      answers.push({ ok: false, failure: unreachable });
      await session.token();
    }
    expect(history.stored(time.clock.now())).toEqual([]);
    answers.push(timedOut);
    await session.token();
    expect(await session.token()).toMatchObject({ retryMs: 15_000, words: { code: "LoginLimit" } });
    expect(requests).toHaveLength(11);
  });

  it("takes a success without a token for a question to the user, and keeps the hosts it knew", async () => {
    const { session, answers, adopted } = setUp();
    answers.push({ ok: true, body: { userStatus: "Active", userId: 9, name: "trader" } });
    expect(await session.token()).toMatchObject({
      ok: false,
      retryMs: null,
      needsYou: true,
      words: { code: "SecondFactor" },
    });
    expect(adopted).toEqual([]);
    session.allowBrowser();
    answers.push({ ok: true, body: { userStatus: "TemporaryLocked" } });
    expect(await session.token()).toMatchObject({ needsYou: true, words: { code: "UserNotActive" } });
  });

  it("says what a login that worked says besides: a user who is not active, a password near its end", async () => {
    const { session, answers, good, problems, time } = setUp();
    const whole = good("one");
    const day = (days: number): string => new Date(time.clock.now().wallMs + days * 86_400_000).toISOString();
    const besides = (fields: object): RestResult => ({
      ok: true,
      body: { ...(whole.ok ? Object(whole.body) : {}), ...fields },
    });
    answers.push(besides({ userStatus: "UnconfirmedEmail", passwordExpirationTime: day(8) }));
    expect(await session.token()).toMatchObject({ ok: true });
    expect(problems.map(({ code }) => code)).toEqual(["UserNotActive"]);
    for (const [days, code] of [
      [6, "PasswordExpires"],
      [-1, "PasswordExpired"],
    ] as const) {
      session.giveUp();
      answers.push(besides({ userStatus: "Active", passwordExpirationTime: day(days) }));
      await session.token();
      expect(problems.at(-1)?.code).toBe(code);
    }
  });

  it("counts a token's life by the broker's clock, and by the shortest known where clocks disagree", async () => {
    const lifeOf = async (expiresMs: number, serverMs: number | null): Promise<number> => {
      const { session, answers, time } = setUp();
      const { wallMs } = time.clock.now();
      const expirationTime = new Date(wallMs + expiresMs).toISOString();
      const body = { accessToken: "a", userId: 1, expirationTime };
      answers.push({ ok: true, body, ...(serverMs === null ? {} : { serverMs: wallMs + serverMs }) });
      await session.token();
      return (session.expiresMs ?? 0) - wallMs;
    };
    expect(await lifeOf(80 * 60_000, null)).toBe(80 * 60_000);
    expect(await lifeOf(HOUR_MS + 80 * 60_000, HOUR_MS)).toBe(80 * 60_000);
    expect(await lifeOf(-HOUR_MS, null)).toBe(80 * 60_000);
    expect(await lifeOf(300 * HOUR_MS, null)).toBe(80 * 60_000);
  });

  it.each([
    ["no expiry", { expirationTime: undefined }],
    ["no user", { userId: undefined }],
  ])("calls a reply with %s unreadable and assumes nothing", async (_name, missing) => {
    const { session, answers, good } = setUp();
    const whole = good("one");
    answers.push({ ok: true, body: { ...(whole.ok ? Object(whole.body) : {}), ...missing } });
    expect(await session.token()).toMatchObject({ ok: false, words: { code: "unreadable" } });
  });
});

describe("a stored session", () => {
  const now = manualTime().clock.now().wallMs;

  it("is used without a login", async () => {
    const { session, requests } = setUp({ tokenStore: storeOf(storedToken(now, HOUR_MS)) });
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "kept" } });
    expect(requests).toEqual([]);
  });

  it.each([
    ["of another login or environment", storedToken(now, HOUR_MS, { bound: "demo of somebody else" })],
    ["that is nearly over", storedToken(now, 59_000)],
    ["that is no token", { accessToken: "kept" }],
    ["that is not there", null],
  ])("is not used when it is one %s", async (_name, stored) => {
    const { session, requests, answers, good, problems } = setUp({ tokenStore: storeOf(stored) });
    answers.push(good("new"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });
    expect(requests).toMatchObject([{ path: "auth/accesstokenrequest" }]);
    const foreign = stored !== null && "bound" in stored && stored.bound !== BOUND;
    expect(problems.map(({ code }) => code)).toEqual(foreign ? ["OtherLogin"] : []);
  });

  it("is proved by a renewal where the wall clock was set back since", async () => {
    const stored = { ...storedToken(now, HOUR_MS), savedAtMs: now + 60_000 };
    const { session, requests, answers, good } = setUp({ tokenStore: storeOf(stored) });
    answers.push(good("new"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });
    expect(requests).toMatchObject([{ path: "auth/renewaccesstoken", token: "kept" }]);
  });

  it("is renewed after a refusal, and given up for a login only when that is refused as well", async () => {
    const { session, requests, answers, good } = setUp({ tokenStore: storeOf(storedToken(now, HOUR_MS)) });
    const refuse = async (): Promise<void> => {
      const result = await session.token();
      if (result.ok) session.refuse(result.token);
    };
    await refuse();
    answers.push(good("renewed"));
    await refuse();
    answers.push(refused401, good("new"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });
    expect(requests.map(({ path }) => path)).toEqual([
      "auth/renewaccesstoken",
      "auth/renewaccesstoken",
      "auth/accesstokenrequest",
    ]);
  });

  it("is not given up because the broker does not answer, or is in trouble once", async () => {
    const { session, requests, answers, good } = setUp({ tokenStore: storeOf(storedToken(now, HOUR_MS)) });
    const first = await session.token();
    if (first.ok) session.refuse(first.token);
    const trouble = { ok: false, failure: { kind: "status", status: 502, text: "" } } as const;
    answers.push(timedOut, trouble);
    expect(await session.token()).toMatchObject({ ok: false, retryMs: 5000, needsYou: false });
    expect(await session.token()).toMatchObject({ ok: false, retryMs: 5000 });
    answers.push(trouble, good("new"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "new" } });
    expect(requests.filter(({ path }) => path === "auth/accesstokenrequest")).toHaveLength(1);
  });
});

describe("secrets that can not be read or written", () => {
  it("cost a login or a question to the trader, never the session", async () => {
    const broken = async (): Promise<never> => Promise.reject(new Error("the keyring is locked"));
    const store = setUp({ tokenStore: { load: broken, save: broken } });
    store.answers.push(store.good("one"));
    expect(await store.session.token()).toMatchObject({ ok: true });
    const secret = setUp({ password: broken });
    expect(await secret.session.token()).toMatchObject({ ok: false, words: { code: "NoPassword" } });
  });
});
