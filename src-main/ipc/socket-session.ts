/**
 * One page on the loopback socket: the token comes first, within two seconds, compared in constant time; then
 * `{id, command, input}` in and `{id, reply}` and `{event, payload}` out. Whatever is malformed closes this socket and
 * touches nothing else.
 */
import { timingSafeEqual } from "node:crypto";
import type { RawData, WebSocket } from "ws";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import { z } from "../../src-shared/zod.ts";
import type { Dispatch } from "./dispatch.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const AUTH_MS_MAX = 2000;
/** Commands of one page that may be unanswered; the cockpit needs a handful. */
const PENDING_MAX = 100;

const UNAUTHORIZED = 4401;
const NOT_TEXT = 1003;
const MALFORMED = 1007;
const TOO_MANY = 1008;

const helloSchema = z.strictObject({ token: z.string().max(200) });
const requestSchema = z.object({
  id: z.number().int().nonnegative(),
  command: z.unknown().optional(),
  input: z.unknown().optional(),
});

export interface SocketSessionOptions {
  readonly socket: WebSocket;
  readonly token: string;
  readonly dispatch: Dispatch;
  readonly subscribe: (listener: (frame: EventFrame) => void) => () => void;
  readonly authMsMax?: number;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8");
}

function jsonOf(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
}

/** Compares without telling by its time how much was right. */
function sameSecret(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}

function outboxOf(socket: WebSocket): Outbox {
  return createOutbox({
    queuedBytes: () => socket.bufferedAmount,
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close: (code, reason) => {
      socket.close(code, reason);
      // A peer that does not read does not answer the close either.
      socket.terminate();
    },
  });
}

export function serveSocket(options: SocketSessionOptions): void {
  const { socket, dispatch } = options;
  const outbox = outboxOf(socket);
  let unsubscribe: (() => void) | undefined;
  let pending = 0;
  const deadline = setTimeout(() => {
    socket.close(UNAUTHORIZED, "no token in time");
  }, options.authMsMax ?? AUTH_MS_MAX);

  const hello = (frame: unknown): void => {
    const parsed = helloSchema.safeParse(frame);
    if (!parsed.success || !sameSecret(parsed.data.token, options.token)) {
      socket.close(UNAUTHORIZED, "bad token");
      return;
    }
    clearTimeout(deadline);
    unsubscribe = options.subscribe((event) => {
      outbox.event(event);
    });
    socket.send(JSON.stringify({ ready: true }));
  };
  const request = async (frame: unknown): Promise<void> => {
    const parsed = requestSchema.safeParse(frame);
    if (!parsed.success) {
      socket.close(MALFORMED, "not a request");
      return;
    }
    if (pending >= PENDING_MAX) {
      socket.close(TOO_MANY, "too many requests at once");
      return;
    }
    pending += 1;
    const { id, command, input } = parsed.data;
    const reply = await dispatch(command, input);
    pending -= 1;
    outbox.reply(id, reply);
  };

  socket.on("message", (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) {
      socket.close(NOT_TEXT, "text only");
      return;
    }
    const frame = jsonOf(data);
    if (unsubscribe) void request(frame);
    else hello(frame);
  });
  socket.on("error", () => {
    socket.terminate();
  });
  socket.on("close", () => {
    clearTimeout(deadline);
    unsubscribe?.();
  });
}
