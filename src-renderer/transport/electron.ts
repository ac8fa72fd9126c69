/** The link over the preload's bridge: the engine lives in the main process, so it is there as long as the window is. */
import type { Bridge } from "../../src-shared/ipc/bridge.ts";
import type { Reply } from "../../src-shared/ipc/contract.ts";
import type { Link } from "./link.ts";

declare global {
  interface Window {
    readonly mimik?: Bridge;
  }
}

export function createBridgeLink(bridge: Bridge): Link {
  return {
    async request(command, input): Promise<Reply> {
      try {
        return await bridge.request(command, input);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { ok: false, error: { code: "FAILED", message: `The engine did not take this: ${why}` } };
      }
    },
    onEvent: (listener) => bridge.onEvent(listener),
    onStatus(listener) {
      listener({ kind: "open" });
      return () => undefined;
    },
    download: () => Promise.reject(new Error("In the app, files are saved by the engine itself.")),
  };
}
