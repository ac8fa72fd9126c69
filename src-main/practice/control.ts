/**
 * `/practice/*`: switches, state, and a human's hand for tests and scripts. It needs no login, so it answers nobody
 * who comes from a web page (any Origin header) or under another name (a foreign Host). Bodies are strict; their JSON
 * Schemas are at `GET /practice/schema`.
 */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Exchange } from "./exchange.ts";
import { faultsSchema, type FaultsRequest } from "./faults.ts";
import type { Reply } from "./router.ts";
import type { ScenarioDesk } from "./scenario-desk.ts";
import { scenarioSchema } from "./scenario-schema.ts";
import { practiceState } from "./state.ts";
import { orderTypeSchema } from "./trade-schema.ts";
import type { Trader, TraderResult } from "./trader.ts";

const tradeSchema = z.strictObject({
  account: z.string().describe("Account name, PRAC0001."),
  symbol: z.string().describe("Contract name, MNQZ6."),
  action: z.enum(["Buy", "Sell"]),
  qty: z.number().int().min(1).max(100_000),
  orderType: orderTypeSchema.optional().describe("Market when left out."),
  price: z.number().optional().describe("Limit or stop price in points."),
  fills: z
    .array(z.number().int().min(1))
    .min(1)
    .max(1_000)
    .optional()
    .describe("Exact sizes of the fills, in order."),
});

const stopSchema = z.strictObject({ stop: z.literal(true) });
const priceSchema = z.strictObject({ symbol: z.string(), price: z.number() });

export interface ControlOptions {
  readonly exchange: Exchange;
  readonly trader: Trader;
  /** Sets the switches and does what is asked for once; gives back why not, in words. */
  readonly setFaults: (request: FaultsRequest) => string | undefined;
  readonly scenarios: ScenarioDesk;
  readonly userSockets: () => number;
}

/** Undefined when the request may pass. */
export function refuseForeign(request: IncomingMessage, port: number): Reply | undefined {
  if (request.headers.origin !== undefined) return { status: 403, body: "Not for web pages" };
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? "")) return { status: 421, body: "Unknown host" };
  return undefined;
}

function invalid(error: z.ZodError): Reply {
  return {
    status: 400,
    body: { errors: error.issues.map(({ path, message }) => ({ path: path.join("."), message })) },
  };
}

function tradeReply(result: TraderResult): Reply {
  if (result.ok) return { status: 200, body: { orderId: result.orderId } };
  const { reason, text } = result.refusal;
  return { status: 409, body: { failureReason: reason, failureText: text } };
}

export class Control {
  readonly #options: ControlOptions;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  handle(endpoint: string, body: unknown): Reply {
    switch (endpoint) {
      case "practice/state":
        return { status: 200, body: practiceState(this.#options.exchange, this.#options.userSockets()) };
      case "practice/faults":
        return body === undefined ? this.#settings() : this.#faults(body);
      case "practice/trade":
        return this.#trade(body);
      case "practice/price":
        return this.#price(body);
      case "practice/scenario":
        return body === undefined ? this.#progress() : this.#scenario(body);
      case "practice/schema":
        return {
          status: 200,
          body: {
            faults: z.toJSONSchema(faultsSchema),
            trade: z.toJSONSchema(tradeSchema),
            price: z.toJSONSchema(priceSchema),
            scenario: z.toJSONSchema(scenarioSchema),
          },
        };
      default:
        return { status: 404 };
    }
  }

  #settings(): Reply {
    return { status: 200, body: this.#options.exchange.core.faults.settings };
  }

  #faults(body: unknown): Reply {
    const parsed = faultsSchema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const refusal = this.#options.setFaults(parsed.data);
    return refusal === undefined ? this.#settings() : { status: 409, body: { errors: [refusal] } };
  }

  #progress(): Reply {
    return { status: 200, body: this.#options.scenarios.progress ?? { state: "idle" } };
  }

  /** `{"stop":true}` ends the scenario that is being played. */
  #scenario(body: unknown): Reply {
    const { scenarios } = this.#options;
    if (stopSchema.safeParse(body).success) scenarios.stop();
    else {
      const parsed = scenarioSchema.safeParse(body);
      if (!parsed.success) return invalid(parsed.error);
      const refusal = scenarios.play(parsed.data);
      if (refusal !== undefined) return { status: 409, body: { errors: [refusal] } };
    }
    return this.#progress();
  }

  #trade(body: unknown): Reply {
    const parsed = tradeSchema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { account: name, symbol, action, qty, orderType = "Market", price, fills } = parsed.data;
    const account = this.#options.exchange.core.accountsByName.get(name);
    if (!account)
      return { status: 404, body: { failureReason: "UnknownReason", failureText: `There is no ${name}` } };
    const order = { accountId: account.id, symbol, action, qty, orderType };
    const priced = price === undefined ? {} : orderType === "Stop" ? { stopPrice: price } : { price };
    return tradeReply(this.#options.trader.place({ ...order, ...priced, ...(fills && { fills }) }));
  }

  #price(body: unknown): Reply {
    const parsed = priceSchema.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const refusal = this.#options.trader.setPrice(parsed.data.symbol, parsed.data.price);
    if (!refusal) return { status: 200, body: {} };
    return { status: 409, body: { failureReason: refusal.reason, failureText: refusal.text } };
  }
}
