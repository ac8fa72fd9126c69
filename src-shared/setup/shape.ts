/** The kinds of values that files and forms are made of, each refused in the trader's words and never in zod's. Pure. */
import { z } from "../zod.ts";

export function whole(least: number, most: number) {
  const message = `a whole number from ${least} to ${most}`;
  return z.number(message).int(message).min(least, message).max(most, message);
}

export function oneOf<const Options extends readonly string[]>(options: Options) {
  return z.enum(options, `one of ${options.map((option) => `"${option}"`).join(", ")}`);
}

export const flag = z.boolean("true or false");

/** Control and format characters, line ends, what is private or unassigned, and blanks that are no white space. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Emoji hold joiners and variation selectors that can not be seen by themselves. */
const emoji = /\p{RGI_Emoji}|[\p{S}\p{N}\p{P}][\uFE0E\uFE0F]/gv;

/** Two names that look the same would not be, and a turned direction turns the text beside it. */
export function canBeSeen(given: string): boolean {
  return !unseen.test(given.replace(emoji, ""));
}

/** Trimmed; every character of it can be seen. */
export function words(what: string, most: number) {
  const message = `${what} of 1 to ${most} characters`;
  return z
    .string(message)
    .trim()
    .min(1, message)
    .max(most, message)
    .refine(canBeSeen, `${what} without line breaks and characters that can not be seen`);
}

/** Any text of a length; what it means is not the trader's to read. */
export function text(what: string, most: number) {
  const message = `${what} of 1 to ${most} characters`;
  return z.string(message).min(1, message).max(most, message);
}
