/**
 * What goes out to one browser, bounded. Above 1 MiB in the queue prices are dropped: the next ones replace them.
 * Above twice that the link is closed: the page connects again and asks for a snapshot, so nothing is lost by it.
 * The engine never waits for a page.
 */
import type { EventFrame } from "../../src-shared/ipc/contract.ts";

export const FRAME_BYTES_MAX = 1024 * 1024;
export const QUEUE_BYTES_SOFT = 1024 * 1024;
export const QUEUE_BYTES_MAX = 2 * QUEUE_BYTES_SOFT;

export interface Link {
  /** Bytes handed over and not yet taken by the system. */
  queuedBytes(): number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** WebSocket close codes that pages see. */
const TRY_AGAIN = 1013;

export interface Outbox {
  event(frame: EventFrame): void;
  reply(id: number, reply: unknown): void;
}

const tooLarge = { ok: false, error: { code: "FAILED", message: "The answer is larger than 1 MiB" } };

export function createOutbox(link: Link): Outbox {
  const send = (text: string): void => {
    if (link.queuedBytes() > QUEUE_BYTES_MAX) link.close(TRY_AGAIN, "too slow");
    else link.send(text);
  };
  return {
    event(frame) {
      if (frame.event === "cockpit.prices" && link.queuedBytes() > QUEUE_BYTES_SOFT) return;
      const text = JSON.stringify({ event: frame.event, payload: frame.payload });
      // A numbered event that can not cross would leave a gap; a new snapshot closes it.
      if (Buffer.byteLength(text) > FRAME_BYTES_MAX) link.close(TRY_AGAIN, "event too large");
      else send(text);
    },
    reply(id, reply) {
      const text = JSON.stringify({ id, reply });
      send(Buffer.byteLength(text) > FRAME_BYTES_MAX ? JSON.stringify({ id, reply: tooLarge }) : text);
    },
  };
}
