/**
 * One authorised socket: `o` → authorize, numbered requests matched with their replies, frames parsed and handed on
 * message by message. All messages of a frame lie between two calls of the owner's; nothing here waits.
 */

import type { Clock, Timers } from "../../runtime/port.ts";
import { closeWords } from "./close-words.ts";
import { errorText, failureOf, unwrapped } from "./errors.ts";
import { parseFrame } from "./frame.ts";
import type { Messages, WireMessage } from "./frame.ts";
import type { OwnKind, Pacer } from "./pacer.ts";
import { isRecord } from "./read.ts";
import type { Liveness } from "./reconnect.ts";
import { Socket } from "./socket.ts";
import type { SocketEnd } from "./socket.ts";

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
  /** Everything but replies that were waited for, in order. */
  message(message: WireMessage, receivedNs: number): void;
  /** After the last message of a frame; `parsed` carries its faults. */
  frameEnd(parsed: Messages, receivedNs: number): void;
  /** `refused`: the token was not accepted. Pending replies were answered `closed` before. */
  closed(end: SocketEnd, refused: boolean): void;
}

export interface ChannelOptions {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly liveness: Liveness;
  readonly pacer: Pacer;
  /** The trader's own attempt during a lock-out: the session's requests on it go all the same. */
  readonly forced: boolean;
  readonly handlers: ChannelHandlers;
}

interface Pending {
  readonly onReply: OnReply;
  readonly sentNs: number;
}

/** Requests without a reply on one socket; more than this and the socket is given up. */
const PENDING_MAX = 5000;
/** What a token that is over or revoked brings (protocol.md 1.4, 1.7); a renewal decides. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 408, 500, 502]);
/** A penalty up to this long is waited for on the same socket. */
const TICKET_S_MAX = 10;
/** A socket that is alive but not authorised by then is given up: its `o` or the reply may have been lost. */
const AUTHORIZE_NS = 8e9;

export class Channel {
  readonly #options: ChannelOptions;
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #ready = false;
  #refused = false;
  #closed = false;
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
        probe: () => this.#probe(),
        closed: (end) => this.#onClosed(end),
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
    if (this.#pending.size >= PENDING_MAX) {
      // After this turn: whoever sends now hears of it as of any order that was not handed over.
      queueMicrotask(() => this.end("too many requests are without an answer"));
      return false;
    }
    if (!this.#socket.send(text)) return false;
    this.#pending.set(id, { onReply, sentNs: this.#heldNs ?? this.#options.clock.monoNs() });
    return true;
  }

  /**
   * A request of the client's own, as its budget allows: in this turn, or later by itself. False when it never leaves;
   * otherwise `onReply` comes, `closed` where the channel ended first.
   */
  request(endpoint: string, query: string, body: string, onReply: OnReply, kind: OwnKind): boolean {
    const leave = (): boolean => this.#leave(endpoint, query, body, onReply);
    if (this.#closed) return false;
    if (this.#goes(kind)) return leave();
    void this.#later(kind, leave, onReply);
    return true;
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
        this.end(closeWords(frame.code, frame.reason));
        return;
      case "messages":
        this.#onMessages(frame, receivedNs);
    }
  }

  #onMessages(frame: Messages, receivedNs: number): void {
    const { handlers } = this.#options;
    for (const message of frame.messages) {
      // A reply that nobody waits for may be a further piece of a snapshot: the owner judges it.
      const waited =
        message.kind === "response" && this.#answer(message.id, message.status, message.body, receivedNs);
      if (!waited) handlers.message(message, receivedNs);
    }
    handlers.frameEnd(frame, receivedNs);
  }

  #leave(endpoint: string, query: string, body: string, onReply: OnReply): boolean {
    const id = this.nextId();
    const { tickets } = this.#options.pacer;
    const text = `${endpoint}\n${id}\n${query}\n${tickets.attach(endpoint, body)}`;
    return this.send(id, text, (reply) => {
      const failure = reply.kind === "closed" ? null : failureOf(reply.status, reply.body);
      if (failure?.kind !== "penalty") return onReply(reply);
      const untilNs = tickets.keep(endpoint, failure);
      // A longer one costs this socket; the next one brings the ticket.
      if (failure.captcha || failure.seconds > TICKET_S_MAX) return onReply(reply);
      const again = (): boolean => this.#leave(endpoint, query, body, onReply);
      void this.#after(untilNs, again, onReply);
    });
  }

  async #after(untilNs: number, leave: () => boolean, onReply: OnReply): Promise<void> {
    await this.#options.pacer.sleep(untilNs);
    await this.#later("session", leave, onReply);
  }

  /** During the trader's own attempt the session's requests go whatever the budget says. */
  #goes(kind: OwnKind): boolean {
    return this.#options.pacer.now({ kind, forced: this.#options.forced && kind === "session" });
  }

  async #later(kind: OwnKind, leave: () => boolean, onReply: OnReply): Promise<void> {
    const goes = await this.#options.pacer.turn({ kind, wanted: () => !this.#closed });
    if (!goes || !leave()) onReply({ kind: "closed" });
  }

  /** In a lock-out nothing is asked: heartbeats are no requests, and the socket goes on being heard. */
  #probe(): boolean {
    if (this.#options.pacer.lockedUntilNs() > 0) return false;
    return this.request("currency/item", "id=1", "", () => undefined, "session");
  }

  #authorize(): void {
    if (!this.#goes("session")) return this.end("the broker wants silence from this login");
    const id = this.nextId();
    this.send(id, `authorize\n${id}\n\n${this.#options.token}`, (reply) => {
      if (reply.kind === "closed") return;
      if (reply.status === 200) {
        this.#ready = true;
        this.#options.handlers.ready();
        return;
      }
      this.#refused = refusals.has(reply.status);
      this.end(`the broker refused the session: ${reply.status} ${errorText(reply.body)}`);
    });
  }

  #answer(id: number, status: number, body: unknown, receivedNs: number): boolean {
    const request = this.#pending.get(id);
    if (request === undefined) return false;
    this.#pending.delete(id);
    this.#latencyUs = Math.max(0, Math.round((receivedNs - request.sentNs) / 1000));
    const inner = typeof body === "string" ? unwrapped(body) : body;
    if (status !== 200 || (isRecord(inner) && "p-ticket" in inner)) this.#observe(status, inner);
    request.onReply({ kind: "reply", status, body: inner, receivedNs });
    return true;
  }

  /** Before whoever asked learns of it: what he does next must see the pause. */
  #observe(status: number, body: unknown): void {
    const failure = failureOf(status, body);
    if (failure !== null) this.#options.pacer.observe(failure);
  }

  #onClosed(end: SocketEnd): void {
    this.#ready = false;
    this.#closed = true;
    this.#cancelDeadline();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { onReply } of waiting) onReply({ kind: "closed" });
    this.#options.handlers.closed(end, this.#refused);
  }
}
