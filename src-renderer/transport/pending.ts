/**
 * Requests on their way. Each is answered exactly once: by the engine, by its deadline, or by the end of the socket.
 * The last two say that the outcome is not known; nothing is ever sent again.
 */
import type { Reply } from "../../src-shared/ipc/contract.ts";

const REPLY_MS_MAX = 15_000;

export const closedReply = (message: string): Reply => ({ ok: false, error: { code: "CLOSED", message } });

const NOT_KNOWN = "The engine went away before it answered: whether this was done is not known.";
const NO_ANSWER = "The engine has not answered: whether this was done is not known.";

export interface Pending {
  /** Sends through `send` under a new number. */
  ask(send: (text: string) => void, command: string, input: unknown): Promise<Reply>;
  answer(id: number, reply: Reply): void;
  /** The socket is gone. */
  end(): void;
}

export function createPending(after: (ms: number, callback: () => void) => () => void): Pending {
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  return {
    ask(send, command, input) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        const cancel = after(REPLY_MS_MAX, () => {
          waiting.delete(id);
          resolve(closedReply(NO_ANSWER));
        });
        waiting.set(id, (reply) => {
          cancel();
          resolve(reply);
        });
        send(JSON.stringify({ id, command, input }));
      });
    },
    answer(id, reply) {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    },
    end() {
      for (const answer of waiting.values()) answer(closedReply(NOT_KNOWN));
      waiting.clear();
    },
  };
}
