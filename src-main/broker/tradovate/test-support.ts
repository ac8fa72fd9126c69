/** Helpers of this folder's tests: a clock that stands still until told otherwise, and wire entities as the broker sends them. */

import { vi } from "vitest";
import type { AccountKey, ConnectionId, VenueKey } from "../../../src-shared/ids.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { onTime } from "./due.ts";
import type { Entity } from "./entities.ts";
import { parseFrame } from "./frame.ts";
import { onEntity } from "./to-event.ts";
import { createOut, createTranslation } from "./translation.ts";
import type { Lookup, Translation } from "./translation.ts";

export const venue = "practice" as VenueKey;

export interface ManualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves both clocks and fires what is due, in order. */
  advance(ms: number): void;
  /** The wall clock alone jumps. */
  sleepWall(ms: number): void;
  /** Time passes while the process stands still: nothing fires until the next `advance`. */
  stall(ms: number): void;
}

export function manualTime(startMs = Date.UTC(2026, 10, 23, 15)): ManualTime {
  let nowNs = 1e9;
  let wallMs = startMs;
  let due: { atNs: number; callback: () => void }[] = [];
  return {
    clock: { monoNs: () => nowNs, now: () => ({ monoNs: nowNs, wallMs }) },
    timers: {
      at(atNs, callback) {
        const entry = { atNs, callback };
        due.push(entry);
        return () => {
          due = due.filter((other) => other !== entry);
        };
      },
    },
    advance(ms) {
      const endNs = nowNs + ms * 1e6;
      for (;;) {
        const next = due.toSorted((one, other) => one.atNs - other.atNs).find(({ atNs }) => atNs <= endNs);
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        wallMs += Math.max(0, next.atNs - nowNs) / 1e6;
        nowNs = Math.max(nowNs, next.atNs);
        next.callback();
      }
      wallMs += (endNs - nowNs) / 1e6;
      nowNs = endNs;
    },
    sleepWall(ms) {
      wallMs += ms;
    },
    stall(ms) {
      nowNs += ms * 1e6;
      wallMs += ms;
    },
  };
}

export interface Logged {
  readonly log: Log;
  readonly lines: { readonly level: string; readonly words: string; readonly data: unknown }[];
}

export function collectLog(): Logged {
  const lines: Logged["lines"] = [];
  const at = (level: string) => (words: string, data?: unknown) => {
    lines.push({ level, words, data });
  };
  return { lines, log: { info: at("info"), warn: at("warn"), error: at("error") } };
}

// ---- wire entities ----

const tradeDate = { year: 2026, month: 11, day: 23 };
const timestamp = "2026-11-23T15:00:00.000Z";

export function wire(entityType: string, entity: unknown, eventType = "Created"): object {
  return { e: "props", d: { entityType, eventType, entity } };
}

export const reference = [
  wire("product", { id: 814, name: "NQ", valuePerPoint: 20, tickSize: 0.25 }),
  wire("contractMaturity", { id: 50, productId: 814, expirationMonth: 202612 }),
  wire("contract", { id: 500, name: "NQZ6", contractMaturityId: 50 }),
];

export function order(id: number, fields: object = {}): object {
  const base = {
    id,
    accountId: 11,
    contractId: 500,
    timestamp,
    action: "Buy",
    ordStatus: "Working",
    admin: false,
  };
  return wire("order", { ...base, ...fields });
}

export function command(id: number, orderId: number, fields: object = {}): object {
  const base = { id, orderId, timestamp, commandType: "New", commandStatus: "Pending", clOrdId: "key-1" };
  return wire("command", { ...base, ...fields });
}

export function commandReport(commandId: number, fields: object): object {
  return wire("commandReport", { id: 900 + commandId, commandId, timestamp, ...fields });
}

export function version(id: number, orderId: number, orderQty: number): object {
  return wire("orderVersion", { id, orderId, orderQty, orderType: "Market" });
}

export function execution(orderId: number, fields: object): object {
  const base = { id: 700, commandId: orderId, name: "x", accountId: 11, contractId: 500, timestamp, orderId };
  return wire("executionReport", { ...base, action: "Buy", ...fields });
}

export function fill(id: number, orderId: number, fields: object = {}): object {
  const base = { id, orderId, contractId: 500, timestamp, tradeDate, action: "Buy", qty: 1, price: 21000.25 };
  return wire("fill", { ...base, active: true, finallyPaired: 0, ...fields });
}

export function position(bought: number, sold: number, fields: object = {}): object {
  const base = { id: 60, accountId: 11, contractId: 500, timestamp, tradeDate, netPos: bought - sold };
  return wire("position", { ...base, bought, boughtValue: 0, sold, soldValue: 0, prevPos: 0, ...fields });
}

// ---- the translation alone ----

export interface Desk {
  readonly state: Translation;
  readonly events: BrokerEvent[];
  readonly lookups: Lookup[];
  readonly rereads: AccountKey[];
  readonly respecified: string[];
  /** One frame with these messages, `ms` after the start. */
  feed(ms: number, ...messages: readonly object[]): void;
  entities(ms: number, ...entities: readonly Entity[]): void;
  time(ms: number): void;
}

export function translationDesk(withReference = true): Desk {
  const state = createTranslation("A" as ConnectionId, venue);
  const events: BrokerEvent[] = [];
  const lookups: Lookup[] = [];
  const rereads: AccountKey[] = [];
  const respecified: string[] = [];
  const step = (ms: number, work: (out: ReturnType<typeof createOut>, nowNs: number) => void): void => {
    const out = createOut();
    work(out, ms * 1e6);
    events.push(...out.events);
    lookups.push(...out.lookups);
    rereads.push(...out.rereads);
    respecified.push(...out.respecified);
  };
  const desk: Desk = {
    state,
    events,
    lookups,
    rereads,
    respecified,
    feed(ms, ...messages) {
      const frame = parseFrame(`a${JSON.stringify(messages)}`);
      if (frame.kind !== "messages" || frame.faults.length > 0) throw new Error(JSON.stringify(frame));
      step(ms, (out, nowNs) => {
        for (const message of frame.messages) {
          if (message.kind !== "entity") throw new Error("entities only");
          onEntity(state, message.change, message.entity, { receivedNs: nowNs, nowNs }, out);
        }
      });
    },
    entities(ms, ...entities) {
      step(ms, (out, nowNs) => {
        for (const entity of entities) onEntity(state, "Updated", entity, { receivedNs: nowNs, nowNs }, out);
      });
    },
    time: (ms) => step(ms, (out, nowNs) => onTime(state, nowNs, out)),
  };
  if (withReference) desk.feed(0, ...reference);
  return desk;
}

export function ofKind<Kind extends BrokerEvent["kind"]>(
  events: readonly BrokerEvent[],
  kind: Kind,
): Extract<BrokerEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<BrokerEvent, { kind: Kind }> => event.kind === kind);
}

/** Waits for what another process or a real socket has to bring; generous, since tests share the machine. */
export async function eventually<Value>(check: () => Value): Promise<Value> {
  return vi.waitFor(check, { timeout: 15_000, interval: 10 });
}
