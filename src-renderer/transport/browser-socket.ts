/** The browser's WebSocket behind the small port that the link wants. Text frames only. */
import type { Socket, SocketHandlers } from "./websocket.ts";

export function openBrowserSocket(url: string, handlers: SocketHandlers): Socket {
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => handlers.onOpen());
  socket.addEventListener("message", (message: MessageEvent<unknown>) => {
    if (typeof message.data === "string") handlers.onText(message.data);
  });
  // An error is always followed by a close, which is what we act on.
  socket.addEventListener("close", (event) => handlers.onClose(event.code));
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
}
