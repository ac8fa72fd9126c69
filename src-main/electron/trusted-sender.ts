/** Who may speak to the main process: the top frame of our own page, and nobody else. */
import type { WebFrameMain } from "electron";

export const SCHEME = "app";
export const HOST = "mimik";
export const ORIGIN = `${SCHEME}://${HOST}`;

export function isTrustedSender(frame: Pick<WebFrameMain, "origin" | "parent"> | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === ORIGIN;
}
