/**
 * One authorised socket: `o` → authorize, numbered requests matched with their replies, frames parsed and handed on
 * message by message. All messages of a frame lie between two calls of the owner's; nothing here waits.
 */

import type { Clock, Timers } from "../../runtime/port.ts";
import { errorText } from "./errors.ts";
import { parseFrame } from "./frame.ts";
import type { Messages, WireMessage } from "./frame.ts";
import type { Liveness } from "./reconnect.ts";
import { Socket } from "./socket.ts";

/** What became of a request. `closed`: the socket ended first, the outcome is not known. */
export type Reply =
  | {
      readonly kind: "reply";
      readonly status: number;
      readonly body: unknown;
      readonly receivedNs: number;
    }
  | { readonly kind: "closed" };

export type OnReply = (reply: Reply) => void;

export interface ChannelHandlers {
  ready(): void;
  /** Everything but replies, in order. */
  message(message: WireMessage, receivedNs: number): void;
  /** After the last message of a frame; `parsed` carries its faults. */
  frameEnd(parsed: Messages, receivedNs: number): void;
  /** `refused`: the token was not accepted. Pending replies were answered `closed` before. */
  closed(why: string, refused: boolean): void;
}

export interface ChannelOptions {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly liveness: Liveness;
  readonly handlers: ChannelHandlers;
}

interface Pending {
  readonly onReply: OnReply;
  readonly sentNs: number;
}

/** Requests without a reply on one socket; more than this and the socket is of no use any more. */
const PENDING_MAX = 5000;
/** A socket that is alive but not authorised by then is given up: its `o` or the reply may have been lost. */
const AUTHORIZE_NS = 8e9;

export class Channel {
  readonly #options: ChannelOptions;
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #ready = false;
  #refused = false;
  #lastId = 0;
  #latencyUs: number | null = null;
  /** When `hold` was called; what is sent until `release` counts from then. */
  #heldNs: number | null = null;
  readonly #cancelDeadline: () => void;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#socket = new Socket({
      url: options.url,
      clock: options.clock,
      timers: options.timers,
      liveness: options.liveness,
      handlers: {
        text: (text, receivedNs) => this.#onText(text, receivedNs),
        probe: () => {
          this.request("currency/item", "id=1", "", () => undefined);
        },
        closed: (why) => this.#onClosed(why),
      },
    });
    this.#cancelDeadline = options.timers.at(options.clock.monoNs() + AUTHORIZE_NS, () => {
      if (!this.#ready) this.end("the broker did not open the session in time");
    });
  }

  /** Authorised and not closed. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Round trip of the last request, microseconds. */
  get latencyUs(): number | null {
    return this.#latencyUs;
  }

  /** Monotonic time of the last inbound frame. */
  get inboundNs(): number {
    return this.#socket.inboundNs;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** Hands `text`, built with `id`, to the socket and awaits its reply; false when nothing was handed over. */
  send(id: number, text: string, onReply: OnReply): boolean {
    if (this.#pending.size >= PENDING_MAX || !this.#socket.send(text)) return false;
    this.#pending.set(id, { onReply, sentNs: this.#heldNs ?? this.#options.clock.monoNs() });
    return true;
  }

  request(endpoint: string, query: string, body: string, onReply: OnReply): boolean {
    const id = this.nextId();
    return this.send(id, `${endpoint}\n${id}\n${query}\n${body}`, onReply);
  }

  hold(): void {
    this.#heldNs = this.#options.clock.monoNs();
    this.#socket.hold();
  }

  release(): void {
    this.#heldNs = null;
    this.#socket.release();
  }

  end(why: string): void {
    this.#socket.end(why);
  }

  #onText(text: string, receivedNs: number): void {
    const frame = parseFrame(text);
    switch (frame.kind) {
      case "heartbeat":
        return;
      case "open":
        this.#authorize();
        return;
      case "close":
        this.end(`the broker closed the socket (${frame.code ?? "no code"} ${frame.reason})`);
        return;
      case "messages":
        this.#onMessages(frame, receivedNs);
    }
  }

  #onMessages(frame: Messages, receivedNs: number): void {
    const { handlers } = this.#options;
    for (const message of frame.messages) {
      if (message.kind === "response") this.#answer(message.id, message.status, message.body, receivedNs);
      else handlers.message(message, receivedNs);
    }
    handlers.frameEnd(frame, receivedNs);
  }

  #authorize(): void {
    const id = this.nextId();
    this.send(id, `authorize\n${id}\n\n${this.#options.token}`, (reply) => {
      if (reply.kind === "closed") return;
      if (reply.status === 200) {
        this.#ready = true;
        this.#options.handlers.ready();
        return;
      }
      this.#refused = reply.status === 401 || reply.status === 403;
      this.end(`the broker refused the session: ${reply.status} ${errorText(reply.body)}`);
    });
  }

  #answer(id: number, status: number, body: unknown, receivedNs: number): void {
    const request = this.#pending.get(id);
    if (request === undefined) return;
    this.#pending.delete(id);
    this.#latencyUs = Math.max(0, Math.round((receivedNs - request.sentNs) / 1000));
    request.onReply({ kind: "reply", status, body, receivedNs });
  }

  #onClosed(why: string): void {
    this.#ready = false;
    this.#cancelDeadline();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { onReply } of waiting) onReply({ kind: "closed" });
    this.#options.handlers.closed(why, this.#refused);
  }
}
