/** A broker for tests that says exactly what it is told: one port, REST and socket, replies by endpoint. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";

export type Answer = { readonly status: number; readonly body?: unknown } | "nothing";

export interface ScriptedBroker {
  readonly http: string;
  readonly ws: string;
  /** Replies by endpoint in lower case; REST and socket alike. What is not listed is 404. */
  readonly answers: Map<string, (argument: string) => Answer>;
  /** Requests as `endpoint argument`, in order. */
  readonly requests: string[];
  /** Sends a raw frame to every socket. */
  say(frame: string): void;
  /** As one frame of messages. */
  tell(...messages: readonly object[]): void;
  close(): Promise<void>;
}

export async function scriptedBroker(): Promise<ScriptedBroker> {
  const answers: ScriptedBroker["answers"] = new Map();
  const requests: string[] = [];
  const answer = (endpoint: string, argument: string): Answer => {
    requests.push(`${endpoint} ${argument}`.trim());
    return answers.get(endpoint.toLowerCase())?.(argument) ?? { status: 404 };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const reply = answer(url.pathname.replace("/v1/", ""), url.search.slice(1));
    if (reply === "nothing") return;
    response.writeHead(reply.status).end(reply.body === undefined ? "" : JSON.stringify(reply.body));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket: WebSocket) => {
    socket.on("message", (data) => {
      const [endpoint = "", id = "", query = "", ...rest] = (
        Buffer.isBuffer(data) ? data.toString("utf8") : ""
      ).split("\n");
      if (id === "") return;
      const reply = endpoint === "authorize" ? { status: 200 } : answer(endpoint, query + rest.join("\n"));
      if (reply !== "nothing")
        socket.send(`a${JSON.stringify([{ s: reply.status, i: Number(id), d: reply.body }])}`);
    });
    socket.send("o");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const say = (frame: string): void => {
    for (const socket of sockets.clients) socket.send(frame);
  };
  return {
    http: `http://127.0.0.1:${port}/v1`,
    ws: `ws://127.0.0.1:${port}/v1/websocket`,
    answers,
    requests,
    say,
    tell: (...messages) => say(`a${JSON.stringify(messages)}`),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
