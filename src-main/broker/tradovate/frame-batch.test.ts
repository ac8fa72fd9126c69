import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrames } from "./frame-batch.ts";

interface ReadFrame {
  readonly text: string;
  readonly mask: string;
}

/** An independent reading of RFC 6455: client frames, text, final, masked. */
function readFrames(bytes: Buffer): ReadFrame[] {
  const frames: ReadFrame[] = [];
  let at = 0;
  while (at < bytes.length) {
    expect(bytes.readUInt8(at)).toBe(0x81);
    const second = bytes.readUInt8(at + 1);
    expect(second & 0x80).toBe(0x80);
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const mask = bytes.subarray(at, at + 4);
    const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ mask.readUInt8(index % 4);
    frames.push({ text: payload.toString("utf8"), mask: mask.toString("hex") });
    at += 4 + length;
  }
  return frames;
}

/** Of the shortest form that holds the length, with the mask. */
function headerBytes(length: number): number {
  if (length < 126) return 6;
  return length < 65_536 ? 8 : 14;
}

describe("encodeFrames", () => {
  it("gives one masked frame a text, for any texts", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 400 }), { maxLength: 25 }), (texts) => {
        expect(readFrames(encodeFrames(texts)).map(({ text }) => text)).toEqual(texts);
      }),
    );
  });

  it.each([0, 1, 2, 3, 4, 125, 126, 127, 65_535, 65_536, 70_001])(
    "writes the length of a text of %i bytes in the shortest form",
    (length) => {
      const text = "x".repeat(length);
      expect(readFrames(encodeFrames([text, "next"])).map((frame) => frame.text)).toEqual([text, "next"]);
      expect(encodeFrames([text])).toHaveLength(headerBytes(length) + length);
    },
  );

  it("masks every frame with bytes of its own, also beyond what is fetched at a time", () => {
    const texts = Array.from({ length: 3000 }, (_, index) => `order ${index}`);
    const frames = readFrames(encodeFrames(texts));
    expect(frames.map(({ text }) => text)).toEqual(texts);
    // Random 32-bit masks collide now and then; used twice on purpose they would all be the same few.
    expect(new Set(frames.map(({ mask }) => mask)).size).toBeGreaterThan(2990);
  });
});
