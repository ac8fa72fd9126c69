/**
 * REST and the upgrade to WebSocket on one loopback port. Any method is taken, bodies are read as JSON whatever they
 * call themselves, paths without regard to case. The broker's CORS headers go to pages of this machine only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { normalEndpoint, parseBody, parseQuery, type RequestBody } from "./request.ts";
import type { Reply } from "./router.ts";

export interface HttpRequest {
  readonly endpoint: string;
  readonly query: URLSearchParams;
  readonly body: RequestBody;
  /** The body as it came. */
  readonly text: string;
  readonly message: IncomingMessage;
}

/** An answer that only REST can give has headers or a page beside its status. */
export interface HttpReply extends Reply {
  readonly location?: string;
  readonly html?: string;
}

export interface HttpResponder {
  reply(reply: HttpReply): void;
  /** Cuts the connection without an answer. */
  lost(): void;
  cut(): void;
}

export interface LoopbackOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly onRequest: (request: HttpRequest, responder: HttpResponder) => void;
  /** The status with which an upgrade is refused; undefined: it may come in. */
  readonly refuseUpgrade: (request: IncomingMessage) => number | undefined;
  /** The last hand on a body before it goes out. */
  readonly finish: (endpoint: string, body: string) => string;
  readonly onSocket: (socket: WebSocket) => void;
  readonly log: (message: string) => void;
}

export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const BODY_BYTES_MAX = 1024 * 1024;
/** Bots keep one connection and poll every few seconds; some do not survive that it is closed in between. */
const KEEP_ALIVE_MS = 75_000;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

type Finish = (body: string) => string;
type Headers = Readonly<Record<string, string>>;

const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/u;
const CORS: Headers = { "access-control-allow-origin": "*", "access-control-allow-credentials": "true" };
const PREFLIGHT: Headers = {
  ...CORS,
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-allow-headers": "Accept, Authorization, Content-Type",
};

/** Some clients are pages of a development server. Pages of the web get nothing, practice's own calls neither. */
function isOpenTo({ headers }: IncomingMessage, endpoint: string): boolean {
  if (endpoint.startsWith("practice/")) return false;
  return headers.origin === undefined || LOOPBACK_ORIGIN.test(headers.origin);
}

function write(response: ServerResponse, reply: HttpReply, finish: Finish, cors: Headers = {}): void {
  const { status, body, location, html } = reply;
  // The broker leaves the body of a 404 empty.
  const json = body === undefined || status === 404 ? "" : finish(JSON.stringify(body));
  const text = html ?? json;
  response.writeHead(status, {
    "content-type": `${html === undefined ? "application/json" : "text/html"}; charset=utf-8`,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(html !== undefined && { "content-security-policy": "default-src 'none'; frame-ancestors 'none'" }),
    ...(location !== undefined && { location }),
    ...cors,
  });
  response.end(text);
}

const REASONS: Readonly<Record<number, string>> = {
  404: "Not Found",
  421: "Misdirected Request",
  503: "Service Unavailable",
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions,
): Promise<void> {
  const text = await readBody(request);
  if (text === undefined) {
    write(response, { status: 413, body: "Body too large" }, (body) => body);
    return;
  }
  const [path = "", ...rest] = (request.url ?? "/").split("?");
  const endpoint = normalEndpoint(path);
  const cors = isOpenTo(request, endpoint) ? CORS : {};
  if (cors === CORS && request.method === "OPTIONS") {
    response.writeHead(204, PREFLIGHT).end();
    return;
  }
  const parsed = { endpoint, query: parseQuery(rest.join("?")), body: parseBody(text), text };
  const cut = (): void => {
    response.destroy();
  };
  options.onRequest(
    { ...parsed, message: request },
    {
      reply: (reply) => write(response, reply, (body) => options.finish(endpoint, body), cors),
      lost: cut,
      cut,
    },
  );
}

function acceptSockets(server: Server, options: LoopbackOptions): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: BODY_BYTES_MAX,
  });
  server.on("upgrade", (request, stream, head) => {
    const isSocket = normalEndpoint(request.url ?? "") === "websocket";
    const refusal = isSocket ? options.refuseUpgrade(request) : 404;
    if (refusal !== undefined) {
      const statusLine = `HTTP/1.1 ${refusal} ${REASONS[refusal] ?? "Refused"}`;
      stream.end(`${statusLine}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => options.onSocket(socket));
  });
  return sockets;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** @throws the listen error, `EADDRINUSE` among others */
export async function startLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.log(`${request.url ?? ""} failed: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else write(response, { status: 500, body: "Internal error" }, (body) => body);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const sockets = acceptSockets(server, options);
  const port = await listen(server, options.port);
  return {
    port,
    close: () =>
      new Promise((resolve, reject) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
