/**
 * Plays one drill: its steps on the embedded exchange, and at its checkpoints a copy of the books and of the cockpit.
 * What it leaves behind is evidence, no opinion. It cleans up after itself however it ends.
 */
import type { DrillMoment } from "../../../src-shared/ipc/drill.ts";
import type { PracticeState } from "../../practice/state.ts";
import { messageOf } from "../start-failure.ts";
import { cleanUp } from "./clean-up.ts";
import type { Checkpoint, DrillEvidence } from "./evidence.ts";
import type { Cast, Drill, Step } from "./script.ts";
import { StoppedError, type Stage } from "./stage.ts";
import { Timeline } from "./timeline.ts";

export interface Played {
  readonly evidence: DrillEvidence;
  readonly moments: readonly DrillMoment[];
  /** What could not be cleaned up, in words; empty when all is as before. */
  readonly left: string;
}

export type OnStep = (number: number, of: number, words: string) => void;

/** The drill can not go on; nothing can be said of the copier. */
class UnableError extends Error {}

interface Before {
  readonly books: PracticeState;
  readonly tape: ReadonlySet<string>;
  readonly alarmId: number;
}

export class Play {
  readonly #stage: Stage;
  readonly #drill: Drill;
  readonly #timeline: Timeline;
  readonly #before: Before;
  readonly #scripted: number[] = [];
  readonly #held: Checkpoint[] = [];
  #flat: Checkpoint | undefined;
  #clearedMs: number;
  #unable = "";

  private constructor(stage: Stage, drill: Drill, before: Before) {
    this.#stage = stage;
    this.#drill = drill;
    this.#before = before;
    this.#clearedMs = stage.world.nowMs();
    this.#timeline = new Timeline(stage.world.nowMs, before.alarmId);
  }

  static async of(stage: Stage, drill: Drill): Promise<Play> {
    const { tape, alarms } = stage.world.cockpit();
    return new Play(stage, drill, {
      books: await stage.books(),
      tape: new Set(tape.map(({ eventId }) => eventId)),
      alarmId: alarms.reduce((highest, { id }) => Math.max(highest, id), 0),
    });
  }

  /** @throws StoppedError after cleaning up, when the trader stopped the run */
  async run(onStep: OnStep): Promise<Played> {
    const { steps } = this.#drill;
    const offBefore = new Set(
      this.#stage.rows().flatMap((row) => (row.entriesOff.length > 0 ? [row.id] : [])),
    );
    let stopped: StoppedError | undefined;
    try {
      for (const [index, step] of steps.entries()) {
        onStep(index + 1, steps.length + 1, stepWords(step, this.#stage));
        await this.#do(step);
      }
      await this.#mustHaveMet();
    } catch (error) {
      if (error instanceof StoppedError) stopped = error;
      else
        this.#unable =
          error instanceof UnableError ? error.message : `The drill broke off: ${messageOf(error)}`;
    }
    const books = await this.#stage.books();
    onStep(steps.length + 1, steps.length + 1, "Cleaning up");
    const left = await cleanUp(this.#stage, this.#timeline, offBefore);
    if (stopped) throw stopped;
    return this.#played(books, left);
  }

  async #do(step: Step): Promise<void> {
    const { world } = this.#stage;
    switch (step.kind) {
      case "fault": {
        const faults = typeof step.faults === "function" ? step.faults(this.#cast()) : step.faults;
        await world.door.set(faults);
        if (step.overInMs !== undefined) this.#clearedMs = world.nowMs() + step.overInMs;
        this.#timeline.add("fault", step.words);
        return;
      }
      case "trade":
        this.#trade(step.contracts);
        return;
      case "exit":
        this.#trade(-this.#stage.net(this.#stage.leader, this.#stage.contract));
        return;
      case "wait":
        await this.#stage.until(() => false, step.ms, this.#timeline);
        return;
      case "move":
        this.#move(step.ticks);
        return;
      case "liquidate":
        await this.#liquidate();
        return;
      case "bust":
        await this.#bust();
        return;
      case "connected":
        await this.#connected(step.msMax);
        return;
      case "hold":
        await this.#stage.settled(step.msMax, this.#timeline);
        this.#held.push(await this.#checkpoint(`check ${this.#held.length + 1}`));
        return;
      case "flat":
        await this.#stage.until(() => this.#stage.isQuietlyFlat(), step.msMax, this.#timeline);
        this.#flat = await this.#checkpoint("at the end");
        return;
      default:
        return step satisfies never;
    }
  }

  #cast(): Cast {
    const [first] = this.#stage.followers;
    const login = first && this.#stage.loginOf(first.account);
    if (!first || login === undefined) throw new UnableError("The group has no follower that copies.");
    return { follower: first.account, login };
  }

  #trade(contracts: number): void {
    const { world, leader, contract } = this.#stage;
    if (contracts === 0) throw new UnableError(`${leader} had nothing to close.`);
    const result = world.trader.place({
      accountId: this.#stage.accountId(leader),
      symbol: contract,
      action: contracts > 0 ? "Buy" : "Sell",
      qty: Math.abs(contracts),
      orderType: "Market",
    });
    if (!result.ok) throw new UnableError(`The leader's own order was refused: ${result.refusal.text}`);
    this.#scripted.push(result.orderId);
  }

  #move(ticks: number): void {
    const { world, contract } = this.#stage;
    const quote = world.trader.quotes().find(({ symbol }) => symbol === contract);
    const refusal = quote && world.trader.setPrice(contract, quote.last + ticks * quote.tickSize);
    if (!quote || refusal) throw new UnableError(`${contract} has no price that could be moved.`);
    this.#timeline.add("fault", `${contract} goes ${ticks} ticks from ${quote.last}.`);
  }

  async #liquidate(): Promise<void> {
    const { follower } = this.#cast();
    const before = new Set((await this.#stage.books()).orders.map(({ id }) => id));
    this.#timeline.add("fault", `The broker liquidates ${follower}.`);
    await this.#stage.world.door.set({ liquidate: { account: follower } });
    const { orders } = await this.#stage.books();
    const own = orders.filter(
      ({ id, account, clOrdId }) => account === follower && !before.has(id) && clOrdId === undefined,
    );
    if (own.length === 0) throw new UnableError(`${follower} held nothing that could be liquidated.`);
    this.#scripted.push(...own.map(({ id }) => id));
  }

  async #bust(): Promise<void> {
    const { fills } = await this.#stage.books();
    const fill = fills.findLast(({ account }) => account === this.#stage.leader);
    if (!fill) throw new UnableError("The leader has no fill that could be taken back.");
    await this.#stage.world.door.set({ bust: { fillId: fill.id } });
    this.#timeline.add("fault", `The leader's fill ${fill.id} is taken back.`);
  }

  async #connected(msMax: number): Promise<void> {
    // What was cut is noticed within this time: until then everything still looks connected.
    await this.#stage.until(() => !this.#stage.isConnected(), 500, this.#timeline);
    if (await this.#stage.until(() => this.#stage.isConnected(), msMax, this.#timeline)) return;
    this.#timeline.add("drill", `Not connected again after ${msMax / 1000} s`);
  }

  /** A fault that met nothing proves nothing. */
  async #mustHaveMet(): Promise<void> {
    const { usesUp } = this.#drill;
    if (usesUp === undefined) return;
    const value = (await this.#stage.world.door.faults())[usesUp];
    const left = typeof value === "number" ? value : value?.count;
    if (left !== undefined && left > 0) throw new UnableError("The fault met no order: nothing was tried.");
  }

  async #checkpoint(name: string): Promise<Checkpoint> {
    const { world, group } = this.#stage;
    const { positions } = await this.#stage.books();
    const { tape, alarms, groups } = world.cockpit();
    this.#timeline.add("drill", `Looked at books and cockpit (${name})`);
    return {
      name,
      atMs: world.nowMs(),
      positions: positions.map(({ account, symbol, netPos }) => ({ account, symbol, net: netPos })),
      rows: this.#stage.rows(),
      leader: groups.find(({ id }) => id === group.id)?.leader,
      tape: tape.filter((entry) => entry.group === group.id && !this.#before.tape.has(entry.eventId)),
      alarms: alarms.filter(({ id }) => id > this.#before.alarmId).map(({ words }) => words),
    };
  }

  #played(books: PracticeState, left: string): Played {
    const { leader, contract, followers, accounts } = this.#stage;
    const known = new Set(accounts);
    const orderIds = new Set(this.#before.books.orders.map(({ id }) => id));
    const fillIds = new Set(this.#before.books.fills.map(({ id }) => id));
    const orders = books.orders.filter(({ id, account }) => known.has(account) && !orderIds.has(id));
    const fills = books.fills.filter(({ id, account }) => known.has(account) && !fillIds.has(id));
    const rolled = JSON.stringify(books.tradeDate) !== JSON.stringify(this.#before.books.tradeDate);
    return {
      left,
      moments: this.#timeline.moments(orders, fills, leader),
      evidence: {
        leader,
        contract,
        followers,
        orders,
        fills,
        scripted: this.#scripted,
        held: this.#held,
        flat: this.#flat,
        clearedMs: this.#clearedMs,
        unable: this.#unable,
        void: rolled ? "The trading day turned during the drill." : "",
      },
    };
  }
}

function stepWords(step: Step, { contract, leader }: Stage): string {
  switch (step.kind) {
    case "fault":
      return step.words;
    case "trade":
      return `${leader} ${step.contracts > 0 ? "buys" : "sells"} ${Math.abs(step.contracts)} ${contract}`;
    case "exit":
      return `${leader} closes its position`;
    case "wait":
      return `Waiting: ${step.words}`;
    case "move":
      return `${contract} moves`;
    case "liquidate":
      return "The broker liquidates a follower";
    case "bust":
      return "The broker takes the fill back";
    case "connected":
      return "Waiting for the reconnect";
    case "hold":
      return "Looking where everybody is";
    case "flat":
      return "Waiting until every follower is flat";
    default:
      return step satisfies never;
  }
}
