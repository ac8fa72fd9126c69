/** Seeded randomness and the ways in which the fuzz test breaks a message. */

export interface Random {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  pick<Value>(values: readonly Value[]): Value;
}

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error("nothing to pick from");
      return value;
    },
  };
}

const junk = [
  "null",
  "true",
  "-1",
  "0",
  "-0",
  "0.5",
  "1e400",
  "-9e99",
  "1e17",
  "12345678901234567890",
  "9007199254740993",
  "2147483648",
  "4294967297",
  '""',
  '"1"',
  '"abc"',
  '"\\ud800"',
  '"\\u0000"',
  "[]",
  "{}",
  "[[[]]]",
  "[1,2]",
  '{"year":2026,"month":2,"day":30}',
  '{"year":1,"month":0,"day":0}',
  '"2026-02-30T10:00:00Z"',
  '"2026-11-23T15:00:00"',
  '"2026-11-23T15:00Z"',
  '"Buy"',
  '"Hold"',
  "NaN",
  "undefined",
  "01",
  "1.",
  "'x'",
] as const;
const entityTypes = [
  "fill",
  "order",
  "position",
  "executionReport",
  "kalshiMarket",
  "Fill",
  "constructor",
  "",
] as const;
const letters = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\n",
  "\u0000",
  "\ud800",
  "é",
  "0",
  "9",
  "-",
  "e",
] as const;

type Breaking = (text: string, other: () => string, random: Random) => string;

/** Where a key's value stands in `text`. */
function someValue(text: string, random: Random): { from: number; to: number; key: string } | null {
  const all = [
    ...text.matchAll(/"(\w[\w-]*)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[\d.]+(?:[eE][+-]?\d+)?|true|false|null)/gu),
  ];
  if (all.length === 0) return null;
  const match = random.pick(all);
  const value = match[2] ?? "";
  const to = match.index + match[0].length;
  return { from: to - value.length, to, key: match[1] ?? "" };
}

const splice = (text: string, from: number, to: number, put: string): string =>
  text.slice(0, from) + put + text.slice(to);

function repeatedly(times: number, work: (text: string) => string, text: string): string {
  let now = text;
  for (let at = 0; at < times; at++) now = work(now);
  return now;
}

const breakings: readonly Breaking[] = [
  // A byte changed, lost or added.
  (text, _other, random) =>
    repeatedly(
      1 + random.below(3),
      (now) => {
        const at = random.below(now.length + 1);
        return splice(now, at, at + random.below(2), random.below(3) === 0 ? "" : random.pick(letters));
      },
      text,
    ),
  // Cut short, at either end.
  (text, _other, random) => text.slice(0, random.below(text.length)),
  (text, _other, random) => text.slice(random.below(text.length)),
  // A value of another kind, out of range, or nonsense.
  (text, _other, random) => {
    const found = someValue(text, random);
    return found === null ? text : splice(text, found.from, found.to, random.pick(junk));
  },
  // A key twice, with the same value or another one.
  (text, _other, random) => {
    const found = someValue(text, random);
    if (found === null) return text;
    const value = random.below(3) === 0 ? text.slice(found.from, found.to) : random.pick(junk);
    return splice(text, found.to, found.to, `,"${found.key}":${value}`);
  },
  // A key that nobody knows, or one that is gone.
  (text, _other, random) => {
    const found = someValue(text, random);
    return found === null
      ? text
      : splice(text, found.to, found.to, `,"brandNew${random.below(9)}":${random.pick(junk)}`);
  },
  (text, _other, random) => {
    const found = someValue(text, random);
    return found === null ? text : text.replace(`"${found.key}"`, `"x${found.key}"`);
  },
  // Another entity's name over this entity, or two entities' fields swapped.
  (text, _other, random) => text.replace(/"entityType":"\w+"/u, `"entityType":"${random.pick(entityTypes)}"`),
  (text, other, random) => {
    const from = /"entity":(\{.*\})\}\}$/u.exec(other());
    return from === null
      ? text
      : text.replace(/"entity":\{.*\}\}\}$/u, () => `"entity":${from[1] ?? "{}"}}}`) +
          " ".repeat(random.below(2));
  },
  // Depth, arrays around and inside, a message within a message.
  (text, _other, random) => `${"[".repeat(1 + random.below(4))}${text}${"]".repeat(random.below(5))}`,
  (text, _other, random) => {
    const found = someValue(text, random);
    const depth = random.pick([3, 20, 300]);
    const [open, close] = random.pick([
      ["[", "]"],
      ['{"a":', "}"],
    ] as const);
    return found === null
      ? text
      : splice(text, found.from, found.to, `${open.repeat(depth)}1${close.repeat(depth - random.below(2))}`);
  },
  (text, other, random) => {
    const found = someValue(text, random);
    return found === null
      ? text
      : splice(text, found.from, found.to, random.below(2) === 0 ? other() : JSON.stringify(other()));
  },
  // Two messages torn into each other.
  (text, other, random) => {
    const second = other();
    return text.slice(0, random.below(text.length)) + second.slice(random.below(second.length));
  },
  // Untouched: what is whole must stay so.
  (text) => text,
];

/** `text` broken in one or two of the ways above. */
export function breakText(text: string, other: () => string, random: Random): string {
  const once = random.pick(breakings)(text, other, random);
  return random.below(4) === 0 ? random.pick(breakings)(once, other, random) : once;
}
