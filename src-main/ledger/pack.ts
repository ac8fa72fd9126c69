/**
 * Long texts of the record made small: where twenty followers were each told something else, their words repeat but for
 * the figures. Only what is kept for good is packed, after the orders have left; short texts stay readable.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ConditionError } from "../../src-shared/assert.ts";

/** Shorter ones cost less than the pages around them. */
const PACKED_FROM = 3_000;
/** A third of the time of zlib's defaults, for a fifth more bytes: it is the engine's own loop that waits. */
const QUICK = { level: 1, memLevel: 6, windowBits: 13 };
/** No text of ours begins with it: they are lists. */
const MARK = "z";
/** A thousand followers with both legs in words of their own stay far below; a damaged text is not inflated for ever. */
const TEXT_BYTES_MAX = 16 * 1024 * 1024;

export function packed(text: string): string {
  if (text.length < PACKED_FROM) return text;
  return `${MARK}${deflateRawSync(text, QUICK).toString("base64")}`;
}

/** @throws ConditionError when a packed text is damaged. */
export function unpacked(text: string): string {
  if (!text.startsWith(MARK)) return text;
  try {
    const bytes = Buffer.from(text.slice(MARK.length), "base64");
    return inflateRawSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }).toString("utf8");
  } catch (error) {
    throw new ConditionError("Condition failed: a packed text is damaged", { cause: error });
  }
}
