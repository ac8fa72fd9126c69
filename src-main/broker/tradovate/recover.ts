/**
 * Takes a frame apart, message by message, so that one malformed message does not cost its neighbours. A piece counts
 * only if it is JSON by itself and has the shape of a message; nothing is repaired.
 */

import { stringEnd, tryParseJson } from "./json.ts";
import { isRecord } from "./read.ts";

export interface Piece {
  readonly value: unknown;
  readonly text: string;
}

export interface Recovered {
  readonly pieces: readonly Piece[];
  /** The unreadable pieces, one per gap between readable messages. */
  readonly lost: readonly string[];
}

/** Letters looked at per frame: hostile nesting may cost a frame's rest, never the loop. */
const WORK_MAX = 20_000_000;

/** `body` is the text after the frame's letter; it need not be JSON. */
export function recoverMessages(body: string): Recovered {
  const pieces: Piece[] = [];
  const lost: string[] = [];
  let at = nextStart(body, 0);
  /** Where unreadable text began, or -1. */
  let gap = at >= 0 && at === firstContent(body) ? -1 : 0;
  let work = 0;
  while (at >= 0 && work < WORK_MAX) {
    const end = valueEnd(body, at);
    work += (end < 0 ? body.length : end) - at;
    const text = end < 0 ? "" : body.slice(at, end);
    const value = end < 0 ? undefined : tryParseJson(text);
    if (value === undefined) {
      if (gap < 0) gap = at;
      at = nextStart(body, at + 1);
      continue;
    }
    // An object that is no message is passed over whole: nothing inside of it is a message of the frame.
    const message = isMessage(value);
    if (!message && gap < 0) gap = at;
    if (message) {
      if (gap >= 0) lost.push(body.slice(gap, at));
      pieces.push({ value, text });
    }
    at = nextStart(body, end);
    if (message) gap = onlySeparators(body, end, at) ? -1 : end;
  }
  if (gap >= 0) lost.push(body.slice(gap));
  return { pieces, lost };
}

/** The elements of a JSON array, each with its own text; null where `body` is no JSON array. */
export function elementsOf(body: string): readonly Piece[] | null {
  const values = tryParseJson(body);
  if (!Array.isArray(values)) return null;
  const texts = splitArray(body);
  return values.map((value: unknown, index) => ({ value, text: texts[index] ?? "" }));
}

/** `body` is known to be a JSON array. */
function splitArray(body: string): string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < body.length; at++) {
    const letter = body.charCodeAt(at);
    if (letter === 34) at = stringEnd(body, at);
    else if (letter === 123 || letter === 91) {
      if (++depth === 1) start = at + 1;
    } else if (letter === 125 || letter === 93) {
      if (--depth === 0) texts.push(body.slice(start, at));
    } else if (letter === 44 && depth === 1) {
      texts.push(body.slice(start, at));
      start = at + 1;
    }
  }
  return texts;
}

function isMessage(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return typeof value["e"] === "string" || (Number.isInteger(value["i"]) && Number.isInteger(value["s"]));
}

function firstContent(body: string): number {
  const match = /^\s*\[\s*/u.exec(body);
  return match === null ? -1 : match[0].length;
}

/** Between two messages only a comma belongs; after the last one (`next` −1) only the bracket. */
function onlySeparators(body: string, end: number, next: number): boolean {
  return next < 0 ? /^\s*\]\s*$/u.test(body.slice(end)) : /^\s*,\s*$/u.test(body.slice(end, next));
}

/** Where the next message may begin: an object that is neither the value of a key nor a key's place. */
function nextStart(body: string, from: number): number {
  for (let at = body.indexOf("{", from); at >= 0; at = body.indexOf("{", at + 1)) {
    if (!isInsideOf(body, at)) return at;
  }
  return -1;
}

function isInsideOf(body: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isSpace(body.charCodeAt(before))) before--;
  const letter = body.charCodeAt(before);
  return letter === 58 || letter === 123;
}

function isSpace(letter: number): boolean {
  return letter === 32 || letter === 9 || letter === 10 || letter === 13;
}

/** The index behind the object that begins at `start`, or -1 when its brackets never close. */
function valueEnd(body: string, start: number): number {
  let depth = 0;
  for (let at = start; at < body.length; at++) {
    const letter = body.charCodeAt(at);
    if (letter === 34) at = stringEnd(body, at);
    else if (letter === 123 || letter === 91) depth++;
    else if ((letter === 125 || letter === 93) && --depth === 0) return at + 1;
  }
  return -1;
}
