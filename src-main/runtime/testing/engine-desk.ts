/**
 * A running engine with a leader, two followers on two logins and fakes around it, on virtual time: the real core, loop
 * and feed. Follower 1 hangs on the login `other`, follower 2 on the leader's, `main`.
 */
import type { BrokerOrderId, FillId } from "../../../src-shared/ids.ts";
import type { EventFrame } from "../../../src-shared/ipc/contract.ts";
import { ticksFromPrice } from "../../../src-shared/money.ts";
import { tradeDateAt } from "../../../src-shared/trading-day.ts";
import type { OrderRow } from "../../core/effect.ts";
import type { AccountSnapshot, BrokerEvent, BrokerFill } from "../../core/input.ts";
import { createEngine } from "../engine.ts";
import type { Engine, Log } from "../port.ts";
import {
  ACCOUNTS,
  groupSettings,
  LEADER,
  MAIN_LOGIN,
  NQ,
  OTHER_LOGIN,
  SPEC,
  type DeskAccount,
} from "./desk.ts";
import { fakeConnection, fakeLedger, quietLog, type FakeConnection, type FakeLedger } from "./fakes.ts";
import { virtualTime, type VirtualTime } from "./virtual-time.ts";

export interface EngineDesk extends FakeLedger {
  readonly engine: Engine;
  readonly main: FakeConnection;
  readonly other: FakeConnection;
  readonly trail: string[];
  readonly heard: EventFrame[];
  readonly time: VirtualTime;
  /** The leader's order of that many contracts is filled whole. */
  lead(signed: number): void;
  /** The broker fills an order of ours whole and says so. */
  fill(row: OrderRow): void;
  events(...events: readonly BrokerEvent[]): void;
  /** What was published as alarms so far. */
  alarms(): readonly string[];
}

export function engineDesk(log: Log = quietLog): EngineDesk {
  const trail: string[] = [];
  const heard: EventFrame[] = [];
  const time = virtualTime();
  const fake = fakeLedger(trail);
  const groups = [groupSettings()];
  const engine = createEngine({
    ...time,
    log,
    ledger: fake.ledger,
    restored: nothingRestored,
    groups,
    groupsBefore: groups,
    onGroupClosed: () => undefined,
  });
  engine.subscribe((frame) => heard.push(frame));
  const main = fakeConnection(MAIN_LOGIN, trail);
  const other = fakeConnection(OTHER_LOGIN, trail);
  const events = (...given: readonly BrokerEvent[]): void => engine.sink.events(given, time.clock.monoNs());
  const broker = new Broker(time, events);
  for (const { connection } of [main, other]) engine.addConnection(connection);
  broker.connect();
  time.runFor(0);
  trail.length = 0;
  return Object.assign(fake, {
    engine,
    main,
    other,
    trail,
    heard,
    time,
    events,
    lead: (signed: number) => broker.execute(LEADER.key, signed, null),
    fill: (row: OrderRow) => broker.execute(row.account, row.side * row.quantity, row),
    alarms: () => engine.snapshot().alarms.map(({ words }) => words),
  });
}

const nothingRestored = {
  orders: [],
  openEvents: [],
  legs: [],
  entriesOff: [],
  trades: [],
  targets: [],
  positions: [],
  accounts: [],
};

/** Books of a broker that fills at once. */
class Broker {
  private readonly time: VirtualTime;
  private readonly say: (...events: readonly BrokerEvent[]) => void;
  private readonly totals = new Map<string, { bought: number; sold: number }>();
  private ids = 1_000;

  constructor(time: VirtualTime, say: (...events: readonly BrokerEvent[]) => void) {
    this.time = time;
    this.say = say;
  }

  connect(): void {
    const { venue } = SPEC;
    this.say({ kind: "contract", spec: SPEC });
    for (const connection of [MAIN_LOGIN, OTHER_LOGIN]) {
      const own = ACCOUNTS.filter((account) => account.connection === connection);
      this.say({ kind: "connected", connection, venue });
      this.say({ kind: "snapshot", connection, venue, accounts: own.map((account) => this.empty(account)) });
    }
  }

  execute(account: BrokerFill["account"], signed: number, row: OrderRow | null): void {
    this.ids += 2;
    const orderId = String(this.ids) as BrokerOrderId;
    const { monoNs, wallMs } = this.time.clock.now();
    const total = this.totals.get(account) ?? { bought: 0, sold: 0 };
    if (signed > 0) total.bought += signed;
    else total.sold -= signed;
    this.totals.set(account, total);
    const tradeDate = tradeDateAt(wallMs);
    const fill: BrokerFill = {
      account,
      contract: NQ,
      fillId: String(this.ids + 1) as FillId,
      orderId,
      side: signed > 0 ? 1 : -1,
      quantity: Math.abs(signed),
      priceTicks: ticksFromPrice(20_000, 250_000),
      tradeDate,
      filledAtMs: wallMs,
      active: true,
      receivedNs: monoNs,
    };
    const named: BrokerEvent[] =
      row === null ? [] : [{ kind: "placed", order: row.order, outcome: { kind: "accepted", orderId } }];
    this.say(
      ...named,
      { kind: "fill", fill },
      { kind: "position", report: { account, contract: NQ, tradeDate, carried: 0, ...total } },
    );
  }

  private empty({ key, name }: DeskAccount): AccountSnapshot {
    return {
      account: key,
      name,
      beganNs: this.time.clock.monoNs(),
      complete: true,
      positions: [],
      orders: [],
      fills: [],
      cash: null,
    };
  }
}
