/**
 * One WebSocket: text in with the time at which it could be read, text out, beats, and an end as soon as the peer is
 * silent. It knows no message and never reconnects: `link.ts` does. A frozen peer is invisible to `ws`, so silence is
 * judged here; a dead socket is cut with `terminate()`, since a close handshake would wait for the dead.
 */

import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Now } from "../../core/input.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import { closeWords } from "./close-words.ts";
import { encodeFrames } from "./frame-batch.ts";
import type { Liveness } from "./reconnect.ts";

export interface SocketHandlers {
  /** `receivedNs`: monotonic time at which the frame's last byte could be read. */
  text(text: string, receivedNs: number): void;
  /** Silence: ask the peer something cheap. False when nothing may be asked now (a lock-out). */
  probe(): boolean;
  /** Once, whatever ended it. */
  closed(end: SocketEnd): void;
}

export interface SocketEnd {
  readonly why: string;
  /** The server refused the upgrade with it; null: the socket had been open, or nobody answered. */
  readonly status: number | null;
}

export interface SocketOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly liveness: Liveness;
  readonly handlers: SocketHandlers;
}

const BEAT_NS = 2.5e9;
const HANDSHAKE_MS = 5000;
/**
 * A wall clock this far beside the monotonic one means that the computer slept. Where the monotonic clock goes on in
 * sleep, a timer as late says the same.
 */
const SLEPT_MS = 5000;
const SLEPT_NS = SLEPT_MS * 1e6;
/**
 * Silence that ends a socket of which nothing may be asked: longer than any pause between heartbeats that the notes
 * know, since a socket lost in a lock-out stays lost until its end.
 */
const UNASKED_NS = 30e9;
/** A timer this late means that this process stood still: what the peer sent may lie unread. */
const STALLED_NS = 0.5e9;
const GRACE_NS = 0.2e9;
/** No tick sooner than this after the last: a beat that can not be sent yet is not tried in a loop. */
const TICK_NS = 0.25e9;
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export class Socket {
  readonly #options: SocketOptions;
  readonly #socket: WebSocket;
  #raw: Duplex | null = null;
  /** Texts handed over since `hold`. */
  #held: string[] | null = null;
  #readableNs: number;
  #inboundNs: number;
  #beatNs: number;
  #last: Now;
  /** Whether the peer was asked in this silence; null: not yet. */
  #asked: boolean | null = null;
  #ended = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#last = options.clock.now();
    this.#readableNs = this.#last.monoNs;
    this.#inboundNs = this.#readableNs;
    this.#beatNs = this.#readableNs;
    this.#socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      followRedirects: false,
      maxPayload: FRAME_BYTES_MAX,
    });
    this.#listen();
    this.#schedule(this.#beatNs + BEAT_NS);
  }

  /** Monotonic time of the last inbound frame; of the start before the first. */
  get inboundNs(): number {
    return this.#inboundNs;
  }

  /** False when the socket is not open: nothing was handed over. */
  send(text: string): boolean {
    if (this.#ended || this.#socket.readyState !== WebSocket.OPEN) return false;
    if (this.#held === null) this.#socket.send(text);
    else this.#held.push(text);
    return true;
  }

  /** What is sent until `release` leaves in one write. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held;
    this.#held = null;
    if (held === null || held.length === 0 || this.#ended) return;
    this.#raw?.write(encodeFrames(held));
  }

  end(why: string, status: number | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#socket.terminate();
    this.#options.handlers.closed({ why, status });
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on("upgrade", (response) => {
      this.#raw = response.socket;
    });
    socket.on("open", () => {
      // Before the listener of `ws`: the time is that of the bytes, not that of the parsed frame.
      this.#raw?.prependListener("data", () => {
        this.#readableNs = this.#options.clock.monoNs();
      });
    });
    socket.on("message", (data, isBinary) => this.#receive(isBinary || !Buffer.isBuffer(data) ? null : data));
    socket.on("unexpected-response", (_request, response) => {
      const status = response.statusCode ?? 0;
      this.end(`the server answered the upgrade with status ${status}`, status);
    });
    socket.on("error", (error) => this.end(error.message));
    socket.on("close", (code, reason) => {
      this.end(closeWords(code, reason.toString("utf8")));
    });
  }

  #receive(data: Buffer | null): void {
    if (this.#ended) return;
    const receivedNs = this.#readableNs;
    this.#inboundNs = receivedNs;
    this.#asked = null;
    // Binary data is no frame of this protocol: an empty text is counted as one that can not be read.
    this.#options.handlers.text(data === null ? "" : data.toString("utf8"), receivedNs);
    this.#beatIfDue(receivedNs);
  }

  #beatIfDue(nowNs: number): void {
    if (nowNs - this.#beatNs < BEAT_NS || !this.send("[]")) return;
    this.#beatNs = nowNs;
  }

  #schedule(atNs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.timers.at(atNs, () => this.#tick(atNs));
  }

  #tick(dueNs: number): void {
    if (this.#ended) return;
    const now = this.#options.clock.now();
    const sleptMs = now.wallMs - this.#last.wallMs - (now.monoNs - this.#last.monoNs) / 1e6;
    this.#last = now;
    if (Math.abs(sleptMs) > SLEPT_MS || now.monoNs - dueNs > SLEPT_NS)
      return this.end("the computer slept, or its clock was set");
    this.#beatIfDue(now.monoNs);
    if (now.monoNs - dueNs > STALLED_NS) return this.#schedule(now.monoNs + GRACE_NS);
    this.#judgeSilence(now.monoNs);
  }

  #judgeSilence(nowNs: number): void {
    const { liveness, handlers } = this.#options;
    const silentNs = nowNs - this.#inboundNs;
    if (silentNs >= liveness.probeNs) this.#asked ??= handlers.probe();
    const deadNs = this.#asked === false ? Math.max(UNASKED_NS, liveness.deadNs) : liveness.deadNs;
    if (silentNs >= deadNs) return this.end(`nothing was heard for ${Math.round(silentNs / 1e9)} s`);
    const limitNs = this.#inboundNs + (this.#asked === null ? liveness.probeNs : deadNs);
    this.#schedule(Math.min(Math.max(this.#beatNs + BEAT_NS, nowNs + TICK_NS), limitNs));
  }
}
