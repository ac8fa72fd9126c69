/**
 * Our flags among those that Electron and Chromium take for themselves. What is not ours is theirs: it passes. The
 * start script has refused unknown flags already.
 */
import { parseFlags, type Flags } from "../host/flags.ts";

const ours = ["--profile", "--import", "--arm"] as const;

export function flagsOf(words: readonly string[]): Flags {
  const mine: string[] = [];
  for (const [at, word] of words.entries()) {
    const name = ours.find((flag) => word === flag || word.startsWith(`${flag}=`));
    if (name === undefined) continue;
    const value = word === name ? words[at + 1] : word.slice(name.length + 1);
    mine.push(name, ...(value === undefined ? [] : [value]));
  }
  return parseFlags(mine);
}
