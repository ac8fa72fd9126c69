import { once } from "node:events";
/**
 * A wire tap between Mimik and the exchange: every byte passes unchanged, and what Mimik asks for is written down, so
 * that a test can say how often it logged in and that it kept silent. Reads HTTP requests and masked WebSocket frames;
 * never answers, never delays. The wire may be cut: then nobody gets through until it is mended.
 */
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

export interface Request {
  /** `auth/accesstokenrequest`, `order/placeorder`, `upgrade`: lower case, without version and query. */
  readonly what: string;
  readonly over: "rest" | "socket";
  readonly body: string;
  /** When it passed, by this process's monotonic clock. */
  readonly atMs: number;
}

type Read = (request: Omit<Request, "atMs">) => void;

const HEAD_END = Buffer.from("\r\n\r\n");
const TEXT = 1;

/** Reads one connection's bytes from the client; keeps what is incomplete. */
class Reader {
  readonly #seen: Read;
  #rest: Buffer = Buffer.alloc(0);
  #isSocket = false;

  constructor(seen: Read) {
    this.#seen = seen;
  }

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#isSocket ? this.#frame() : this.#http());
  }

  #http(): boolean {
    const end = this.#rest.indexOf(HEAD_END);
    if (end === -1) return false;
    const head = this.#rest.subarray(0, end).toString("latin1");
    const length = Number(/^content-length: *(\d+)/imu.exec(head)?.[1] ?? 0);
    const from = end + HEAD_END.length;
    if (this.#rest.length < from + length) return false;
    const body = this.#rest.subarray(from, from + length).toString("utf8");
    this.#rest = this.#rest.subarray(from + length);
    if (/^upgrade: *websocket/imu.test(head)) {
      this.#isSocket = true;
      this.#seen({ what: "upgrade", over: "socket", body: "" });
      return true;
    }
    const path = /^\S+ \/(?:v1\/)?([^ ?]*)/u.exec(head)?.[1] ?? "";
    this.#seen({ what: path.toLowerCase(), over: "rest", body });
    return true;
  }

  #frame(): boolean {
    const rest = this.#rest;
    if (rest.length < 2) return false;
    const [opcode, short] = [rest.readUInt8(0) & 0x0f, rest.readUInt8(1) & 0x7f];
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (rest.length < 2 + extra + 4) return false;
    const length =
      short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    const from = 2 + extra + 4;
    if (rest.length < from + length) return false;
    const mask = rest.subarray(2 + extra, from);
    const text = Buffer.from(
      rest.subarray(from, from + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0)),
    );
    this.#rest = rest.subarray(from + length);
    if (opcode === TEXT) this.#text(text.toString("utf8"));
    return true;
  }

  /** Beats are no requests. */
  #text(text: string): void {
    if (text === "[]") return;
    const [endpoint = "", , , ...body] = text.split("\n");
    this.#seen({ what: endpoint.toLowerCase(), over: "socket", body: body.join("\n") });
  }
}

export class Tap {
  readonly #server: Server;
  readonly #target: URL;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #requests: Request[] = [];
  #isCut = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#admit(client));
  }

  static async start(target: string): Promise<Tap> {
    const tap = new Tap(new URL(target));
    tap.#server.listen(0, "127.0.0.1");
    await once(tap.#server, "listening");
    return tap;
  }

  /** The same address behind the tap. */
  through(url: string): string {
    const { port } = this.#server.address() as AddressInfo;
    const tapped = new URL(url);
    tapped.port = String(port);
    return tapped.href;
  }

  /** Requests since the last `forget`, in order of their arrival. */
  get requests(): readonly Request[] {
    return this.#requests;
  }

  count(what: string): number {
    return this.#requests.filter((request) => request.what === what).length;
  }

  forget(): void {
    this.#requests = [];
  }

  /** Cut: both ends lose what is open, and whoever comes is turned away until it is mended. */
  setCut(isCut: boolean): void {
    this.#isCut = isCut;
    if (isCut) this.#destroy();
  }

  async stop(): Promise<void> {
    this.#destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #destroy(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #admit(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const reader = new Reader((request) => this.#requests.push({ ...request, atMs: performance.now() }));
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on("data", (chunk) => {
      reader.take(chunk);
      server.write(chunk);
    });
    server.on("data", (chunk) => client.write(chunk));
    for (const [from, to] of [pair, [server, client] as const]) {
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroySoon();
        this.#pairs.delete(pair);
      });
    }
  }
}
