/**
 * The `/practice/*` door of the embedded exchange, over loopback: the same switches and the same books that any script
 * sees. Nothing here can reach another exchange: the address is the embedded one's own.
 */
import type { FaultSettings, FaultsRequest } from "../../practice/faults.ts";
import type { PracticeState } from "../../practice/state.ts";

export interface ExchangeDoor {
  /** The books: orders, fills and positions of the trade date. */
  books(): Promise<PracticeState>;
  faults(): Promise<FaultSettings>;
  /** @throws an error in words where the exchange refuses. */
  set(request: FaultsRequest): Promise<FaultSettings>;
}

/** The exchange is in this process: an answer that takes this long never comes. */
const ANSWER_MS_MAX = 10_000;

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(`The practice exchange answered ${response.status}: ${text}`);
}

export function exchangeDoor(httpUrl: string): ExchangeDoor {
  const call = async (endpoint: string, body?: FaultsRequest): Promise<unknown> =>
    answerOf(
      await fetch(`${httpUrl}/practice/${endpoint}`, {
        ...(body && { method: "POST", body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      }),
    );
  return {
    books: async () => (await call("state")) as PracticeState,
    faults: async () => (await call("faults")) as FaultSettings,
    set: async (request) => (await call("faults", request)) as FaultSettings,
  };
}
