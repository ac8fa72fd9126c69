/** A login that the broker moves to other hosts: by its auth replies, by a redirect, by refusing the upgrade. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { breathe, connected, friendlyBroker, openConnection } from "./connection-support.ts";
import type { TestConnection } from "./connection-support.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { eventually, manualTime } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";

let time: ManualTime;
let first: ScriptedBroker;
let second: ScriptedBroker;
let made: TestConnection;

/** Names that both stand for brokers of this test. */
const brokers = (): Record<string, ScriptedBroker> => ({
  "one.example.com": first,
  "two.example.com": second,
});
const addresses = {
  http: (host: string) => brokers()[host]?.http ?? "http://127.0.0.1:1/v1",
  ws: (host: string) => brokers()[host]?.ws ?? "ws://127.0.0.1:1",
};

/** Adds hosts to what an auth endpoint says. */
function sayHosts(broker: ScriptedBroker, endpoint: string, apiHosts: object): void {
  const plain = broker.answers.get(endpoint);
  broker.answers.set(endpoint, (argument, request) => {
    const answer = plain?.(argument, request) ?? { status: 500 };
    return answer === "nothing" ? answer : { ...answer, body: { ...Object(answer.body), apiHosts } };
  });
}

beforeEach(async () => {
  time = manualTime();
  first = await friendlyBroker(time);
  second = await friendlyBroker(time);
  sayHosts(first, "auth/accesstokenrequest", {
    demo: "one.example.com",
    live: "live.example.com",
    other: "x",
  });
});

afterEach(async () => {
  await made.connection.stop();
  await first.close();
  await second.close();
});

async function start(overrides: Parameters<typeof openConnection>[2] = {}): Promise<void> {
  made = openConnection(first, time, { addresses, ...overrides });
  await connected(made);
}

const asked = (broker: ScriptedBroker, path: string): number =>
  broker.requests.filter((request) => request.startsWith(path)).length;

describe("a renewal that names another host", { timeout: 60_000 }, () => {
  it("moves requests and the socket there, without a login", async () => {
    await start();
    sayHosts(first, "auth/renewaccesstoken", { demo: "two.example.com" });
    time.stall(65 * 60_000);
    time.advance(0);
    await eventually(() => expect(asked(first, "auth/renewaccesstoken")).toBe(1));
    await breathe();
    time.advance(1000);
    await eventually(() => expect(second.upgrades).toBe(1));
    await connected(made);
    expect([asked(first, "auth/accesstokenrequest"), asked(second, "auth/")]).toEqual([1, 0]);
    expect(asked(second, "user/syncrequest")).toBe(1);
  });

  it("means nothing where the addresses are the user's own", async () => {
    await start({ ownUrls: true });
    sayHosts(first, "auth/renewaccesstoken", { demo: "two.example.com" });
    time.stall(65 * 60_000);
    time.advance(1000);
    await eventually(() => expect(asked(first, "auth/renewaccesstoken")).toBe(1));
    await connected(made);
    expect(second.upgrades).toBe(0);
  });
});

describe("an upgrade refused with 421", { timeout: 60_000 }, () => {
  it("is answered by a renewal that names the right host, then by its socket", async () => {
    await start();
    first.refuseUpgrades = 421;
    sayHosts(first, "auth/renewaccesstoken", { demo: "two.example.com" });
    made.connection.resync("test");
    time.advance(1000);
    await eventually(() => expect(asked(first, "auth/renewaccesstoken")).toBe(1));
    await breathe();
    time.advance(1000);
    await connected(made);
    expect([second.upgrades, asked(first, "auth/accesstokenrequest")]).toEqual([1, 1]);
  });

  it("with no other host named is said in words and not asked again at once", async () => {
    await start();
    first.refuseUpgrades = 421;
    const { upgrades } = first;
    made.connection.resync("test");
    time.advance(1000);
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    expect(made.connection.view().problems.map(({ code }) => code)).toContain("WrongHost");
    time.advance(299_000);
    await breathe();
    expect(first.upgrades).toBe(upgrades + 1);
    first.refuseUpgrades = null;
    time.advance(60_000);
    await connected(made);
  });

  it("of the user's own address is his to correct: no renewal is spent on it", async () => {
    await start({ ownUrls: true });
    first.refuseUpgrades = 421;
    made.connection.resync("test");
    time.advance(1000);
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    expect(made.connection.view().words).toMatch(/correct the address/u);
    expect(asked(first, "auth/renewaccesstoken")).toBe(0);
  });
});

describe("a 307", { timeout: 60_000 }, () => {
  const redirecting = (location: string) => () => ({ status: 307, headers: { location } });

  it("to a host of the same owner is followed once, with the token, and remembered", async () => {
    await start();
    const seen: (string | undefined)[] = [];
    first.answers.set("contract/find", redirecting("https://two.example.com/v1/contract/find?name=ESZ6"));
    second.answers.set("contract/find", (query, request) => {
      seen.push(`${query} ${request?.headers.authorization ?? "no token"}`);
      return { status: 404 };
    });
    made.connection.resolveContract("ESZ6" as never);
    await eventually(() => expect(seen).toEqual(["name=ESZ6 Bearer access-1"]));
    time.advance(1000);
    await eventually(() => expect(second.upgrades).toBe(1));
    made.connection.resolveContract("GCZ6" as never);
    await eventually(() => expect(seen).toHaveLength(2));
    expect(asked(first, "contract/find")).toBe(1);
  });

  it.each(["https://evil.example.org/v1", "http://two.example.com/v1", "https://two.example.com:444/v1", ""])(
    "to %j is refused, and the token goes nowhere",
    async (location) => {
      await start();
      first.answers.set("contract/find", redirecting(location));
      made.connection.resolveContract("ESZ6" as never);
      await eventually(() =>
        expect(made.logged.lines).toContainEqual(
          expect.objectContaining({ data: expect.objectContaining({ kind: "host" }) }),
        ),
      );
      expect(second.requests).toEqual([]);
      expect(made.connection.view().state).toBe("connected");
    },
  );
});
