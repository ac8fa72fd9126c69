/**
 * The loopback shell's server: the cockpit's files, its socket, and one-use paths, on 127.0.0.1 only. Every request
 * names exactly our host, and exactly our origin where it names one; nothing is cached, framed, sniffed or shared with
 * other origins. What does not fit is refused before anything is read or done.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { WebSocketServer } from "ws";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import { messageOf, StartFailure } from "../host/start-failure.ts";
import { contentSecurityPolicy } from "../ipc/content-policy.ts";
import type { Dispatch } from "../ipc/dispatch.ts";
import { FRAME_BYTES_MAX } from "../ipc/outbox.ts";
import { readRendererFile } from "../ipc/renderer-file.ts";
import { serveSocket } from "../ipc/socket-session.ts";
import type { Log } from "../runtime/port.ts";
import type { OneUse } from "./one-use.ts";

const LOOPBACK = "127.0.0.1";
const SOCKET_PATH = "/ipc";
const SOCKETS_MAX = 16;
const EXPORT_PREFIX = "/export/";
const LAUNCH_PREFIX = "/launch/";

export interface Download {
  readonly fileName: string;
  readonly type: string;
  readonly content: () => AsyncIterable<string>;
}

export interface LoopbackOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  readonly rendererRoot: string;
  readonly dispatch: Dispatch;
  readonly subscribe: (listener: (frame: EventFrame) => void) => () => void;
  readonly downloads: OneUse<Download>;
  readonly launches: OneUse<true>;
  readonly log: Log;
  readonly authMsMax?: number;
}

export interface LoopbackServer {
  readonly port: number;
  /** With the token in its fragment, which no request ever carries. */
  readonly url: string;
  /** Opens the same once, within a minute, without naming the token. */
  launchUrl(): string;
  /** The path under which a download can be fetched once. */
  exportPath(download: Download): string;
  close(): Promise<void>;
}

const safeHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

interface Address {
  readonly authority: string;
  readonly origin: string;
}

/** The status of a refusal, or undefined for a request that may go on. */
function refusalOf(request: IncomingMessage, { authority, origin }: Address): number | undefined {
  // DNS rebinding: a foreign page that was pointed at this machine names its own host.
  if (request.headers.host !== authority) return 421;
  if (request.headers.origin !== undefined && request.headers.origin !== origin) return 403;
  return undefined;
}

async function sendDownload(response: ServerResponse, download: Download): Promise<void> {
  response.writeHead(200, {
    ...safeHeaders,
    "content-type": download.type,
    "content-disposition": `attachment; filename="${download.fileName}"`,
  });
  await pipeline(Readable.from(download.content()), response);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions,
  address: Address,
): Promise<void> {
  const end = (status: number, headers: Record<string, string> = {}, body?: Buffer): void => {
    response.writeHead(status, { ...safeHeaders, ...headers });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  const refusal = refusalOf(request, address);
  if (refusal !== undefined) {
    end(refusal);
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    end(405, { allow: "GET, HEAD" });
    return;
  }
  const [path = "/"] = (request.url ?? "/").split("?");
  if (path.startsWith(EXPORT_PREFIX) && request.method === "GET") {
    const download = options.downloads.take(path.slice(EXPORT_PREFIX.length));
    if (download) await sendDownload(response, download);
    else end(404);
    return;
  }
  if (path.startsWith(LAUNCH_PREFIX) && request.method === "GET") {
    const known = options.launches.take(path.slice(LAUNCH_PREFIX.length));
    if (known) end(302, { location: `/#token=${options.token}` });
    else end(404);
    return;
  }
  const file = await readRendererFile(options.rendererRoot, path);
  if (!file) {
    end(404);
    return;
  }
  const policy = contentSecurityPolicy([`ws://${address.authority}`]);
  end(200, { "content-type": file.type, "content-security-policy": policy }, file.body);
}

const upgradeRefusals: Readonly<Record<number, string>> = {
  403: "Forbidden",
  404: "Not Found",
  421: "Misdirected Request",
  503: "Service Unavailable",
};

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${upgradeRefusals[status] ?? "Refused"}\r\nConnection: close\r\n\r\n`);
}

function takeUpgrades(server: Server, options: LoopbackOptions, address: Address): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {
      socket.destroy();
    });
    const refusal = refusalOf(request, address);
    if (refusal !== undefined) refuseUpgrade(socket, refusal);
    // Every browser names an origin here; what does not is no page of ours.
    else if (request.headers.origin === undefined) refuseUpgrade(socket, 403);
    else if (request.url !== SOCKET_PATH) refuseUpgrade(socket, 404);
    else if (sockets.clients.size >= SOCKETS_MAX) refuseUpgrade(socket, 503);
    else {
      sockets.handleUpgrade(request, socket, head, (client) => {
        serveSocket({ ...options, socket: client });
      });
    }
  });
  return sockets;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "another program uses it" : messageOf(error);
      reject(
        new StartFailure(
          "port",
          `Port ${port} on ${LOOPBACK} can not be used: ${why}. Choose another with --port.`,
          error,
        ),
      );
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("Invariant: no TCP address"));
      else resolve(address.port);
    });
  });
}

/** @throws StartFailure `port` */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer();
  const port = await listen(server, options.port);
  const authority = `${LOOPBACK}:${port}`;
  const address = { authority, origin: `http://${authority}` };
  server.on("request", (request, response) => {
    answer(request, response, options, address).catch((error: unknown) => {
      options.log.warn("a request of the browser failed", { why: messageOf(error) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, safeHeaders).end();
    });
  });
  const sockets = takeUpgrades(server, options, address);
  return {
    port,
    url: `${address.origin}/#token=${options.token}`,
    launchUrl: () => `${address.origin}${LAUNCH_PREFIX}${options.launches.offer(true)}`,
    exportPath: (download) => `${EXPORT_PREFIX}${options.downloads.offer(download)}`,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
