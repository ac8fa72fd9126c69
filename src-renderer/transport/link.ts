/**
 * What the rest of the renderer sees of its way to the engine: requests, pushed events, and whether the engine can be
 * reached at all. A link reconnects by itself; it never resends a request, because a request may have been done.
 */
import type { Transport } from "../../src-shared/ipc/contract.ts";

export type LinkStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** Gone; tried again by itself at `retryAtMs`. */
  | { readonly kind: "lost"; readonly attempt: number; readonly retryAtMs: number }
  /** The engine turned this page away: only a new address helps. */
  | { readonly kind: "refused"; readonly words: string };

export interface Link extends Transport {
  /** Calls the listener at once with the present status, then at every change. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Saves what lies behind a one-use path as a file; resolves with its size in bytes. */
  download(path: string, fileName: string): Promise<number>;
}
