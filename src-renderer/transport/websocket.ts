/**
 * The link over the loopback socket: the token goes first, then numbered requests; replies and events come back.
 * A quiet socket is asked for a sign of life and given up when none comes: a frozen engine looks like an open one.
 * Must not resend: what was on its way when the socket closed is answered `CLOSED`, outcome not known.
 */
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import { reconnectPauseMs } from "./backoff.ts";
import { readFrame } from "./frame.ts";
import type { Link, LinkStatus } from "./link.ts";
import { closedReply, createPending } from "./pending.ts";

export interface SocketHandlers {
  onOpen(): void;
  onText(text: string): void;
  onClose(code: number): void;
}
export interface Socket {
  send(text: string): void;
  close(): void;
}
export interface WebSocketLinkOptions {
  readonly token: string;
  readonly open: (handlers: SocketHandlers) => Socket;
  readonly nowMs: () => number;
  /** Calls back once after `ms`; returns a cancel function. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly random: () => number;
  readonly download: Link["download"];
}

/** Close code of the engine for a wrong or late token. */
const TOKEN_REFUSED = 4401;
const GIVEN_UP = 0;
const QUIET_CHECK_MS = 1_000;
const QUIET_ASK_MS = 5_000;
const QUIET_DEAD_MS = 10_000;

/** A set of listeners that forgets nothing it was not told to forget. */
function createListeners<Value>() {
  const listeners = new Set<(value: Value) => void>();
  return {
    add(listener: (value: Value) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(value: Value): void {
      for (const listener of listeners) listener(value);
    },
  };
}

export function createWebSocketLink(options: WebSocketLinkOptions): Link {
  const { token, open, nowMs, after, random, download } = options;
  const pending = createPending(after);
  const events = createListeners<EventFrame>();
  const statuses = createListeners<LinkStatus>();
  let status: LinkStatus = { kind: "connecting" };
  let socket: Socket | undefined;
  /** Counts sockets, so that a late word of an earlier one is not taken for this one's. */
  let generation = 0;
  let attempt = 0;
  let heardMs = 0;

  const setStatus = (next: LinkStatus): void => {
    status = next;
    statuses.tell(next);
  };

  const lose = (code: number): void => {
    generation += 1;
    socket = undefined;
    pending.end();
    if (code === TOKEN_REFUSED) {
      setStatus({ kind: "refused", words: "This page's key is not valid any more." });
      return;
    }
    attempt += 1;
    const pauseMs = reconnectPauseMs(attempt, random());
    setStatus({ kind: "lost", attempt, retryAtMs: nowMs() + pauseMs });
    after(pauseMs, connect);
  };

  const giveUp = (): void => {
    socket?.close();
    lose(GIVEN_UP);
  };

  const receive = (text: string): void => {
    heardMs = nowMs();
    const incoming = readFrame(text);
    switch (incoming.kind) {
      case "reply":
        attempt = 0;
        pending.answer(incoming.id, incoming.reply);
        return;
      case "event":
        events.tell(incoming.frame);
        return;
      case "broken":
        giveUp();
        return;
      case "other":
    }
  };

  const request: Link["request"] = (command, input) => {
    const to = socket;
    return to === undefined || status.kind !== "open"
      ? Promise.resolve(closedReply("The engine is not reachable: nothing was sent."))
      : pending.ask((text) => to.send(text), command, input);
  };

  const watch = (of: number): void => {
    if (of !== generation) return;
    const quietMs = nowMs() - heardMs;
    if (quietMs >= QUIET_DEAD_MS) {
      giveUp();
      return;
    }
    if (quietMs >= QUIET_ASK_MS && quietMs < QUIET_ASK_MS + QUIET_CHECK_MS) void request("app.info", {});
    after(QUIET_CHECK_MS, () => watch(of));
  };

  function connect(): void {
    generation += 1;
    const of = generation;
    const opened = open({
      onOpen() {
        if (of !== generation) return;
        heardMs = nowMs();
        opened.send(JSON.stringify({ token }));
        setStatus({ kind: "open" });
        after(QUIET_CHECK_MS, () => watch(of));
      },
      onText: (text) => of === generation && receive(text),
      onClose: (code) => of === generation && lose(code),
    });
    socket = opened;
  }

  connect();
  return {
    request,
    onEvent: (listener) => events.add(listener),
    onStatus(listener) {
      listener(status);
      return statuses.add(listener);
    },
    download,
  };
}
