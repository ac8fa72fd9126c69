/** Scenarios: the same file gives the same events, each step does what it says, and what is wrong is named. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scaledClock } from "./clock.ts";
import { createExchange } from "./exchange.ts";
import { noPersistence } from "./persistence.ts";
import { openStage, PASSWORD, type Stage } from "./protocol-support.ts";
import { readScenario } from "./scenario-file.ts";
import { pricePoints } from "./scenario-prices.ts";
import { scenarioSchema, type Scenario } from "./scenario-schema.ts";
import { ScenarioRun, type ScenarioProgress } from "./scenario.ts";
import { defaultUsers } from "./server.ts";
import { manualClock, WEDNESDAY } from "./test-support.ts";
import { createTrader } from "./trader.ts";

const folder = fileURLToPath(new URL("scenarios/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

function example(name: string): Scenario {
  const read = readScenario(`${folder}${name}`);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.scenario;
}

interface Played {
  readonly progress: ScenarioProgress;
  readonly frames: readonly string[];
}

/** In process, on a virtual clock that a test moves in steps of `stepMs`. */
function play(played: Scenario, stepMs: number, seed = played.seed): Played {
  const start = played.clock.kind === "virtual" ? Date.parse(played.clock.start) : WEDNESDAY;
  const clock = manualClock(start);
  const users = defaultUsers(PASSWORD);
  const exchange = createExchange({ seed, users, clock, persistence: noPersistence, onHalt: () => {} });
  const frames: string[] = [];
  exchange.events.attach({
    userName: "leader",
    wants: () => true,
    cut: () => frames.push("cut"),
    send: (frame) => frames.push(`${clock.now()} ${frame}`),
  });
  exchange.start();
  const setFaults = (request: Parameters<typeof exchange.core.faults.apply>[0]): undefined => {
    exchange.core.faults.apply(request);
    return undefined;
  };
  const world = { exchange, trader: createTrader(exchange), setFaults, userSockets: () => 1 };
  const run = new ScenarioRun(world, played);
  run.start();
  for (let ms = 0; ms < 120_000 && run.progress.state === "running"; ms += stepMs) clock.advance(stepMs);
  return { progress: run.progress, frames };
}

function scenario(steps: readonly unknown[], change: object = {}): Scenario {
  const clock = { kind: "virtual", start: "2026-11-25T16:00:00Z", speed: 1 };
  return scenarioSchema.parse({ version: 1, name: "test", seed: 1, clock, steps, ...change });
}

describe("the committed scenarios", () => {
  it("there are some", () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(files)("%s passes, and replays to the same events whatever the steps of time", (name) => {
    const first = play(example(name), 10);
    expect(first.progress).toMatchObject({ state: "passed" });
    expect(first.frames.length).toBeGreaterThan(5);
    expect(play(example(name), 10)).toEqual(first);
    expect(play(example(name), 1_000).frames).toEqual(first.frames);
    const withOtherSeed = play(example(name), 10, example(name).seed + 1);
    expect(withOtherSeed.frames).not.toEqual(first.frames);
  });
});

describe("steps", () => {
  const buy = { do: "trade", account: "PRAC0001", symbol: "NQZ6", action: "Buy", qty: 1 };

  it("come one after the other, at their times", () => {
    const { progress } = play(
      scenario([
        { do: "wait", forMs: 500 },
        { ...buy, times: 3, everyMs: 100 },
        { do: "wait", forMs: 50 },
      ]),
      10,
    );
    expect(progress).toMatchObject({ state: "passed", stepsDone: 3 });
    expect(progress.log.map(({ do: what, atMs }) => [what, atMs])).toEqual([
      ["wait", 500],
      ["trade", 700],
      ["wait", 750],
    ]);
  });

  it.each([
    ["an unmet expectation", { do: "expect", positions: [{ account: "PRAC0001", symbol: "NQZ6", net: 5 }] }],
    ["a count of orders", { do: "expect", orders: [{ account: "PRAC0001", count: 3 }], withinMs: 200 }],
    ["an unknown account", { ...buy, account: "NOBODY" }],
    ["an unknown contract", { ...buy, symbol: "NOPE" }],
    ["a price between ticks", { do: "price", symbol: "NQZ6", price: 25_000.1 }],
    ["nothing to flatten", { do: "flatten", account: "PRAC0001", symbol: "NQZ6" }],
  ])("%s ends it as failed, with words, and nothing follows", (_what, step) => {
    const { progress, frames } = play(scenario([step, buy]), 10);
    expect(progress).toMatchObject({ state: "failed", stepsDone: 0 });
    expect(progress.log.at(-1)?.problem).toMatch(/\w/u);
    expect(frames).toEqual([]);
  });

  it("ten thousand of them in one turn", () => {
    const steps = Array.from({ length: 10_000 }, () => ({ do: "expect" }));
    expect(play(scenario(steps), 10).progress).toMatchObject({ state: "passed", stepsDone: 10_000 });
  });
});

describe("prices", () => {
  it("a path goes in a line, on ticks; steps jump", () => {
    const path = [
      { atMs: 0, price: 100 },
      { atMs: 1_000, price: 101 },
    ];
    const points = pricePoints({ symbol: "NQZ6", path, everyMs: 300 }, 250_000);
    expect(points.map(({ atMs, price }) => [atMs, price])).toEqual([
      [0, 100],
      [300, 100.25],
      [600, 100.5],
      [900, 101],
      [1_000, 101],
    ]);
    expect(pricePoints({ symbol: "NQZ6", steps: path }, 250_000)).toHaveLength(2);
  });

  it("virtual time runs at its speed", () => {
    const under = manualClock(1_000);
    const clock = scaledClock(under, 500_000, 10);
    let at = 0;
    clock.after(2_000, () => {
      at = clock.now();
    });
    under.advance(199);
    expect([clock.now(), at]).toEqual([501_990, 0]);
    under.advance(1);
    expect(at).toBe(502_000);
  });
});

describe("over /practice/scenario", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.close();
  });

  const real = { kind: "real" };

  it("plays, tells its progress, waits for a socket, and stops when asked", async () => {
    expect((await stage.control("scenario")).body).toEqual({ state: "idle" });
    const waiting = scenario([{ do: "waitFor", userSockets: 1, withinMs: 60_000 }], { clock: real });
    expect(await stage.control("scenario", waiting)).toMatchObject({
      status: 200,
      body: { state: "running" },
    });
    expect((await stage.control("scenario", waiting)).status).toBe(409);
    await stage.authorized();
    stage.clock.advance(100);
    expect((await stage.control("scenario")).body).toMatchObject({ state: "passed", stepsDone: 1 });
    await stage.control("scenario", scenario([{ do: "wait", forMs: 60_000 }], { clock: real }));
    expect((await stage.control("scenario", { stop: true })).body).toMatchObject({ state: "stopped" });
  });

  it("names every problem with its path, and refuses another clock", async () => {
    const wrong = { version: 2, name: "x", seed: 1, clock: real, steps: [{ do: "wait" }], more: true };
    const { status, body } = await stage.control("scenario", wrong);
    expect(status).toBe(400);
    const { errors } = body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(["version", "steps.0.forMs", ""]));
    expect(await stage.control("scenario", scenario([{ do: "wait", forMs: 1 }]))).toMatchObject({
      status: 409,
    });
  });

  it("its JSON Schema is published", async () => {
    const { body } = await stage.control("schema");
    expect(body).toMatchObject({ scenario: { type: "object", properties: { steps: {}, prices: {} } } });
  });
});
