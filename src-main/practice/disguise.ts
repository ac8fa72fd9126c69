/**
 * Changes the look of what is sent, as the switches have it, on the finished text: timestamps without seconds, ids as
 * text, unknown keys beside each id, forms of error texts. Nothing is touched while those switches are off.
 */
import type { FaultSettings } from "./faults.ts";

const TIMESTAMP = /"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)(\.\d+)?Z"/gu;
const ID = /"(id|[A-Za-z]+Id)":(\d+)/gu;
const OWN_ID = /"id":\d+,/gu;
const STRANGE_KEYS = '"seqNo":7,"externalClOrdId":"","stranger":{"of":["nobody",null]},';

/** `text` is JSON, perhaps behind the letter of a frame. */
export function disguise(text: string, settings: FaultSettings): string {
  const { shortTimestamps, textIds, strangers } = settings;
  if (shortTimestamps === false && !textIds && !strangers) return text;
  let changed = text;
  if (shortTimestamps !== false)
    changed = changed.replace(TIMESTAMP, shortTimestamps === "milliseconds" ? '"$1$2Z"' : '"$1Z"');
  if (strangers) changed = changed.replace(OWN_ID, (id) => `${id}${STRANGE_KEYS}`);
  if (textIds) changed = changed.replace(ID, '"$1":"$2"');
  return changed;
}

/** The body of an answer with another status than 200. */
export function errorBody(body: unknown, form: FaultSettings["errorBodies"]): unknown {
  if (typeof body !== "string") return body;
  switch (form) {
    case "plain":
      return body;
    case "quoted":
      return JSON.stringify(body);
    case "object":
      return { errorText: body };
    default:
      return form satisfies never;
  }
}
