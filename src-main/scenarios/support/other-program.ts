/** Another program of the same trader: it logs in, opens its user socket, and stays. */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Exchange } from "./exchange.ts";

const BEAT_MS = 2500;

export class OtherProgram {
  readonly #socket: WebSocket;
  readonly #beat: NodeJS.Timeout;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#beat = setInterval(() => socket.send("[]"), BEAT_MS);
    socket.on("close", () => clearInterval(this.#beat));
    socket.on("error", () => clearInterval(this.#beat));
  }

  static async login(exchange: Exchange, user: string): Promise<OtherProgram> {
    const token = await exchange.login(user);
    const socket = new WebSocket(exchange.ready.ws, { perMessageDeflate: false });
    const isLoggedIn = new Promise<void>((resolve) => {
      socket.on("message", (data: Buffer) => {
        if (data.toString("utf8").includes('"s":200')) resolve();
      });
    });
    await once(socket, "open");
    socket.send(`authorize\n1\n\n${token}`);
    await isLoggedIn;
    return new OtherProgram(socket);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close(): void {
    clearInterval(this.#beat);
    this.#socket.terminate();
  }
}
