/** The view of a login: four states in words, what stands above the socket's state, problems, and how often it is told. */

import { beforeEach, describe, expect, it } from "vitest";
import { PROBLEMS_MAX, connectionViewSchema } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionView } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import { problemOf } from "./problems.ts";
import type { ProblemCode } from "./problems.ts";
import { Status } from "./status.ts";
import { collectLog, manualTime, venue } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";

let time: ManualTime;
let budget: RequestBudget;
let views: ConnectionView[];
let status: Status;
let captchaNs: number;

beforeEach(() => {
  time = manualTime();
  budget = new RequestBudget({ perSecond: 100, perMinute: 80, perHour: 5000 });
  views = [];
  captchaNs = 0;
  status = new Status({
    id: "A" as ConnectionId,
    venue,
    environment: "demo",
    username: "trader",
    login: "password",
    clock: time.clock,
    timers: time.timers,
    log: collectLog().log,
    accounts: new Map([["11", "ONE"]]),
    leftOut: new Map(),
    budget,
    channel: () => null,
    tokenExpiresMs: () => 1_700_000_000_000,
    captchaUntilNs: () => captchaNs,
    marketData: () => ({ source: "quotes", words: "", subscriptions: 0, lastMs: null }),
    changed: (view) => views.push(view),
  });
});

describe("the state", () => {
  it("is the socket's, with its time, and the view has every field of the contract", () => {
    status.set("connected", "Connected.");
    time.advance(5000);
    status.set("connected", "Connected, again.");
    expect(status.view()).toMatchObject({ state: "connected", sinceMs: time.clock.now().wallMs - 5000 });
    expect(connectionViewSchema.parse(status.view())).toEqual(status.view());
  });

  it("stands below a lock-out, a human that is wanted, and the session's own trouble, in this order", () => {
    status.set("connected", "Connected.");
    status.trouble(problemOf("OAuthNeeded"));
    expect(status.view()).toMatchObject({ state: "needs-you", words: expect.stringMatching(/browser/u) });
    captchaNs = time.clock.monoNs() + 1e9;
    expect(status.view().words).toMatch(/human/u);
    budget.pause("LockedOut", time.clock.monoNs() + 2e9);
    expect(status.view().words).toMatch(/429/u);
    time.advance(2000);
    expect(status.view().words).toMatch(/browser/u);
    status.trouble(null);
    expect(status.view()).toMatchObject({ state: "connected", words: "Connected." });
  });

  it("is off whatever else there is", () => {
    budget.pause("LockedOut", time.clock.monoNs() + 2e9);
    status.set("off", "Off.");
    expect(status.view()).toMatchObject({ state: "off", words: "Off." });
  });

  it("goes back to the socket's by itself when the lock-out ends", () => {
    status.set("connected", "Connected.");
    budget.pause("LockoutWarning", time.clock.monoNs() + 60e9);
    status.changed();
    expect(views.at(-1)?.state).toBe("needs-you");
    time.advance(61_000);
    expect(views.at(-1)).toMatchObject({ state: "connected", words: "Connected." });
  });
});

describe("problems", () => {
  it("are the last ones, newest first, one of a kind", () => {
    const codes: ProblemCode[] = [
      "network",
      "timeout",
      "LockedOut",
      "WrongHost",
      "Maintenance",
      "SocketLost",
    ];
    for (const code of codes) {
      status.problem(problemOf(code));
      time.advance(1000);
    }
    status.problem(problemOf("LockedOut"));
    const { problems } = status.view();
    expect(problems.map(({ code }) => code)).toEqual([
      "LockedOut",
      "SocketLost",
      "Maintenance",
      "WrongHost",
      "timeout",
    ]);
    expect(problems).toHaveLength(PROBLEMS_MAX);
    expect(problems[0]).toMatchObject({ atMs: time.clock.now().wallMs, next: expect.stringMatching(/\.$/u) });
  });
});

describe("the meter", () => {
  it("is told at most once a second while requests are made, and falls by itself", () => {
    status.set("connected", "Connected.");
    views.length = 0;
    for (let request = 0; request < 50; request++) {
      budget.take("exit", time.clock.monoNs());
      status.spent();
      time.advance(100);
    }
    expect(views.length).toBeGreaterThanOrEqual(4);
    expect(views.length).toBeLessThanOrEqual(5);
    expect(views.at(-1)?.budget.windows?.minute.used).toBeGreaterThan(30);
    time.advance(61_000);
    expect(views.at(-1)?.budget.windows?.minute.used).toBe(0);
  });

  it("is quiet where nothing changes, but for the age of the last frame", () => {
    status.set("connected", "Connected.");
    views.length = 0;
    time.advance(60_000);
    expect(views.length).toBeLessThanOrEqual(12);
    status.set("off", "Off.");
    status.stop();
    views.length = 0;
    time.advance(60_000);
    expect(views).toEqual([]);
  });
});
