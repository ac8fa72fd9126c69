/**
 * Plays one scenario on an exchange, by its clock: prices in parallel, steps one after the other. The first step that
 * can not be done or does not come true ends it as failed. The same scenario on an exchange of the same seed and a
 * virtual clock does the same things at the same times.
 */
import type { Clock } from "./clock.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultsRequest } from "./faults.ts";
import { netPosition } from "./positions.ts";
import { pricePoints } from "./scenario-prices.ts";
import type { Scenario, ScenarioStep } from "./scenario-schema.ts";
import type { Trader } from "./trader.ts";

export interface ScenarioWorld {
  readonly exchange: Exchange;
  readonly trader: Trader;
  /** Applies switches as `POST /practice/faults` does; gives back why not, in words. */
  readonly setFaults: (request: FaultsRequest) => string | undefined;
  readonly userSockets: () => number;
}

export interface ScenarioEntry {
  readonly step: number;
  readonly do: ScenarioStep["do"];
  /** Milliseconds of the exchange's clock since the start. */
  readonly atMs: number;
  /** Absent when all went well. */
  readonly problem?: string;
}

export interface ScenarioProgress {
  readonly name: string;
  readonly seed: number;
  readonly state: "running" | "passed" | "failed" | "stopped";
  readonly stepsDone: number;
  readonly steps: number;
  readonly startedAt: string;
  readonly log: readonly ScenarioEntry[];
}

const POLL_MS = 20;
const WAITING = "waiting";

/** Undefined: done; text: why it can not be. */
type Outcome = string | undefined;
type Expectation = Extract<ScenarioStep, { do: "expect" }>;
type TradeStep = Extract<ScenarioStep, { do: "trade" }>;

function netOf({ core }: Exchange, accountName: string, symbol: string): number {
  const contract = core.contracts.byName(symbol);
  const position = contract && core.accountsByName.get(accountName)?.positions.get(contract.id);
  return position ? netPosition(position.book) : 0;
}

function unmet(exchange: Exchange, { positions = [], orders = [] }: Expectation): Outcome {
  const problems = positions.flatMap(({ account, symbol, net }) => {
    const is = netOf(exchange, account, symbol);
    return is === net ? [] : [`${account} is ${is} ${symbol}, not ${net}`];
  });
  const all = [...exchange.core.orders.values()];
  for (const { account, count } of orders) {
    const accountId = exchange.core.accountsByName.get(account)?.id;
    const is = all.filter((order) => order.accountId === accountId).length;
    if (is !== count) problems.push(`${account} has had ${is} orders, not ${count}`);
  }
  return problems.length > 0 ? problems.join("; ") : undefined;
}

export class ScenarioRun {
  readonly #world: ScenarioWorld;
  readonly #clock: Clock;
  readonly #scenario: Scenario;
  readonly #startedAtMs: number;
  readonly #log: ScenarioEntry[] = [];
  readonly #cancels = new Set<() => void>();
  #state: ScenarioProgress["state"] = "running";
  #next = 0;

  constructor(world: ScenarioWorld, scenario: Scenario) {
    this.#world = world;
    this.#clock = world.exchange.core.clock;
    this.#scenario = scenario;
    this.#startedAtMs = this.#clock.now();
  }

  get progress(): ScenarioProgress {
    const { name, seed, steps } = this.#scenario;
    return {
      name,
      seed,
      state: this.#state,
      stepsDone: this.#next,
      steps: steps.length,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      log: this.#log,
    };
  }

  start(): void {
    this.#check(this.#startPrices());
    this.#run();
  }

  /** Ends it before its time; a scenario that is over stays what it was. */
  stop(): void {
    if (this.#state === "running") this.#end("stopped");
  }

  #startPrices(): Outcome {
    const { prices = [] } = this.#scenario;
    if (prices.length === 0) return undefined;
    this.#world.setFaults({ freezePrices: true });
    for (const each of prices) {
      const contract = this.#world.exchange.core.contracts.byName(each.symbol);
      if (!contract) return `There is no contract ${each.symbol}`;
      for (const { atMs, symbol, price } of pricePoints(each, contract.product.tickSizeMicros)) {
        const set = (): Outcome => this.#world.trader.setPrice(symbol, price)?.text;
        const first = atMs === 0 ? set() : undefined;
        if (first !== undefined) return first;
        if (atMs > 0) this.#after(atMs, () => this.#check(set()));
      }
    }
    return undefined;
  }

  /** Steps until one has to wait or the scenario is over. */
  #run(): void {
    while (this.#state === "running") {
      const step = this.#scenario.steps[this.#next];
      if (!step) {
        this.#end("passed");
        return;
      }
      const outcome = this.#perform(step);
      if (outcome === WAITING || !this.#finish(step, outcome.problem)) return;
    }
  }

  #perform(step: ScenarioStep): { readonly problem: Outcome } | typeof WAITING {
    switch (step.do) {
      case "wait":
        this.#after(step.forMs, () => this.#goOn(step, undefined));
        return WAITING;
      case "waitFor":
        return this.#until(step, step.withinMs, () => {
          const have = this.#world.userSockets();
          return have >= step.userSockets ? undefined : `${have} of ${step.userSockets} user sockets`;
        });
      case "expect":
        return this.#until(step, step.withinMs ?? 0, () => unmet(this.#world.exchange, step));
      case "trade":
        return this.#trade(step, step.times ?? 1);
      case "flatten":
        return { problem: this.#flatten(step.account, step.symbol) };
      case "price":
        return { problem: this.#world.trader.setPrice(step.symbol, step.price)?.text };
      case "faults":
        return { problem: this.#world.setFaults(step.set) };
      default:
        return step satisfies never;
    }
  }

  #trade(step: TradeStep, times: number): { readonly problem: Outcome } | typeof WAITING {
    const { account, symbol, action, qty, orderType = "Market", price, fills, everyMs = 0 } = step;
    const accountId = this.#world.exchange.core.accountsByName.get(account)?.id;
    if (accountId === undefined) return { problem: `There is no account ${account}` };
    const priced = price === undefined ? {} : orderType === "Stop" ? { stopPrice: price } : { price };
    const order = { accountId, symbol, action, qty, orderType, ...priced, ...(fills && { fills }) };
    const result = this.#world.trader.place(order);
    if (!result.ok || times === 1) return { problem: result.ok ? undefined : result.refusal.text };
    this.#after(everyMs, () => {
      const outcome = this.#trade(step, times - 1);
      if (outcome !== WAITING) this.#goOn(step, outcome.problem);
    });
    return WAITING;
  }

  #flatten(accountName: string, symbol: string): Outcome {
    const accountId = this.#world.exchange.core.accountsByName.get(accountName)?.id;
    if (accountId === undefined) return `There is no account ${accountName}`;
    const result = this.#world.trader.flatten(accountId, symbol);
    return result.ok ? undefined : result.refusal.text;
  }

  /** Looks until it holds or its time is up. */
  #until(
    step: ScenarioStep,
    withinMs: number,
    look: () => Outcome,
  ): { readonly problem: Outcome } | typeof WAITING {
    const deadline = this.#clock.now() + withinMs;
    const now = look();
    if (now === undefined || withinMs === 0) return { problem: now };
    const again = (): void => {
      const problem = look();
      if (problem === undefined || this.#clock.now() >= deadline) this.#goOn(step, problem);
      else this.#after(Math.min(POLL_MS, deadline - this.#clock.now()), again);
    };
    this.#after(Math.min(POLL_MS, withinMs), again);
    return WAITING;
  }

  /** After a step that had to wait. */
  #goOn(step: ScenarioStep, problem: Outcome): void {
    if (this.#finish(step, problem)) this.#run();
  }

  /** False when the scenario is over by it. */
  #finish(step: ScenarioStep, problem: Outcome): boolean {
    const entry = this.#entry(step.do);
    if (problem !== undefined) {
      this.#end("failed", { ...entry, problem });
      return false;
    }
    this.#log.push(entry);
    this.#next += 1;
    return true;
  }

  #check(problem: Outcome): void {
    if (problem !== undefined) this.#end("failed", { ...this.#entry("price"), problem });
  }

  #entry(what: ScenarioStep["do"]): ScenarioEntry {
    return { step: this.#next, do: what, atMs: this.#clock.now() - this.#startedAtMs };
  }

  #after(ms: number, act: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(cancel);
      if (this.#state === "running") act();
    });
    this.#cancels.add(cancel);
  }

  #end(state: "passed" | "failed" | "stopped", entry?: ScenarioEntry): void {
    this.#state = state;
    if (entry) this.#log.push(entry);
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
