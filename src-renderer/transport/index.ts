/** Chooses the way to the engine: the preload's bridge in the app, the loopback socket in a browser. */
import { openBrowserSocket } from "./browser-socket.ts";
import { downloadFile } from "./download.ts";
import { createBridgeLink } from "./electron.ts";
import type { Link } from "./link.ts";
import { takeToken } from "./token.ts";
import { createWebSocketLink } from "./websocket.ts";

/** A page without a key has nobody to talk to; it says so instead of knocking in vain. */
function keylessLink(): Link {
  return {
    request: () =>
      Promise.resolve({
        ok: false,
        error: { code: "CLOSED", message: "This page has no key to the engine." },
      }),
    onEvent: () => () => undefined,
    onStatus(listener) {
      listener({ kind: "refused", words: "This page has no key to the engine." });
      return () => undefined;
    },
    download: () => Promise.reject(new Error("This page has no key to the engine.")),
  };
}

function uniform(): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value / 2 ** 32;
}

export function openLink(nowMs: () => number): Link {
  if (window.mimik) return createBridgeLink(window.mimik);
  const token = takeToken();
  // A new key pasted into this tab changes the fragment only: begin again with it.
  window.addEventListener("hashchange", () => {
    if (takeToken() !== token) location.reload();
  });
  if (token === undefined) return keylessLink();
  return createWebSocketLink({
    token,
    nowMs,
    random: uniform,
    open: (handlers) => openBrowserSocket(`ws://${location.host}/ipc`, handlers),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    download: downloadFile,
  });
}
