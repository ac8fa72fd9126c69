/**
 * JSON read a second time, for the fuzz test: strictly, keeping each number's own text, and seeing a key that stands twice.
 * It shares no code with what it judges.
 */

export type Strict =
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Strict> }
  | { readonly kind: "array"; readonly items: readonly Strict[] }
  | Scalar;

interface Scalar {
  readonly kind: "number" | "string" | "word";
  readonly text: string;
}

/** One for all: a stack would cost more than the reading. */
const broken = new Error("no JSON");

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
/** Control characters, which may not stand in a string as they are, are looked for apart. */
const string = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const word = /true|false|null/uy;
const space = /[ \t\n\r]*/uy;

function scalar(match: (pattern: RegExp) => string | undefined): Scalar | null {
  const quoted = match(string);
  if (quoted !== undefined) {
    if (Array.from(quoted, (letter) => letter < " ").includes(true)) throw broken;
    return { kind: "string", text: JSON.parse(quoted) as string };
  }
  const digits = match(number);
  if (digits !== undefined) return { kind: "number", text: digits };
  const found = match(word);
  return found === undefined ? null : { kind: "word", text: found };
}

export interface StrictReading {
  readonly value: Strict;
  /** An object in it names a key twice. */
  readonly repeated: boolean;
  /** Where what was read ends, and the space behind it. */
  readonly end: number;
}

/** Undefined where `text` is no JSON. */
export function readStrictly(text: string): StrictReading | undefined {
  return readFrom(text, 0, true);
}

/** The JSON that begins at `from`, whatever stands behind it. */
export function readStart(text: string, from: number): StrictReading | undefined {
  return readFrom(text, from, false);
}

function readFrom(text: string, from: number, toTheEnd: boolean): StrictReading | undefined {
  let at = from;
  let repeated = false;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (): void => void match(space);
  const take = (letter: string): boolean => {
    if (text[at] !== letter) return false;
    at++;
    skip();
    return true;
  };
  const list = (end: string, item: () => void): void => {
    if (take(end)) return;
    do item();
    while (take(","));
    if (!take(end)) throw broken;
  };
  const value = (depth: number): Strict => {
    if (depth > 2000) throw broken;
    if (take("{")) {
      const fields = new Map<string, Strict>();
      list("}", () => {
        const key = scalar(match);
        skip();
        if (key?.kind !== "string" || !take(":")) throw broken;
        repeated ||= fields.has(key.text);
        fields.set(key.text, value(depth + 1));
      });
      return { kind: "object", fields };
    }
    if (take("[")) {
      const items: Strict[] = [];
      list("]", () => void items.push(value(depth + 1)));
      return { kind: "array", items };
    }
    const found = scalar(match);
    if (found === null) throw broken;
    skip();
    return found;
  };
  try {
    skip();
    const read = value(0);
    return at === text.length || !toTheEnd ? { value: read, repeated, end: at } : undefined;
  } catch (error) {
    if (error === broken) return undefined;
    throw error;
  }
}
