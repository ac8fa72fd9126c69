/** What the broker says beside trades: written to the log, where it is found when something went wrong. */

import type { Log } from "../../runtime/port.ts";
import type { WireMessage } from "./frame.ts";

export function logNotice(log: Log, message: Exclude<WireMessage, { kind: "entity" | "response" }>): void {
  switch (message.kind) {
    case "shutdown":
      log.warn("the broker ends the connection", { reason: message.reason, text: message.text });
      return;
    case "alert":
      log.warn("the broker's administration says", { text: message.text });
      return;
    case "clock":
      log.info("clock of a replay session", { atMs: message.atMs, speed: message.speed });
      return;
    case "quotes":
      // They come on the other socket.
      return;
  }
}
