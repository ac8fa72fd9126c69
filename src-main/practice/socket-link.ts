/**
 * What both kinds of socket share: the opening frame, heartbeats while nothing else is sent, the deadline for
 * authorising, closing with a reason. Knows nothing of requests.
 */
import { WebSocket, type RawData } from "ws";
import type { Clock } from "./clock.ts";

const HEARTBEAT_MS = 2_500;
const AUTHORIZE_MS_MAX = 10_000;
const CLOSE_CODE = 3000;
/** A client that does not read is cut rather than buffered without end. */
const BUFFERED_BYTES_MAX = 16 * 1024 * 1024;

export interface LinkOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  /** True while a switch keeps the socket silent. */
  readonly isSilent: () => boolean;
  /** Longest time without a frame from the client; null: it may be silent for ever. */
  readonly clientBeatMsMax: () => number | null;
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
  #cancelBeat: () => void;
  readonly #cancelDeadline: () => void;

  constructor(options: LinkOptions) {
    const { socket, clock } = options;
    this.#options = options;
    this.#lastSentAt = clock.now();
    this.#lastHeardAt = clock.now();
    socket.on("message", (data) => {
      this.#lastHeardAt = clock.now();
      options.onText(textOf(data));
    });
    socket.on("close", () => {
      this.#cancelBeat();
      this.#cancelDeadline();
      options.onClose();
    });
    // A broken connection always ends in "close", which does the tidying.
    socket.on("error", () => socket.terminate());
    this.#cancelBeat = clock.after(HEARTBEAT_MS, () => this.#beat());
    this.#cancelDeadline = clock.after(AUTHORIZE_MS_MAX, () => this.close("Not authorized in time"));
    this.send("o");
  }

  authorized(): void {
    this.#cancelDeadline();
  }

  send(frame: string): void {
    const { socket, clock, isSilent } = this.#options;
    if (socket.readyState !== WebSocket.OPEN || isSilent()) return;
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) {
      socket.terminate();
      return;
    }
    this.#lastSentAt = clock.now();
    socket.send(frame);
  }

  close(reason: string): void {
    this.send(`c[${CLOSE_CODE},${JSON.stringify(reason)}]`);
    this.#options.socket.close(CLOSE_CODE, reason);
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#options.socket.terminate();
  }

  #beat(): void {
    const { clock, clientBeatMsMax } = this.#options;
    const silentForMs = clientBeatMsMax();
    if (silentForMs !== null && clock.now() - this.#lastHeardAt > silentForMs) {
      this.close("No heartbeat");
      return;
    }
    const quietMs = clock.now() - this.#lastSentAt;
    if (quietMs >= HEARTBEAT_MS) this.send("h");
    const pauseMs = quietMs >= HEARTBEAT_MS ? HEARTBEAT_MS : HEARTBEAT_MS - quietMs;
    this.#cancelBeat = clock.after(pauseMs, () => this.#beat());
  }
}
