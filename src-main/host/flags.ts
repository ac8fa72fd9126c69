/**
 * The command line that both shells take. Pure: reading the setup file is the caller's. Unknown flags, missing values
 * and stray words are usage errors, said all at once.
 */
import { StartFailure } from "./start-failure.ts";

export interface Flags {
  readonly profile: string | null;
  /** 0: any free one. */
  readonly port: number;
  readonly importFile: string | null;
  /** Names of groups that may copy in demo and live from the start. */
  readonly arm: readonly string[];
  readonly open: boolean;
}

const USAGE =
  "Usage: npm run serve -- [--profile DIR] [--port N] [--import setup.json] [--arm GROUP] [--no-open]";
const PORT_MAX = 65_535;

const withValue = new Set(["--profile", "--port", "--import", "--arm"]);

function portOf(text: string, problems: string[]): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : PORT_MAX + 1;
  if (port > PORT_MAX) problems.push(`--port wants a number from 0 to ${PORT_MAX}, not "${text}"`);
  return port;
}

/** @throws StartFailure `usage` */
export function parseFlags(words: readonly string[]): Flags {
  const problems: string[] = [];
  const values = new Map<string, string[]>();
  let open = true;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const equals = word.indexOf("=");
    const name = word.startsWith("--") && equals > 0 ? word.slice(0, equals) : word;
    if (name === "--no-open" && equals < 0) open = false;
    else if (withValue.has(name)) {
      const value = name === word ? words[(at += 1)] : word.slice(equals + 1);
      if (value === undefined || value === "") problems.push(`${name} wants a value`);
      else values.set(name, [...(values.get(name) ?? []), value]);
    } else problems.push(word.startsWith("-") ? `unknown flag ${word}` : `unexpected "${word}"`);
  }
  for (const [name, given] of values) {
    if (name !== "--arm" && given.length > 1) problems.push(`${name} is given more than once`);
  }
  const one = (name: string): string | null => values.get(name)?.[0] ?? null;
  const port = portOf(one("--port") ?? "0", problems);
  if (problems.length > 0) throw new StartFailure("usage", `${problems.join("; ")}. ${USAGE}`);
  return {
    profile: one("--profile"),
    port,
    importFile: one("--import"),
    arm: values.get("--arm") ?? [],
    open,
  };
}
