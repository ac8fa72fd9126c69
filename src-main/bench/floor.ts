/**
 * The floors: what any program has to spend that answers a frame with N orders on a WebSocket. `ws floor` writes N
 * prebuilt texts with `ws` to the corked socket; `raw floor` hands one buffer with N masked frames to the kernel.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import type { Clock } from "../runtime/port.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface FloorOptions {
  readonly url: string;
  /** The order frames' texts. */
  readonly texts: readonly string[];
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
}

type Write = (socket: WebSocket, raw: IncomingMessage["socket"]) => void;

/** Answers every frame with `write`. */
async function answer(options: FloorOptions, write: Write): Promise<WebSocket> {
  const { url, clock, stopwatch, texts } = options;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const upgraded = once(socket, "upgrade") as Promise<[IncomingMessage]>;
  const opened = once(socket, "open");
  const [{ socket: raw }] = await upgraded;
  await opened;
  raw.setNoDelay(true);
  let readableNs = 0;
  raw.prependListener("data", () => {
    readableNs = clock.monoNs();
  });
  socket.on("message", () => {
    write(socket, raw);
    stopwatch.written(readableNs, texts.length);
  });
  return socket;
}

export async function wsFloor(options: FloorOptions): Promise<WebSocket> {
  const { texts } = options;
  return answer(options, (socket, raw) => {
    raw.cork();
    for (const text of texts) socket.send(text);
    raw.uncork();
  });
}

export async function rawFloor(options: FloorOptions): Promise<WebSocket> {
  const frames = Buffer.concat(options.texts.map(maskedFrame));
  return answer(options, (_socket, raw) => {
    raw.write(frames);
  });
}

/** One client-to-server text frame (RFC 6455 section 5.2) of at most 65,535 bytes. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header =
    length < 126 ? Buffer.from([0x81, 0x80 | length]) : Buffer.from([0x81, 0xfe, length >> 8, length & 0xff]);
  const mask = randomBytes(4);
  for (let at = 0; at < length; at += 1)
    payload.writeUInt8(payload.readUInt8(at) ^ mask.readUInt8(at & 3), at);
  return Buffer.concat([header, mask, payload]);
}
