/** A session for tests: every answer is prepared, time stands still, and what it tells is collected. */

import { FREE_LOGINS, LoginHistory } from "./login-history.ts";
import type { LoginLimit } from "./login-history.ts";
import type { FailureWords } from "./problems.ts";
import type { Rest, RestRequest, RestResult } from "./rest.ts";
import type { SessionOptions } from "./session-options.ts";
import { Session } from "./session.ts";
import { collectLog, manualTime } from "./test-support.ts";
import type { Token } from "./token.ts";

export const HOUR_MS = 3_600_000;
export const BOUND = "this login";

export function setUp(overrides: Partial<SessionOptions> & { readonly limit?: LoginLimit } = {}) {
  const time = manualTime();
  const problems: FailureWords[] = [];
  const alarms: FailureWords[] = [];
  const adopted: unknown[] = [];
  const kept: (readonly number[])[] = [];
  const history = new LoginHistory(overrides.limit ?? FREE_LOGINS, [], time.clock.now());
  const requests: RestRequest[] = [];
  const answers: RestResult[] = [];
  const saved: (Token | null)[] = [];
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
    apiKey: null,
    oauth: null,
    bound: BOUND,
    history,
    renewals: FREE_LOGINS,
    keep: () => kept.push(history.stored(time.clock.now())),
    hosts: { adopt: (apiHosts) => adopted.push(apiHosts), restore: () => undefined, known: null },
    lockedUntilNs: () => 0,
    problem: (words) => problems.push(words),
    alarm: (words) => alarms.push(words),
    announce: () => undefined,
    trouble: () => undefined,
    changed: () => undefined,
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
  const good = (accessToken: string, inMs = 80 * 60_000): RestResult => {
    const expirationTime = new Date(time.clock.now().wallMs + inMs).toISOString();
    const mdAccessToken = `${accessToken}-md`;
    return { ok: true, body: { accessToken, mdAccessToken, userId: 90, expirationTime } };
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const told = { problems, alarms, adopted, kept };
  return { time, requests, answers, saved, session, good, settle, history, ...told };
}

/** As it was stored by an earlier run, with this much life left. */
export function storedToken(nowMs: number, leftMs: number, fields: Partial<Token> = {}): Token {
  return {
    accessToken: "kept",
    mdAccessToken: null,
    userId: "90",
    expiresAtMs: nowMs + leftMs,
    savedAtMs: nowMs + leftMs - 80 * 60_000,
    bound: BOUND,
    refresh: null,
    hosts: null,
    ...fields,
  };
}

export function storeOf(value: unknown): SessionOptions["tokenStore"] {
  return { load: async () => Promise.resolve(value), save: async () => Promise.resolve() };
}

export const refused401 = { ok: false, failure: { kind: "status", status: 401, text: "" } } as const;
export const timedOut = { ok: false, failure: { kind: "timeout" } } as const;
