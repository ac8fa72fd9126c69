/** A broker for tests that says exactly what it is told: one port, REST and socket, replies by endpoint. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";

export type Answer =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | "nothing";

export interface ScriptedBroker {
  readonly http: string;
  readonly ws: string;
  /** Replies by endpoint in lower case; REST and socket alike. What is not listed is 404. */
  readonly answers: Map<string, (argument: string, request: IncomingMessage | null) => Answer>;
  /** The status with which upgrades are refused; null lets them in. */
  refuseUpgrades: number | null;
  /** Upgrades that were asked for, refused ones included. */
  upgrades: number;
  /** Requests as `endpoint argument`, in order. */
  readonly requests: string[];
  /** Sends a raw frame to every socket. */
  say(frame: string): void;
  /** As one frame of messages. */
  tell(...messages: readonly object[]): void;
  close(): Promise<void>;
}

type Answering = (endpoint: string, argument: string, request: IncomingMessage | null) => Answer;

async function replyTo(request: IncomingMessage, response: ServerResponse, answer: Answering): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const argument = url.search.slice(1) + (await text(request));
  const said = answer(url.pathname.replace("/v1/", ""), argument, request);
  if (said === "nothing") return;
  response.writeHead(said.status, said.headers).end(said.body === undefined ? "" : JSON.stringify(said.body));
}

export async function scriptedBroker(): Promise<ScriptedBroker> {
  const answers: ScriptedBroker["answers"] = new Map();
  const requests: string[] = [];
  const answer: Answering = (endpoint, argument, request) => {
    requests.push(`${endpoint} ${argument}`.trim());
    return answers.get(endpoint.toLowerCase())?.(argument, request) ?? { status: 404 };
  };
  const server = createServer((request, response) => void replyTo(request, response, answer));
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    broker.upgrades++;
    if (broker.refuseUpgrades === null) {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
    } else socket.end(`HTTP/1.1 ${broker.refuseUpgrades} Refused\r\nconnection: close\r\n\r\n`);
  });
  sockets.on("connection", (socket: WebSocket) => {
    socket.on("message", (data) => {
      const [endpoint = "", id = "", query = "", ...rest] = (
        Buffer.isBuffer(data) ? data.toString("utf8") : ""
      ).split("\n");
      if (id === "") return;
      const argument = query + rest.join("\n");
      const open = endpoint === "authorize" && !answers.has("authorize");
      const said: Answer = open ? { status: 200 } : answer(endpoint, argument, null);
      if (said !== "nothing")
        socket.send(`a${JSON.stringify([{ s: said.status, i: Number(id), d: said.body }])}`);
    });
    socket.send("o");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const say = (frame: string): void => {
    for (const socket of sockets.clients) socket.send(frame);
  };
  const broker: ScriptedBroker = {
    refuseUpgrades: null,
    upgrades: 0,
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
  return broker;
}
