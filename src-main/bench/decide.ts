/**
 * What deciding a leader's fill costs, and how that grows with the followers (issue 4: 100 followers at most 150 µs at
 * p50 beyond one; T3: at most 1.5 µs for each). The core's one step is timed, as the runtime calls it: from the fill to
 * orders, legs, facts and the text of every check. Desks take turns in one process; beside them a floor.
 */
import { DecideDesk, type Mix } from "./decide-desk.ts";

export const MANY = 100;

export interface DecideSpec {
  /** Pairs of an entry and an exit for each desk. */
  readonly rounds: number;
}

/** Nanoseconds, in the order of their measurement. */
export interface DecideTimes {
  readonly entryNs: readonly number[];
  readonly exitNs: readonly number[];
}

export interface DecideSamples {
  readonly one: DecideTimes;
  readonly many: DecideTimes;
  /** As many followers, in five sizing classes on two contract maps. */
  readonly mixed: DecideTimes;
  /** The least that as many orders need: see `floorOnce`. */
  readonly floorNs: readonly number[];
}

const readNs = (): number => Number(process.hrtime.bigint());

class Course {
  readonly #desk: DecideDesk;
  readonly entryNs: number[] = [];
  readonly exitNs: number[] = [];

  constructor(followers: number, mix: Mix) {
    this.#desk = new DecideDesk(followers, mix);
  }

  run(): void {
    const { kind, ns } = this.#desk.fill(readNs);
    (kind === "entry" ? this.entryNs : this.exitNs).push(ns);
  }

  times(): DecideTimes {
    return { entryNs: this.entryNs, exitNs: this.exitNs };
  }
}

interface FloorOrder {
  readonly key: string;
  readonly account: string;
  readonly contract: string;
  readonly side: number;
  readonly quantity: number;
  status: string;
}

const FLOOR_KEPT = 20_000;
const floorOrders = new Map<string, FloorOrder>();
const floorAccounts = Array.from({ length: MANY }, (_, index) => ({
  key: `demo#${4_000_000 + index}`,
  open: new Map<string, FloorOrder>(),
}));

/** A name, an object, its place in the map of all orders and in that of its account, for each follower: no decision. */
function floorOnce(fill: number): number {
  if (floorOrders.size >= FLOOR_KEPT) floorOrders.clear();
  const began = readNs();
  for (const account of floorAccounts) {
    const key = `MK~lf~${fill}~${account.key}~NQZ6~o1`;
    const order = { key, account: account.key, contract: "NQZ6", side: 1, quantity: 1, status: "intended" };
    floorOrders.set(key, order);
    account.open.set(key, order);
  }
  const ns = readNs() - began;
  for (const account of floorAccounts) for (const key of account.open.keys()) account.open.delete(key);
  return ns;
}

/** Each round runs every desk once in and once out. */
export function measureDeciding(spec: DecideSpec): DecideSamples {
  const one = new Course(1, "same");
  const many = new Course(MANY, "same");
  const mixed = new Course(MANY, "mixed");
  const floorNs: number[] = [];
  for (let round = 0; round < spec.rounds; round += 1) {
    for (const course of [one, many, mixed, one, many, mixed]) course.run();
    floorNs.push(floorOnce(round));
  }
  return { one: one.times(), many: many.times(), mixed: mixed.times(), floorNs };
}
