/**
 * Performs what the core asked for, in the same turn. All orders of one step leave together: each connection concerned is
 * corked, its orders are handed over, then it is released, whatever one of them throws. What could not be handed over,
 * or perhaps not, is said to the core.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { ConnectionId, GroupId, OrderKey } from "../../src-shared/ids.ts";
import type { BrokerConnection } from "../broker/port.ts";
import type { Effect } from "../core/effect.ts";
import type { Input, TimerKey } from "../core/input.ts";
import type { Clock, Timers } from "./port.ts";
import type { Trouble } from "./trouble.ts";

export interface EffectWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly trouble: Trouble;
  readonly connections: ReadonlyMap<ConnectionId, BrokerConnection>;
  /** Hands an input back to the core. */
  readonly input: (input: Input) => void;
  readonly onGroupClosed: (group: GroupId) => void;
}

/** The core's timers by key: setting one again replaces it. */
export class CoreTimers {
  private readonly cancels = new Map<string, () => void>();
  private readonly world: EffectWorld;

  constructor(world: EffectWorld) {
    this.world = world;
  }

  set(timer: TimerKey, atNs: number): void {
    const key = keyOf(timer);
    this.cancels.get(key)?.();
    const cancel = this.world.timers.at(atNs, () => {
      this.cancels.delete(key);
      this.world.input({ kind: "timer", timer });
    });
    this.cancels.set(key, cancel);
  }

  clear(): void {
    for (const cancel of this.cancels.values()) cancel();
    this.cancels.clear();
  }
}

function keyOf(timer: TimerKey): string {
  switch (timer.kind) {
    case "order-answer":
      return `a|${timer.order}`;
    case "exit-due":
    case "cancel-rests":
    case "waiting-entry":
    case "reduction":
      return `${timer.kind}|${timer.follower}|${timer.contract}`;
    case "leader-report":
      return `l|${timer.account}|${timer.contract}`;
    case "foreign-fill":
    case "unknown-orders":
      return `${timer.kind}|${timer.account}`;
    case "leader-lost":
    case "session":
      return `${timer.kind}|${timer.group}`;
    case "roll":
      return timer.kind;
    default:
      return assertNever(timer);
  }
}

type Sending = Extract<Effect, { kind: "place" | "liquidate" | "cancel" }>;

function isSending(effect: Effect): effect is Sending {
  return effect.kind === "place" || effect.kind === "liquidate" || effect.kind === "cancel";
}

function connectionOf(effect: Sending): ConnectionId {
  switch (effect.kind) {
    case "place":
      return effect.order.connection;
    case "liquidate":
      return effect.liquidation.connection;
    case "cancel":
      return effect.cancel.connection;
    default:
      return assertNever(effect);
  }
}

export function performEffects(world: EffectWorld, timers: CoreTimers, effects: readonly Effect[]): void {
  const { sent, stuck } = sendAll(world, effects);
  // The orders of one step leave in one write, so they share its time.
  const atNs = sent.length > 0 ? world.clock.monoNs() : 0;
  for (const { order, handed } of sent) world.input({ kind: "handed-over", order, sent: handed, atNs });
  // After the words above: its end answers every order that is still on its way.
  for (const connection of stuck) {
    world.trouble.guard("opening a connection anew", () => {
      connection.resync("its orders could not be released");
    });
  }
  for (const effect of effects) {
    if (isSending(effect)) continue;
    try {
      performRest(world, timers, effect);
    } catch (error) {
      world.trouble.report(`doing "${effect.kind}"`, error);
    }
  }
}

interface Sent {
  readonly sent: readonly { readonly order: OrderKey; readonly handed: boolean }[];
  /**
   * What they were handed may or may not have left: it stays handed over, so that its answer is waited for and then the
   * broker's books are asked.
   */
  readonly stuck: readonly BrokerConnection[];
}

function sendAll(world: EffectWorld, effects: readonly Effect[]): Sent {
  const sent: { order: OrderKey; handed: boolean }[] = [];
  const stuck: BrokerConnection[] = [];
  const held = new Set<BrokerConnection>();
  try {
    for (const effect of effects) {
      if (!isSending(effect)) continue;
      const connection = world.connections.get(connectionOf(effect));
      if (connection && !held.has(connection)) {
        held.add(connection);
        world.trouble.guard("holding a socket's orders", () => {
          connection.hold();
        });
      }
      const handed = connection ? send(world, connection, effect) : false;
      if (effect.kind !== "cancel") {
        const order = effect.kind === "place" ? effect.order.order : effect.liquidation.order;
        sent.push({ order, handed });
      } else if (!handed) {
        world.input({ kind: "cancel-failed", order: effect.cancel.order, text: "the connection was down" });
      }
    }
  } finally {
    for (const connection of held) {
      const released = world.trouble.guard("releasing a socket's orders", () => {
        connection.release();
      });
      if (!released) stuck.push(connection);
    }
  }
  return { sent, stuck };
}

/** False when it was not handed over. An order that threw on its way is none that an outcome will come for. */
function send(world: EffectWorld, connection: BrokerConnection, effect: Sending): boolean {
  try {
    return handOver(connection, effect);
  } catch (error) {
    world.trouble.report("sending an order", error);
    return false;
  }
}

function handOver(connection: BrokerConnection, effect: Sending): boolean {
  switch (effect.kind) {
    case "place":
      return connection.place(effect.order);
    case "liquidate":
      return connection.liquidate(effect.liquidation);
    case "cancel":
      return connection.cancel(effect.cancel);
    default:
      return assertNever(effect);
  }
}

function performRest(world: EffectWorld, timers: CoreTimers, effect: Exclude<Effect, Sending>): void {
  switch (effect.kind) {
    case "read-account":
      world.connections.get(effect.connection)?.readAccount(effect.account);
      return;
    case "reconnect":
      world.connections.get(effect.connection)?.resync(effect.why);
      return;
    case "resolve-contract":
      world.connections.get(effect.connection)?.resolveContract(effect.contract);
      return;
    case "close-only-group":
      world.onGroupClosed(effect.group);
      return;
    case "set-timer":
      timers.set(effect.timer, effect.atNs);
      return;
    default:
      assertNever(effect);
  }
}
