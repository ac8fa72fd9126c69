/**
 * Step 2 of a fill's way: one frame's text → typed wire messages. Never throws and never guesses: what can not be
 * read, or says one thing twice, is a fault with a code and a redacted sample, its neighbours stay; kinds that are not
 * known, or of no use here, are named. It counts nothing and logs nothing itself: it is a function of its text.
 */

import { isEntityType, readEntity, unusedKinds } from "./entities.ts";
import type { Entity } from "./entities.ts";
import { fault, reasonOf } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hasRepeatedKey, parseJson, tryParseJson } from "./json.ts";
import * as read from "./read.ts";
import { isRecord } from "./read.ts";
import type { Raw } from "./read.ts";
import { elementsOf, recoverMessages } from "./recover.ts";
import type { Piece } from "./recover.ts";

export type Change = "Created" | "Updated" | "Deleted";

/** One quote as the wire has it; what it did not carry is null. */
export interface WireQuoteRow {
  readonly contractId: string;
  readonly bid: number | null;
  readonly offer: number | null;
  readonly trade: number | null;
}

export type WireMessage =
  | { readonly kind: "response"; readonly id: number; readonly status: number; readonly body: unknown }
  | { readonly kind: "entity"; readonly change: Change; readonly entity: Entity }
  | { readonly kind: "quotes"; readonly quotes: readonly WireQuoteRow[] }
  | { readonly kind: "shutdown"; readonly reason: string; readonly text: string | null }
  /** Of a replay session: its time and its speed in percent; 0: the server has paused it. */
  | { readonly kind: "clock"; readonly atMs: number; readonly speed: number }
  /** What the broker's administration tells the user. */
  | { readonly kind: "alert"; readonly text: string };

export type { Fault } from "./fault.ts";

export interface Messages {
  readonly kind: "messages";
  readonly messages: readonly WireMessage[];
  readonly faults: readonly Fault[];
  /** Kinds that the client has never heard of. */
  readonly unknown: readonly string[];
  /** Kinds of the protocol that were passed over: nothing here needs them. */
  readonly unused: readonly string[];
}

export type Frame =
  | { readonly kind: "open" }
  | { readonly kind: "heartbeat" }
  | { readonly kind: "close"; readonly code: number | null; readonly reason: string }
  | Messages;

interface Reading {
  readonly kind: "messages";
  readonly messages: WireMessage[];
  readonly faults: Fault[];
  readonly unknown: string[];
  readonly unused: string[];
}

/** Wraps a signal that comes from the broker's other environment. */
const ALERT = "OtherEnvAdminAlertSignal";

const open: Frame = { kind: "open" };
const heartbeat: Frame = { kind: "heartbeat" };

export function parseFrame(text: string): Frame {
  const letter = text.charCodeAt(0);
  if (letter === 97) return parseMessages(text.slice(1));
  if (text === "h") return heartbeat;
  if (text === "o") return open;
  if (letter === 99) return parseClose(text.slice(1));
  const out = empty();
  out.faults.push(fault("bad-frame", null, "neither o, h, a nor c", text));
  return out;
}

function empty(): Reading {
  return { kind: "messages", messages: [], faults: [], unknown: [], unused: [] };
}

function parseMessages(body: string): Messages {
  const out = empty();
  const values = tryParseJson(body);
  if (values === undefined) {
    const { pieces, lost } = recoverMessages(body);
    for (const piece of lost) out.faults.push(fault("not-json", null, "unreadable piece", piece));
    readPieces(pieces, out);
  } else if (!Array.isArray(values)) {
    out.faults.push(fault("bad-frame", null, "no array of messages", body));
  } else if (hasRepeatedKey(body, values)) readPieces(elementsOf(body) ?? [], out);
  else for (const value of values) readMessage(value, out);
  return out;
}

function readPieces(pieces: readonly Piece[], out: Reading): void {
  for (const { value, text } of pieces) {
    if (hasRepeatedKey(text, value)) {
      out.faults.push(fault("repeated-key", null, "the same key twice in one object", text));
    } else readMessage(value, out);
  }
}

function parseClose(body: string): Frame {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch {
    value = null;
  }
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  const [code, reason] = parts;
  return {
    kind: "close",
    code: typeof code === "number" ? code : null,
    reason: typeof reason === "string" ? reason : "",
  };
}

function readMessage(value: unknown, out: Reading): void {
  if (!isRecord(value)) {
    out.faults.push(fault("not-a-message", null, "no object", value));
    return;
  }
  const event = value["e"];
  if (typeof event === "string") {
    readEvent(event, value["d"], out);
    return;
  }
  const id = value["i"];
  const status = value["s"];
  if (event === undefined && isRequestId(id) && isStatus(status)) {
    out.messages.push({ kind: "response", id, status, body: value["d"] });
    return;
  }
  out.faults.push(fault("not-a-message", null, "neither event nor response", value));
}

function isRequestId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Of HTTP. */
function isStatus(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 599;
}

function readEvent(event: string, data: unknown, out: Reading): void {
  switch (event) {
    case "props":
      readProps(data, out);
      return;
    case "md":
      readMarketData(data, out);
      return;
    case "shutdown":
      readShutdown(data, out);
      return;
    case "clock":
      readClock(data, out);
      return;
    case ALERT:
      readAlert(data, out);
      return;
    case "chart":
      out.unused.push(event);
      return;
    default:
      out.unknown.push(`event ${event.slice(0, 60)}`);
  }
}

function readProps(data: unknown, out: Reading): void {
  if (!isRecord(data) || typeof data["entityType"] !== "string") {
    out.faults.push(fault("bad-entity", null, "props without an entity type", data));
    return;
  }
  const type = data["entityType"];
  if (!isEntityType(type)) {
    if (type === ALERT || type === "adminAlertSignal") readAlert(data["entity"], out);
    else if (unusedKinds.has(type)) out.unused.push(type);
    else out.unknown.push(`entity ${type.slice(0, 60)}`);
    return;
  }
  const change = data["eventType"];
  if (change !== "Created" && change !== "Updated" && change !== "Deleted") {
    out.faults.push(fault("bad-entity", type, "props without an event type", data));
    return;
  }
  const entity = data["entity"];
  const list: readonly unknown[] = Array.isArray(entity) ? entity : [entity];
  for (const item of list) {
    try {
      out.messages.push({ kind: "entity", change, entity: readEntity(type, item) });
    } catch (error) {
      out.faults.push(fault("bad-entity", type, reasonOf(error), item));
    }
  }
}

function readMarketData(data: unknown, out: Reading): void {
  const rows = isRecord(data) ? data["quotes"] : undefined;
  if (rows === undefined && isRecord(data)) {
    for (const key of Object.keys(data)) {
      if (key === "doms" || key === "histograms") out.unused.push(key);
      else out.unknown.push(`md ${key.slice(0, 60)}`);
    }
    return;
  }
  if (!Array.isArray(rows)) {
    out.faults.push(fault("bad-quote", null, "quotes are no array", data));
    return;
  }
  const quotes: WireQuoteRow[] = [];
  for (const row of rows as readonly unknown[]) {
    try {
      quotes.push(readQuote(read.record(row, "quote")));
    } catch (error) {
      out.faults.push(fault("bad-quote", null, reasonOf(error), row));
    }
  }
  if (quotes.length > 0) out.messages.push({ kind: "quotes", quotes });
}

function readQuote(raw: Raw): WireQuoteRow {
  const entries = read.record(raw["entries"], "entries");
  return {
    contractId: read.id(raw, "contractId"),
    bid: quotePrice(entries["Bid"]),
    offer: quotePrice(entries["Offer"]),
    trade: quotePrice(entries["Trade"]),
  };
}

function quotePrice(entry: unknown): number | null {
  if (entry === undefined || entry === null) return null;
  return read.optionalAmount(read.record(entry, "entry"), "price");
}

function readShutdown(data: unknown, out: Reading): void {
  const reason = isRecord(data) ? data["reasonCode"] : undefined;
  if (!isRecord(data) || typeof reason !== "string") {
    out.faults.push(fault("bad-shutdown", null, "shutdown without a reason", data));
    return;
  }
  const words = data["reason"];
  out.messages.push({ kind: "shutdown", reason, text: typeof words === "string" ? words : null });
}

/** `d` is a JSON text, unlike every other event's. */
function readClock(data: unknown, out: Reading): void {
  try {
    const inner = read.record(typeof data === "string" ? tryParseJson(data) : data, "clock");
    const atMs = read.timestampMs(inner, "t");
    out.messages.push({ kind: "clock", atMs, speed: read.count(inner, "s") });
  } catch (error) {
    out.faults.push(fault("bad-clock", null, reasonOf(error), data));
  }
}

/** In its wrapper, or bare as an entity. */
function readAlert(data: unknown, out: Reading): void {
  try {
    const wrapper = read.record(data, "alert");
    const signal = read.record(wrapper["adminAlertSignal"] ?? wrapper, "alert");
    out.messages.push({ kind: "alert", text: read.text(signal, "text") });
  } catch (error) {
    out.faults.push(fault("bad-alert", null, reasonOf(error), data));
  }
}
