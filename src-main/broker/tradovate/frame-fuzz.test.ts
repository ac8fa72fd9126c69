/**
 * Broken frames: seeded mutations of the samples and of generated messages, each between messages that are whole. No
 * throw; no neighbour lost; nothing delivered that `fuzz-oracle.ts` does not find said by a readable message; nothing
 * dropped that it finds said. 20,000 frames, 200,000 in the long form (MIMIK_LONG=1).
 */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ConnectionId } from "../../../src-shared/ids.ts";
import { onTime } from "./due.ts";
import { parseFrame } from "./frame.ts";
import type { Messages } from "./frame.ts";
import { readStart, readStrictly } from "./fuzz-json.ts";
import type { Strict } from "./fuzz-json.ts";
import { lineOf, saidBy } from "./fuzz-oracle.ts";
import { breakText, seeded } from "./fuzz-support.ts";
import type { Random } from "./fuzz-support.ts";
import {
  command,
  commandReport,
  execution,
  fill,
  order,
  position,
  reference,
  venue,
  version,
  wire,
} from "./test-support.ts";
import { onEntity } from "./to-event.ts";
import { createOut, createTranslation } from "./translation.ts";

const FRAMES = process.env["MIMIK_LONG"] === "1" ? 200_000 : 20_000;

const samples = readFileSync(new URL("fixtures/samples.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { direction: string; unit: string; frame: string })
  .filter(({ direction, unit }) => direction === "server" && /^(?:frame|message)$/u.test(unit))
  .flatMap(({ unit, frame }) => (unit === "message" ? [frame] : elements(frame)));

/** Messages of a sample's frame, each as its own text. */
function elements(frame: string): string[] {
  if (!frame.startsWith("a")) return [];
  return (JSON.parse(frame.slice(1)) as unknown[]).map((message) => JSON.stringify(message));
}

/** A valid message with ids of its own. */
function valid(random: Random): string {
  const id = random.below(9e15) + 1;
  const other = random.below(1e6) + 1;
  const date = { year: 2026, month: 11, day: random.below(28) + 1 };
  const quote = {
    Bid: { price: other / 4, size: 3 },
    Offer: { price: other / 4 + 1 },
    Trade: { price: other / 4 },
  };
  const made = [
    () => order(id, { accountId: other, ocoId: 7 }),
    () =>
      [1, 2, 3].map(
        (at) => (fill(id + at, other, { qty: at, tradeDate: date }) as { d: { entity: object } }).d.entity,
      ),
    () =>
      fill(id, other, { qty: random.below(50) + 1, price: other / 4, action: random.pick(["Buy", "Sell"]) }),
    () => position(random.below(9), random.below(9), { tradeDate: date, prevPos: random.below(9) - 4 }),
    () => execution(other, { id, execType: "Trade", ordStatus: "Filled", cumQty: random.below(9) }),
    () => command(id, other),
    () =>
      commandReport(other, {
        commandStatus: "RiskRejected",
        rejectReason: "NoQuote",
        text: 'no "quote", {now}',
      }),
    () => version(id, other, random.below(9) + 1),
    () => wire("cashBalance", { id, accountId: other, tradeDate: date, amount: 50_000.5, realizedPnL: -3 }),
    () =>
      wire("cashBalance", {
        id,
        accountId: other,
        timestamp: "2026-11-23T15:00:01Z",
        currencyId: 1,
        tradeDate: date,
        amount: 9,
      }),
    () => wire("currency", { id: 1, name: "USD" }),
    () => wire("contract", { id, name: "NQZ6", contractMaturityId: other }, "Updated"),
    () => ({
      e: "md",
      d: { quotes: [{ timestamp: "2026-11-23T15:00Z", contractId: other, entries: quote }] },
    }),
    () => ({ s: 200, i: other, d: { orderId: id } }),
  ] as const;
  const one = random.pick(made)();
  return JSON.stringify(Array.isArray(one) ? wire("fill", one) : one);
}

/** What the client delivered, as the oracle writes it. */
function delivered(parsed: Messages): string[] {
  return parsed.messages.flatMap((message) => {
    if (message.kind === "entity") return [lineOf(message.change, { ...message.entity })];
    if (message.kind === "response") return [`response ${message.id} ${message.status}`];
    if (message.kind !== "quotes") return [];
    return message.quotes.map(
      ({ contractId, bid, offer, trade }) => `quote ${JSON.stringify([contractId, bid, offer, trade])}`,
    );
  });
}

/** What each readable message in broken text says: every object in it that is JSON by itself. */
function sayable(text: string): Set<string> {
  const said = new Set<string>();
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) {
    const read = readStart(text, at);
    if (read !== undefined && !read.repeated) for (const line of saidBy(read.value)) said.add(line);
  }
  return said;
}

function linesOf(text: string): string[] {
  const read = readStrictly(text);
  return read === undefined ? [] : saidBy(read.value);
}

/** What the elements of a frame say that is JSON as a whole; one that repeats a key says nothing. */
function wholeLines(body: string, value: Strict): string[] {
  if (value.kind !== "array") return [];
  const lines: string[] = [];
  let at = body.indexOf("[") + 1;
  for (let item = 0; item < value.items.length; item++) {
    const read = readStart(body, at);
    if (read === undefined) throw new Error("an element of JSON is no JSON");
    if (!read.repeated) lines.push(...saidBy(read.value));
    at = read.end + 1;
  }
  return lines;
}

interface Tally {
  frames: number;
  broken: number;
  stillWhole: number;
  neighbours: number;
  faults: number;
  events: number;
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, index) => line === other[index]);

/** What is wrong with the reading of this frame; null: nothing. */
function judge(
  frame: string,
  before: readonly string[],
  after: readonly string[],
  tally: Tally,
): string | null {
  const parsed = parseFrame(frame);
  if (parsed.kind !== "messages") return parsed.kind;
  const told = delivered(parsed);
  const first = before.flatMap(linesOf);
  const last = after.flatMap(linesOf);
  tally.frames++;
  tally.neighbours += before.length + after.length;
  tally.faults += parsed.faults.length;
  if (!same(told.slice(0, first.length), first)) return "a neighbour before it was lost";
  if (!same(told.slice(told.length - last.length), last)) return "a neighbour behind it was lost";
  const whole = readStrictly(frame.slice(1));
  if (whole !== undefined) {
    tally.stillWhole++;
    const said = wholeLines(frame.slice(1), whole.value);
    return same(told, said) ? null : `told ${told.join("; ")} where ${said.join("; ")} was said`;
  }
  tally.broken++;
  if (parsed.faults.length === 0) return "nothing was said to be broken";
  const middle = told.slice(first.length, told.length - last.length);
  if (middle.length === 0) return null;
  const said = sayable(frame);
  const guess = middle.find((line) => !said.has(line));
  return guess === undefined ? null : `guessed ${guess}`;
}

/** The same messages through the translation: no fill that was not delivered, and none under another account. */
function translate(frame: string, tally: Tally): string | null {
  const parsed = parseFrame(frame);
  if (parsed.kind !== "messages") return null;
  const state = createTranslation("A" as ConnectionId, venue);
  const out = createOut();
  const at = { receivedNs: 0, nowNs: 0 };
  const first = parseFrame(`a${JSON.stringify(reference)}`);
  const all = [...(first.kind === "messages" ? first.messages : []), ...parsed.messages];
  const fills = new Set<string>();
  const accounts = new Set<string>();
  for (const message of all) {
    if (message.kind !== "entity") continue;
    const { entity, change } = message;
    onEntity(state, change, entity, at, out);
    if (entity.type === "fill" && change !== "Deleted") {
      const { id, quantity, side, price, orderId } = entity;
      fills.add(`${id} ${quantity} ${side} ${Math.round(price * 1e6)} ${orderId}`);
    }
    if (entity.type === "order") accounts.add(`${entity.id} practice#${entity.accountId}`);
    if (entity.type === "executionReport") accounts.add(`${entity.orderId} practice#${entity.accountId}`);
  }
  onTime(state, 5e9, out);
  tally.events += out.events.length;
  for (const event of out.events) {
    if (event.kind !== "fill") continue;
    const { quantity, side, priceTicks, orderId, fillId, account, contract } = event.fill;
    const spec = state.book.byName.get(contract);
    if (spec === undefined) return "a fill in a contract that is not known";
    const told = `${fillId} ${quantity} ${side} ${priceTicks * spec.tickSizeMicros} ${orderId}`;
    if (!fills.has(told)) return `guessed fill ${told}`;
    if (!accounts.has(`${orderId} ${account}`)) return `guessed account ${account} of order ${orderId}`;
  }
  return null;
}

describe(`${FRAMES} broken frames`, { timeout: 1_800_000 }, () => {
  it("cost no neighbour, are never guessed at, and throw nothing", () => {
    const random = seeded(20_261_122);
    const tally: Tally = { frames: 0, broken: 0, stillWhole: 0, neighbours: 0, faults: 0, events: 0 };
    const failures: string[] = [];
    const bank = (): string => (random.below(3) === 0 ? random.pick(samples) : valid(random));
    for (let at = 0; at < FRAMES; at++) {
      const before = Array.from({ length: random.below(3) }, () => valid(random));
      const after = Array.from({ length: random.below(3) }, () => valid(random));
      const victim = breakText(bank(), bank, random);
      const frame = `a[${[...before, victim, ...after].join(",")}]`;
      const wrong = judge(frame, before, after, tally) ?? (at % 4 === 0 ? translate(frame, tally) : null);
      if (wrong !== null) failures.push(`${wrong}: ${frame}`);
    }
    expect(failures).toEqual([]);
    expect(tally.frames).toBe(FRAMES);
    // The mutations must really break and really leave some frames readable, or nothing was tried.
    expect(tally.broken).toBeGreaterThan(FRAMES / 4);
    expect(tally.stillWhole).toBeGreaterThan(FRAMES / 4);
    process.stderr.write(`fuzz: ${JSON.stringify(tally)}\n`);
  });

  it("keep what stands before the place where they are cut", () => {
    const random = seeded(7);
    const failures: string[] = [];
    const tally: Tally = { frames: 0, broken: 0, stillWhole: 0, neighbours: 0, faults: 0, events: 0 };
    for (let at = 0; at < FRAMES / 10; at++) {
      const messages = Array.from({ length: 1 + random.below(4) }, () => valid(random));
      const whole = `a[${messages.join(",")}]`;
      const cut = whole.slice(0, 2 + random.below(whole.length - 3));
      let end = 2;
      const kept = messages.filter((text) => (end += text.length + 1) - 1 <= cut.length);
      const wrong = judge(cut, kept, [], tally);
      if (wrong !== null) failures.push(`${wrong}: ${cut}`);
    }
    expect(failures).toEqual([]);
    expect(tally.broken).toBe(tally.frames);
  });
});
