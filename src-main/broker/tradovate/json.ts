/**
 * JSON off the wire with its ids intact. Ids beyond 2^53 become text instead of being rounded: broker ids are never
 * calculated with. The slow way is taken only when the text holds a number that long.
 */

const LONG_DIGITS = 16;
const longInteger = /(?:^|[:[,])\s*-?\d{16,}/u;
const integerText = /^-?\d+$/u;

/** @throws SyntaxError when the text is no JSON. */
export function parseJson(text: string): unknown {
  const long = hasManyDigits(text) && longInteger.test(text);
  return long ? (JSON.parse(text, keepLongIntegers) as unknown) : JSON.parse(text);
}

/**
 * Cheap, on the way of every frame; the exact question is asked only after a yes. A run of 16 digits covers one of every
 * 16 places, so no other place needs to be looked at.
 */
function hasManyDigits(text: string): boolean {
  for (let at = LONG_DIGITS - 1; at < text.length; at += LONG_DIGITS) {
    if (isDigit(text, at) && digitsAround(text, at) >= LONG_DIGITS) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Length of the run of digits that covers `at`. */
function digitsAround(text: string, at: number): number {
  let first = at;
  while (first > 0 && isDigit(text, first - 1)) first -= 1;
  let end = at + 1;
  while (isDigit(text, end)) end += 1;
  return end - first;
}

/** `id`, `orderId`, or an element of a list: lists of bare numbers are lists of ids. `clOrdId` is a text of the client's. */
function isIdKey(key: string): boolean {
  return key === "id" || (key.endsWith("Id") && key !== "clOrdId") || /^\d+$/u.test(key);
}

/** Only ids become text: in any other field a number that long is nonsense, and must not pass for a text. */
function keepLongIntegers(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !isIdKey(key)) return value;
  const source = context?.source;
  return source !== undefined && integerText.test(source) ? source : value;
}

/** The value, or undefined when the text is no JSON. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // Not JSON is an answer here: the caller counts and logs it.
    return undefined;
  }
}

/**
 * Whether some object of `text` names a key twice. `value` is what `text` was parsed to: the parser keeps one of the two
 * and says nothing, and which of them was meant nobody knows. Walks without recursion: a peer decides the depth.
 */
export function hasRepeatedKey(text: string, value: unknown): boolean {
  return countPairs(text) !== countKeys(value);
}

/** Colons outside strings: one per pair of key and value. */
function countPairs(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) pairs++;
    else if (code === 34) at = stringEnd(text, at);
  }
  return pairs;
}

/** Index of the quote that ends the string which begins at `start`; the text's end where none does. */
export function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function countKeys(value: unknown): number {
  let keys = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== "object" || next === null) continue;
    const inner: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) keys += inner.length;
    for (const part of inner) if (typeof part === "object") rest.push(part);
  }
  return keys;
}

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/u;

/** Text as a JSON string; the common case needs no escaping and no stringifier. */
export function jsonText(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

const idDigits = /^[1-9]\d*$/u;

/** A broker id as the wire wants it: digits bare, whatever their number; anything else quoted. */
export function jsonId(id: string): string {
  return idDigits.test(id) ? id : jsonText(id);
}

/** What may be logged of a frame: its shape, without strings' contents and long numbers. */
export function redact(text: string): string {
  return text
    .slice(0, 400)
    .replaceAll(/"(?:[^"\\]|\\.)*(?:"(\s*:)?|$)/gu, (match, key) => (key === undefined ? '"…"' : match))
    .replaceAll(/\d{3,}/gu, "#");
}
