/**
 * Takes a broken frame apart, message by message, so that one malformed message does not cost its neighbours.
 * A piece counts only if it is JSON by itself and has the shape of a message; nothing is repaired.
 */

import { tryParseJson } from "./json.ts";
import { isRecord } from "./read.ts";

export interface Recovered {
  readonly values: readonly unknown[];
  /** The unreadable pieces, one per gap between readable messages. */
  readonly lost: readonly string[];
}

/** Failed attempts per frame: hostile nesting may cost a frame's rest, never the loop. */
const FAILURES_MAX = 200;

const messageStart = /\{\s*"(?:e|s|i|d)"\s*:/gu;

/** `body` is the text after the frame's letter. */
export function recoverMessages(body: string): Recovered {
  const values: unknown[] = [];
  const lost: string[] = [];
  let at = nextStart(body, 0);
  /** Where unreadable text began, or -1. */
  let gap = at >= 0 && at === firstContent(body) ? -1 : 0;
  let failures = 0;
  while (at >= 0 && failures < FAILURES_MAX) {
    const end = valueEnd(body, at);
    const value = end < 0 ? undefined : tryParseJson(body.slice(at, end));
    if (value !== undefined && isMessage(value)) {
      if (gap >= 0) lost.push(body.slice(gap, at));
      values.push(value);
      at = nextStart(body, end);
      gap = onlySeparators(body, end, at) ? -1 : end;
      continue;
    }
    failures++;
    if (gap < 0) gap = at;
    at = nextStart(body, at + 1);
  }
  if (gap >= 0) lost.push(body.slice(gap));
  return { values, lost };
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

/** Where the next message may begin: an object that is not the value of a key. */
function nextStart(body: string, from: number): number {
  messageStart.lastIndex = from;
  for (let match = messageStart.exec(body); match !== null; match = messageStart.exec(body)) {
    if (!isValueOfKey(body, match.index)) return match.index;
    messageStart.lastIndex = match.index + 1;
  }
  return -1;
}

function isValueOfKey(body: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && /\s/u.test(body.charAt(before))) before--;
  return body.charAt(before) === ":";
}

/** The index behind the object that begins at `start`, or -1 when its brackets never close. */
function valueEnd(body: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < body.length; index++) {
    const letter = body.charCodeAt(index);
    if (inString) {
      if (letter === 92) index++;
      else if (letter === 34) inString = false;
    } else if (letter === 34) inString = true;
    else if (letter === 123 || letter === 91) depth++;
    else if ((letter === 125 || letter === 93) && --depth === 0) return index + 1;
  }
  return -1;
}
