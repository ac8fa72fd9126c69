/** What the preload exposes on `window.mimik`. Types only: nothing of zod reaches the preload. */
import type { EventFrame, Reply } from "./contract.ts";

export interface Bridge {
  request(command: string, input: unknown): Promise<Reply>;
  onEvent(listener: (frame: EventFrame) => void): () => void;
}

export const INVOKE_CHANNEL = "mimik:invoke";
export const EVENT_CHANNEL = "mimik:event";
