/**
 * Text frames that leave in one write: the orders of a step, encoded as RFC 6455 wants a client's frames (section 5.2,
 * each masked with four bytes of the operating system's randomness). `ws` writes two chunks a frame and prepares each
 * in a dozen calls; with 20 orders that was half of a fill's way. Nothing is compressed, nothing is fragmented.
 */
import { randomFillSync } from "node:crypto";

const FINAL_TEXT = 0x81;
const MASKED = 0x80;
const SHORT_MAX = 125;
const MEDIUM_MAX = 0xffff;
const MEDIUM = 126;
const LONG = 127;
/** First byte, length byte, eight bytes of a long length, mask. */
const HEADER_BYTES_MAX = 14;
const MASK_BYTES = 4;
/** Of one UTF-16 unit. */
const UTF8_BYTES_MAX = 3;
/** Randomness is fetched for so many masks at a time. */
const MASKS = 1024;

const masks = new Uint8Array(MASKS * MASK_BYTES);
const masksView = new DataView(masks.buffer);
let nextMask = masks.length;

/** Where the next mask begins in `masks`; each is used once. */
function takeMask(): number {
  if (nextMask === masks.length) {
    randomFillSync(masks);
    nextMask = 0;
  }
  const at = nextMask;
  nextMask += MASK_BYTES;
  return at;
}

/** One buffer that holds a masked frame for each text, in their order. */
export function encodeFrames(texts: readonly string[]): Buffer {
  let bytesMax = 0;
  for (const text of texts) bytesMax += HEADER_BYTES_MAX + text.length * UTF8_BYTES_MAX;
  const frames = Buffer.allocUnsafe(bytesMax);
  const view = new DataView(frames.buffer, frames.byteOffset, bytesMax);
  let end = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    const payload = addHeader(view, end, length);
    end = payload + frames.write(text, payload, length, "utf8");
    applyMask(view, payload, end);
  }
  return frames.subarray(0, end);
}

/** Writes everything up to the payload; returns where that begins. */
function addHeader(view: DataView, start: number, length: number): number {
  view.setUint8(start, FINAL_TEXT);
  let at = start + 2;
  if (length <= SHORT_MAX) {
    view.setUint8(start + 1, MASKED | length);
  } else if (length <= MEDIUM_MAX) {
    view.setUint8(start + 1, MASKED | MEDIUM);
    view.setUint16(at, length);
    at += 2;
  } else {
    view.setUint8(start + 1, MASKED | LONG);
    view.setBigUint64(at, BigInt(length));
    at += 8;
  }
  view.setUint32(at, masksView.getUint32(takeMask()));
  return at + MASK_BYTES;
}

/** Applies the mask that stands before `start` to the bytes up to `end`, four at a time. */
function applyMask(view: DataView, start: number, end: number): void {
  const mask = view.getUint32(start - MASK_BYTES);
  const whole = end - ((end - start) % MASK_BYTES);
  for (let at = start; at < whole; at += MASK_BYTES) view.setUint32(at, view.getUint32(at) ^ mask);
  for (let at = whole; at < end; at += 1) {
    view.setUint8(at, view.getUint8(at) ^ view.getUint8(start - MASK_BYTES + at - whole));
  }
}
