/** How a session goes on: renewed early, on the monotonic clock, after a sleep, after a refusal. */

import { describe, expect, it } from "vitest";
import { STRICT_RENEWALS } from "./login-history.ts";
import type { RestResult } from "./rest.ts";
import { HOUR_MS, refused401, setUp, timedOut } from "./session-support.ts";

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
    expect(saved.map((token) => token?.accessToken)).toEqual(["one", "two"]);
  });

  it("says when it fails, alarms when the session ends, and then logs in anew", async () => {
    const { session, answers, requests, time, good, settle, problems, alarms } = setUp();
    answers.push(good("one", 20 * 60_000));
    await session.token();
    const minutePasses = async (answer: RestResult): Promise<void> => {
      answers.push(answer);
      time.advance(60_000);
      await settle();
    };
    for (let minute = 0; minute < 19; minute++) await minutePasses(timedOut);
    expect(alarms).toEqual([]);
    answers.length = 0;
    await minutePasses(good("two"));
    expect(problems[0]?.code).toBe("RenewalFailed");
    expect(alarms).toMatchObject([{ code: "SessionEnded", next: expect.stringMatching(/entries stop/u) }]);
    expect(requests.at(-1)?.path).toBe("auth/accesstokenrequest");
  });

  it("is asked for at once when the computer slept, before the token is used again", async () => {
    const { session, answers, requests, time, good, settle } = setUp();
    answers.push(good("one"));
    await session.token();
    session.wake();
    await settle();
    expect(requests).toHaveLength(1);
    time.sleepWall(90 * 60_000);
    answers.push(good("two"));
    session.wake();
    await settle();
    expect(requests[1]?.path).toBe("auth/renewaccesstoken");
    time.sleepWall(90 * 60_000);
    answers.push(refused401, good("three"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "three" } });
  });

  it("comes half-way through a short life, never in a loop", async () => {
    const { session, answers, requests, time, good, settle } = setUp();
    answers.push(good("one", 10 * 60_000), good("two", 10 * 60_000));
    await session.token();
    time.advance(0);
    await settle();
    expect(requests).toHaveLength(1);
    time.advance(5 * 60_000);
    await settle();
    expect(requests).toHaveLength(2);
  });

  it("keeps what its reply leaves out, and adopts its hosts", async () => {
    const { session, answers, adopted, time, settle, good } = setUp();
    answers.push(good("one"));
    await session.token();
    const expirationTime = new Date(time.clock.now().wallMs + 2 * HOUR_MS).toISOString();
    answers.push({ ok: true, body: { accessToken: "two", expirationTime, apiHosts: { demo: "x.example" } } });
    time.advance(65 * 60_000);
    await settle();
    expect(session.current).toMatchObject({ accessToken: "two", mdAccessToken: "one-md", userId: "90" });
    expect(adopted.at(-1)).toEqual({ demo: "x.example" });
  });

  it("answers a request whose token was refused with the newer one, or asks once in five minutes", async () => {
    const { session, answers, requests, good, time } = setUp();
    answers.push(good("one"));
    await session.token();
    expect(await session.recheck("an older one")).toBe("one");
    answers.push(good("two"));
    expect(await session.recheck("one")).toBe("two");
    expect(await session.recheck("two")).toBeNull();
    time.advance(300_000);
    answers.push(refused401, good("three"));
    expect(await session.recheck("two")).toBe("three");
    expect(requests).toHaveLength(4);
  });

  it("waits during a lock-out, but for the trader's own attempt", async () => {
    let lockedUntilNs = 0;
    const { session, answers, requests, time, good, settle } = setUp({ lockedUntilNs: () => lockedUntilNs });
    answers.push(good("one"));
    await session.token();
    lockedUntilNs = time.clock.monoNs() + 2 * HOUR_MS * 1e6;
    time.advance(HOUR_MS + 6 * 60_000);
    await settle();
    time.advance(13.5 * 60_000);
    expect(requests).toHaveLength(1);
    expect(await session.token()).toMatchObject({
      ok: false,
      needsYou: true,
      words: { code: "LockedUntil" },
    });
    answers.push(good("two"));
    expect(await session.token(true)).toMatchObject({ ok: true });
    expect(requests.at(-1)).toMatchObject({ forced: true });
  });

  it("is not used up by a line that is down after a sleep", async () => {
    const { session, answers, requests, time, good } = setUp({ renewals: STRICT_RENEWALS });
    answers.push(good("one"));
    await session.token();
    time.sleepWall(10 * 60_000);
    for (let attempt = 0; attempt < 40; attempt++) {
      answers.push({ ok: false, failure: { kind: "network", detail: "ENOTFOUND", arrived: "no" } });
      expect(await session.token()).toMatchObject({ ok: false, retryMs: 5000 });
      time.advance(5000);
    }
    answers.push(good("two"));
    expect(await session.token()).toMatchObject({ ok: true, token: { accessToken: "two" } });
    expect(requests).toHaveLength(42);
  });

  it("that can prove nothing for the rest of the hour leaves the proof to the socket", async () => {
    const { session, answers, requests, time, good } = setUp({ renewals: STRICT_RENEWALS });
    answers.push(good("one"));
    await session.token();
    time.sleepWall(10 * 60_000);
    const results: boolean[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      answers.splice(0, answers.length, timedOut);
      results.push((await session.token()).ok);
      time.advance(20_000);
    }
    expect(requests).toHaveLength(15);
    expect(results.slice(0, 13)).not.toContain(true);
    expect(results.slice(14)).not.toContain(false);
    expect(session.current?.accessToken).toBe("one");
  });

  it("ends with the session", async () => {
    const { session, answers, requests, time, good } = setUp();
    answers.push(good("one"));
    await session.token();
    session.stop();
    expect(await session.recheck("one")).toBeNull();
    time.advance(2 * HOUR_MS);
    expect(requests).toHaveLength(1);
  });
});
