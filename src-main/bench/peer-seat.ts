/**
 * The peer's end of one variant's socket: sends a fill, notes when the last of the expected orders arrived, answers them
 * where a client wants answers, and waits until the client has read everything. One round at a time.
 */
import type { WebSocket } from "ws";
import type { WirePlaceOrder } from "../broker/tradovate/wire.ts";
import { LeaderPath } from "./leader-path.ts";
import type { PeerBooks } from "./peer-books.ts";
import { eventFrame, replyFrame } from "./peer-messages.ts";
import type { Round, Variant } from "./spec.ts";
import { isEngine } from "./spec.ts";

const PLACE = "order/placeorder\n";
const LIQUIDATE = "order/liquidateposition\n";
/** Accounts whose events share a frame after their orders were filled. */
const FILLED_PER_FRAME = 5;
const PATIENCE_MS = 10_000;

interface Awaited {
  readonly orders: string[];
  readonly arrived: (atNs: bigint) => void;
}

export class PeerSeat {
  readonly #socket: WebSocket;
  readonly #variant: Variant;
  readonly #books: PeerBooks;
  readonly #path = new LeaderPath();
  readonly #orders: number;
  #awaited: Awaited | null = null;

  constructor(socket: WebSocket, variant: Variant, books: PeerBooks) {
    this.#socket = socket;
    this.#variant = variant;
    this.#books = books;
    this.#orders = books.accounts.length - 1;
  }

  /** A client that answers each fill is flat again before its leader's position passes the bound. */
  get mustFlatten(): boolean {
    return isEngine(this.#variant) && this.#path.full;
  }

  /** False when the text is no order. @throws Error for an order that nobody asked for. */
  take(text: string): boolean {
    if (!text.startsWith(PLACE) && !text.startsWith(LIQUIDATE)) return false;
    if (this.#awaited === null) throw new Error(`${this.#variant}: an order without a fill: ${text}`);
    const { orders, arrived } = this.#awaited;
    orders.push(text);
    if (orders.length === this.#orders) arrived(process.hrtime.bigint());
    return true;
  }

  async round(): Promise<Round> {
    const fill = this.#path.next();
    const frame = eventFrame(this.#books.leaderFills(fill).events);
    const orders: string[] = [];
    const arrivedNs = await within(
      `${this.#variant}: ${this.#orders} orders`,
      new Promise<bigint>((arrived) => {
        this.#awaited = { orders, arrived };
        this.#socket.send(frame);
      }),
    );
    this.#awaited = null;
    if (isEngine(this.#variant)) this.#answer(orders);
    await this.#allRead();
    // A floor answers every fill alike.
    const measured = fill.isEntry || !isEngine(this.#variant);
    return { variant: this.#variant, measured, arrivedNs: Number(arrivedNs) };
  }

  #answer(orders: readonly string[]): void {
    const placed = orders.map((text) => {
      const { id, body } = readRequest(text);
      if (text.startsWith(LIQUIDATE)) return { id, filled: this.#books.liquidate(Number(body["accountId"])) };
      const { accountId, action, orderQty } = body as PlacedOrder;
      return { id, filled: this.#books.fill(accountId, action, orderQty) };
    });
    this.#socket.send(
      replyFrame(placed.map(({ id, filled }) => ({ i: id, d: { orderId: filled.orderId } }))),
    );
    for (let at = 0; at < placed.length; at += FILLED_PER_FRAME) {
      const some = placed.slice(at, at + FILLED_PER_FRAME);
      this.#socket.send(eventFrame(some.flatMap(({ filled }) => filled.events)));
    }
  }

  /** A pong comes after every frame before its ping was handled. */
  async #allRead(): Promise<void> {
    const pong = new Promise<void>((resolve) => {
      this.#socket.once("pong", () => resolve());
    });
    this.#socket.ping();
    await within(`${this.#variant}: a pong`, pong);
  }
}

type PlacedOrder = Pick<WirePlaceOrder, "action" | "orderQty"> & { readonly accountId: number };

function readRequest(text: string): { readonly id: number; readonly body: Record<string, unknown> } {
  const [, id = "", , ...body] = text.split("\n");
  return { id: Number(id), body: JSON.parse(body.join("\n")) as Record<string, unknown> };
}

async function within<Value>(what: string, wanted: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    clearTimeout(timer);
  }
}
