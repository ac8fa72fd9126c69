/** The fault switches of the page against the real exchange: every one is there, takes hold, and is off again. */
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { Faults, faultsSchema } from "../../practice/faults.ts";
import { defaultUsers, startExchange, type RunningExchange } from "../../practice/server.ts";
import { RefusedError } from "../refused.ts";
import { exchangeDoor, type ExchangeDoor } from "./exchange-door.ts";
import { faultControls, FaultDesk } from "./fault-desk.ts";

let exchange: RunningExchange;
let door: ExchangeDoor;
let desk: FaultDesk;
let nowMs: number;
beforeEach(async () => {
  exchange = await startExchange({ seed: 7, users: defaultUsers("fault-desk"), log: () => {} });
  door = exchangeDoor(exchange.httpUrl);
  nowMs = 1_000_000;
  desk = new FaultDesk({
    door,
    port: new URL(exchange.httpUrl).port,
    nowMs: () => nowMs,
    accounts: () => exchange.trader.accounts(),
    leader: () => "PRAC0001",
  });
});
afterEach(async () => {
  await exchange.close();
});

/** The first choice of every field. */
async function firstChoices(id: string): Promise<Record<string, string>> {
  const control = (await desk.view()).controls.find((each) => each.id === id);
  return Object.fromEntries(
    (control?.fields ?? []).map(({ id: field, choices }) => [field, choices[0]?.id ?? ""]),
  );
}

async function onNames(): Promise<readonly string[]> {
  return (await desk.view()).controls.filter(({ on }) => on).map(({ id }) => id);
}

test("every switch and act of the exchange is on the page exactly once, in words", () => {
  const keys = Object.keys(faultsSchema.shape).filter((key) => key !== "reset");
  expect(faultControls.map(({ key }) => key as string).toSorted()).toEqual(keys.toSorted());
  expect(new Set(faultControls.map(({ id }) => id)).size).toBe(faultControls.length);
  for (const { label, line } of faultControls)
    expect(`${label}: ${line}`).toMatch(/^[A-Z].*: [A-Z0-9].*\.$/u);
});

const switches = faultControls
  .filter(({ kind }) => kind === "switch")
  .map(({ id, key }) => [id, key] as const);
const off = new Faults().settings as Readonly<Record<string, unknown>>;

it.each(switches)("%s takes hold with its first choices and is off again", async (id, key) => {
  const view = await desk.set(id, true, await firstChoices(id));
  expect(view.controls.find((each) => each.id === id)).toMatchObject({ on: true });
  expect((await door.faults())[key as "silent"]).not.toEqual(off[key]);
  expect(await onNames()).toEqual([id]);
  await desk.set(id, false, await firstChoices(id));
  expect((await door.faults())[key as "silent"]).toEqual(off[key]);
  expect(await onNames()).toEqual([]);
});

/** Those that need something to have happened have tests of their own. */
const acts = faultControls.filter(({ kind, id }) => kind === "act" && id !== "bust" && id !== "liquidate");

it.each(acts.map(({ id }) => [id]))("%s is done at once and leaves no switch on", async (id) => {
  await desk.set(id, true, await firstChoices(id));
  expect(await door.faults()).toEqual(off);
});

const chosenOnes = faultControls.filter(({ kind, fields = [] }) => kind === "switch" && fields.length > 0);

it.each(chosenOnes.map(({ id }) => [id]))("%s takes every choice that it offers", async (id) => {
  const control = (await desk.view()).controls.find((each) => each.id === id);
  const first = await firstChoices(id);
  const all = (control?.fields ?? []).flatMap(({ id: field, choices }) =>
    choices.map((choice) => ({ ...first, [field]: choice.id })),
  );
  for (const chosen of all) {
    const view = await desk.set(id, true, chosen);
    expect(view.controls.find((each) => each.id === id)).toMatchObject({ on: true, chosen });
  }
});

describe("what is on", () => {
  it("counts a switch that a script has set, and not one that is used up", async () => {
    await door.set({ silent: true, rejectNext: { reason: "NoQuote", count: 0, mode: "sync" } });
    expect(await onNames()).toEqual(["silent"]);
  });

  it("counts maintenance for as long as it lasts", async () => {
    await desk.set("maintenance", true, { ms: "10000" });
    expect(await onNames()).toEqual(["maintenance"]);
    nowMs += 10_001;
    expect(await onNames()).toEqual([]);
  });

  it("is nothing after all off", async () => {
    await desk.set("fills-twice", true, { times: "2" });
    await desk.set("maintenance", true, { ms: "60000" });
    await desk.allOff();
    expect(await onNames()).toEqual([]);
    expect(await door.faults()).toEqual(off);
  });
});

it("busts the leader's newest fill, and says so when there is none", async () => {
  await expect(desk.set("bust", true, {})).rejects.toThrow("has no fill today");
  const [leader] = exchange.trader.accounts();
  exchange.trader.place({
    accountId: leader?.id ?? 0,
    symbol: "NQZ6",
    action: "Buy",
    qty: 1,
    orderType: "Market",
  });
  await desk.set("bust", true, {});
  expect(exchange.trader.positions(leader?.id ?? 0)).toMatchObject([{ netPos: 0 }]);
});

it("refuses what there is not", async () => {
  await expect(desk.set("no-such", true, {})).rejects.toThrow(RefusedError);
  await expect(desk.set("fills-twice", true, { times: "9" })).rejects.toThrow(RefusedError);
  await expect(desk.set("drop", false, {})).rejects.toThrow(RefusedError);
  await expect(desk.set("liquidate", true, { account: "PRAC0002" })).rejects.toThrow("flat");
});
