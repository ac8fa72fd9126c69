/** For tests over real sockets: a running exchange on free ports and a bare client that hides nothing of the wire. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { WebSocket } from "ws";
import { assertCondition } from "../../src-shared/assert.ts";
import { defaultUsers, startExchange, type RunningExchange } from "./server.ts";
import { manualClock, type ManualClock } from "./test-support.ts";

export const PASSWORD = "protocol-test";

export interface Answered {
  readonly status: number;
  readonly length: number;
  readonly body: unknown;
}

export interface RestCall {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One REST call without any manners of its own: no content type, no redirects. */
export async function rest(base: string, path: string, call: RestCall = {}): Promise<Answered> {
  const { method = call.body === undefined ? "GET" : "POST", token, body, headers = {} } = call;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(
      `${base}${path}`,
      { method, headers: { ...authorization, ...headers } },
      resolve,
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  });
  const raw = await text(response);
  return {
    status: response.statusCode ?? 0,
    length: raw.length,
    body: raw === "" ? undefined : (JSON.parse(raw) as unknown),
  };
}

/** Every frame that arrives is kept, and `next` hands them out one by one. */
export class BareSocket {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  #waiting: ((frame: string) => void) | undefined;
  readonly closed: Promise<number>;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.on("message", (data) => this.#arrived(Buffer.from(data as Buffer).toString("utf8")));
    this.#socket.on("error", () => this.#socket.terminate());
    this.closed = new Promise((resolve) => {
      this.#socket.on("close", resolve);
    });
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  next(): Promise<string> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** The messages of the next frame. */
  async messages(): Promise<Record<string, unknown>[]> {
    const frame = await this.next();
    assertCondition(frame.startsWith("a["), `not a frame of messages: ${frame}`);
    return JSON.parse(frame.slice(1)) as Record<string, unknown>[];
  }

  /** Frames that arrived and nobody took. */
  get left(): readonly string[] {
    return this.#frames;
  }

  close(): void {
    this.#socket.terminate();
  }

  #arrived(frame: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(frame);
    else this.#frames.push(frame);
  }
}

export interface Stage {
  readonly exchange: RunningExchange;
  readonly clock: ManualClock;
  /** Without `/v1`. */
  readonly root: string;
  login(name?: string): Promise<string>;
  /** An open socket that has been given `o`. */
  open(url?: string): Promise<BareSocket>;
  /** The same, authorised. */
  authorized(name?: string, url?: string): Promise<BareSocket>;
  control(path: string, body?: unknown): Promise<Answered>;
  close(): Promise<void>;
}

/** Time stands still but for what a test advances, so no heartbeat and no quote comes unasked. */
export async function openStage(users = defaultUsers(PASSWORD)): Promise<Stage> {
  const clock = manualClock();
  const exchange = await startExchange({ seed: 5, users, clock, log: () => {} });
  const sockets: BareSocket[] = [];
  const root = exchange.httpUrl.replace(/\/v1$/u, "");
  const login = async (name = "leader"): Promise<string> => {
    const body = { name, password: PASSWORD, appId: "test", appVersion: "1" };
    const answer = await rest(exchange.httpUrl, "/auth/accesstokenrequest", { body });
    return String((answer.body as { accessToken?: string }).accessToken);
  };
  const open = async (url = exchange.wsUrl): Promise<BareSocket> => {
    const socket = new BareSocket(url);
    sockets.push(socket);
    const first = await socket.next();
    assertCondition(first === "o", `the first frame is ${first}`);
    return socket;
  };
  return {
    exchange,
    clock,
    root,
    login,
    open,
    authorized: async (name, url) => {
      const [socket, token] = await Promise.all([open(url), login(name)]);
      socket.send(`authorize\n0\n\n${token}`);
      const [answer] = await socket.messages();
      assertCondition(answer?.["s"] === 200, "the socket is authorised");
      return socket;
    },
    control: (path, body) => rest(root, `/practice/${path}`, body === undefined ? {} : { body }),
    close: async () => {
      for (const socket of sockets) socket.close();
      await exchange.close();
    },
  };
}
