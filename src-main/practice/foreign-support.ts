/** For the test of the npm package `tradovate`: what of it is used, as types, and a trader who uses its user socket. */
import { z } from "zod";
import { assertCondition } from "../../src-shared/assert.ts";

interface ForeignService {
  connect(credentials: object): Promise<{ accessToken: string; userId: number }>;
  get(endpoint: string, query?: object): Promise<unknown>;
}
interface ForeignSocket {
  connect(): Promise<void>;
  disconnect(): void;
  synchronize(parameters: { onSubscription: (data: unknown) => void }): Promise<() => Promise<void>>;
  request(parameters: { url: string; body?: object; query?: object }): Promise<{ s: number; d: unknown }>;
}
interface ForeignMarketData {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribeQuote(symbol: string, listener: Listener): Promise<() => Promise<void>>;
  subscribeDOM(symbol: string, listener: Listener): Promise<() => Promise<void>>;
  subscribeChart(symbol: string, description: object, range: object, listener: Listener): Promise<unknown>;
}
type Listener = (data: unknown) => void;
export interface ForeignPackage {
  TradovateService: new () => ForeignService;
  TradovateSocket: new () => ForeignSocket;
  MarketDataSocket: new () => ForeignMarketData;
}

export const propsSchema = z.object({ entityType: z.string(), entity: z.record(z.string(), z.unknown()) });
const placedSchema = z.object({ orderId: z.number() });
const pairSchema = placedSchema.extend({ ocoId: z.number() });
const commandSchema = z.object({ commandId: z.number() });

interface Heard {
  readonly entityType: string;
  readonly entity: Readonly<Record<string, unknown>>;
}

const TOLD_MS_MAX = 10_000;
const LOOK_MS = 5;
const LOOK_BACK = 30;

/** What the client's user socket has been told, and how it trades. */
export class Trading {
  readonly heard: Heard[] = [];
  readonly placed: number[] = [];
  readonly #socket: ForeignSocket;
  readonly #order: object;

  constructor(socket: ForeignSocket, order: object) {
    this.#socket = socket;
    this.#order = order;
  }

  async place(terms: object): Promise<number> {
    const reply = await this.#send("order/placeorder", { ...this.#order, ...terms });
    const { orderId } = placedSchema.parse(reply);
    this.placed.push(orderId);
    return orderId;
  }

  async placePair(terms: object): Promise<readonly [number, number]> {
    const reply = await this.#send("order/placeoco", { ...this.#order, ...terms });
    const { orderId, ocoId } = pairSchema.parse(reply);
    this.placed.push(orderId, ocoId);
    return [orderId, ocoId];
  }

  /** Until the new version has been told. */
  async modify(orderId: number, terms: object): Promise<void> {
    const reply = await this.#send("order/modifyorder", { orderId, isAutomated: true, ...terms });
    await this.told("orderVersion", { id: commandSchema.parse(reply).commandId, orderId });
  }

  /** Until the order has been told as cancelled. */
  async cancel(orderId: number): Promise<void> {
    commandSchema.parse(await this.#send("order/cancelorder", { orderId, isAutomated: true }));
    await this.told("order", { id: orderId, ordStatus: "Canceled" });
  }

  /** Waits for an event of this type with these values. */
  async told(entityType: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const wanted = Object.entries(values);
    const isTold = (): boolean =>
      this.heard
        .filter((event) => event.entityType === entityType)
        .slice(-LOOK_BACK)
        .some(({ entity }) => wanted.every(([name, value]) => entity[name] === value));
    const began = performance.now();
    while (!isTold()) {
      const inTime = performance.now() - began < TOLD_MS_MAX;
      assertCondition(inTime, `${entityType} ${JSON.stringify(values)} is told`);
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_MS);
      });
    }
  }

  async #send(url: string, body: object): Promise<unknown> {
    const { s: status, d } = await this.#socket.request({ url, body });
    assertCondition(status === 200, `${url} is answered with 200, not ${status}`);
    return d;
  }
}
