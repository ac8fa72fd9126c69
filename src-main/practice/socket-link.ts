/**
 * What both kinds of socket share: the opening frame, heartbeats while nothing else is sent, the deadline for
 * authorising, closing with a reason, and the switches on all that. Knows nothing of requests.
 */
import { WebSocket, type RawData } from "ws";
import type { Clock } from "./clock.ts";
import { disguise } from "./disguise.ts";
import type { FaultSettings } from "./faults.ts";

const HEARTBEAT_MS = 2_500;
const CLOSE_CODE = 3000;
/** A client that does not read is cut rather than buffered without end. */
const BUFFERED_BYTES_MAX = 16 * 1024 * 1024;

export interface LinkOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  /** Silence, stalls and beats concern user sockets only. */
  readonly kind: "user" | "marketData";
  readonly settings: () => FaultSettings;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Buffer).toString("utf8");
}

export class SocketLink {
  readonly #options: LinkOptions;
  #lastSentAt: number;
  #lastHeardAt: number;
  /** Frames that a stall holds back; undefined while there is none. */
  #held: string[] | undefined;
  /** Until then nothing passes in either direction. */
  #deadUntil = 0;
  #cancelBeat: () => void;
  #cancelStall: () => void = () => undefined;
  readonly #cancelDeadline: () => void;

  constructor(options: LinkOptions) {
    const { socket, clock, settings } = options;
    this.#options = options;
    this.#lastSentAt = clock.now();
    this.#lastHeardAt = clock.now();
    socket.on("message", (data) => {
      if (this.#isDead()) return;
      this.#lastHeardAt = clock.now();
      options.onText(textOf(data));
    });
    socket.on("close", () => {
      this.#cancelBeat();
      this.#cancelDeadline();
      this.#cancelStall();
      options.onClose();
    });
    // A broken connection always ends in "close", which does the tidying.
    socket.on("error", () => socket.terminate());
    this.#cancelBeat = clock.after(HEARTBEAT_MS, () => this.#beat());
    const deadlineMs = settings().authorizeMsMax;
    this.#cancelDeadline = clock.after(deadlineMs, () => this.close("Not authorized in time"));
    this.send("o");
  }

  authorized(): void {
    this.#cancelDeadline();
  }

  send(frame: string): void {
    const { socket, clock, settings } = this.#options;
    if (socket.readyState !== WebSocket.OPEN || this.#isSilent() || this.#isDead()) return;
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) {
      socket.terminate();
      return;
    }
    const text = disguise(frame, settings());
    if (this.#held) {
      this.#held.push(text);
      return;
    }
    this.#lastSentAt = clock.now();
    socket.send(text);
  }

  /** What is to be sent in the next `ms` goes out after them, in its order. */
  stall(ms: number): void {
    this.#cancelStall();
    this.#held ??= [];
    this.#cancelStall = this.#options.clock.after(ms, () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      this.#lastSentAt = this.#options.clock.now();
      const { socket } = this.#options;
      if (socket.readyState === WebSocket.OPEN) for (const frame of held) socket.send(frame);
    });
  }

  /** What is sent in the next `ms`, from either side, is lost. */
  die(ms: number): void {
    this.#deadUntil = this.#options.clock.now() + ms;
  }

  close(reason: string): void {
    this.send(`c[${CLOSE_CODE},${JSON.stringify(reason)}]`);
    this.#options.socket.close(CLOSE_CODE, reason);
  }

  /** Cuts the connection without a word; what was sent before still goes out. */
  drop(): void {
    const { socket } = this.#options;
    if (socket.bufferedAmount === 0) {
      socket.terminate();
      return;
    }
    socket.send("", { binary: false }, () => socket.terminate());
  }

  #isDead(): boolean {
    return this.#options.clock.now() < this.#deadUntil;
  }

  #isSilent(): boolean {
    return this.#options.kind === "user" && this.#options.settings().silent;
  }

  #beat(): void {
    const { clock, kind, settings } = this.#options;
    const { clientBeatMsMax, heartbeats } = settings();
    const silentForMs = kind === "user" ? clientBeatMsMax : null;
    if (silentForMs !== null && clock.now() - this.#lastHeardAt > silentForMs) {
      this.close("No heartbeat");
      return;
    }
    const quietMs = clock.now() - this.#lastSentAt;
    const due = quietMs >= HEARTBEAT_MS || heartbeats === "always";
    if (due && heartbeats !== "never" && !this.#held) this.send("h");
    const pauseMs = due ? HEARTBEAT_MS : HEARTBEAT_MS - quietMs;
    this.#cancelBeat = clock.after(pauseMs, () => this.#beat());
  }
}
