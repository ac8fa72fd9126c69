/**
 * The practice exchange in its own process, as the scenarios use it: they trade the leader, set faults, and read what
 * truly happened. What Mimik believes is never asked here.
 */
import { expect } from "vitest";
import { startExchange } from "../../broker/tradovate/exchange-process.ts";
import type { FaultSettings, FaultsRequest } from "../../practice/faults.ts";
import type { Scenario } from "../../practice/scenario-schema.ts";
import type { PracticeState } from "../../practice/state.ts";
import { startDatedExchange } from "./dated-exchange.ts";

type Process = Awaited<ReturnType<typeof startExchange>>;

/** An account that no group knows. */
const IDLE = "PRAC0032";

const FINAL = new Set(["Filled", "Canceled", "Rejected", "Expired", "Completed"]);

export interface Trade {
  readonly account: string;
  readonly symbol: string;
  /** Signed contracts: above zero buys. */
  readonly quantity: number;
  /** Exact sizes of the fills, in order. */
  readonly fills?: readonly number[];
}

export class Exchange {
  readonly #process: Process;
  readonly #fronts = new Map<string, string>();

  private constructor(process: Process) {
    this.#process = process;
  }

  static async start(): Promise<Exchange> {
    return new Exchange(await startExchange());
  }

  /** Its books begin at this time, in UTC. */
  static async startAt(time: string): Promise<Exchange> {
    return new Exchange(await startDatedExchange(time));
  }

  get ready(): Process["ready"] {
    return this.#process.ready;
  }

  /** The login behind which an account is. */
  userOf(account: string): string {
    const user = this.ready.users.find(({ accounts }) => accounts.some(({ name }) => name === account));
    if (user === undefined) throw new Error(`the exchange has no account ${account}`);
    return user.name;
  }

  get password(): string {
    const [user] = this.ready.users;
    if (user === undefined) throw new Error("the exchange has no users");
    return user.password;
  }

  async state(): Promise<PracticeState> {
    return (await this.#get("practice/state")) as PracticeState;
  }

  /** Positions of these accounts, each in its own contract. */
  async held(symbols: ReadonlyMap<string, string>): Promise<Readonly<Record<string, number>>> {
    const { positions } = await this.state();
    const of = (account: string, symbol: string): number =>
      positions.find((row) => row.account === account && row.symbol === symbol)?.netPos ?? 0;
    return Object.fromEntries([...symbols].map(([account, symbol]) => [account, of(account, symbol)]));
  }

  /** Orders of these accounts without a final state. */
  async working(accounts: readonly string[]): Promise<readonly string[]> {
    const { orders } = await this.state();
    return orders
      .filter(({ account, ordStatus }) => accounts.includes(account) && !FINAL.has(ordStatus))
      .map(({ account, ordStatus }) => `${account} ${ordStatus}`);
  }

  /** Orders from now on have ids from this one. */
  async nextOrderId(): Promise<number> {
    const { orders } = await this.state();
    return Math.max(0, ...orders.map(({ id }) => id)) + 1;
  }

  async flattenAll(): Promise<void> {
    const { positions } = await this.state();
    for (const { account, symbol, netPos } of positions) {
      if (netPos !== 0) await this.trade({ account, symbol, quantity: -netPos });
    }
  }

  faults(change: FaultsRequest): Promise<void> {
    return this.#process.tell("faults", change);
  }

  /** The switches as they stand. */
  async faultsNow(): Promise<FaultSettings> {
    return (await this.#get("practice/faults")) as FaultSettings;
  }

  /** A human trades an account; nobody's copier is asked. */
  trade({ account, symbol, quantity, fills }: Trade): Promise<void> {
    const action = quantity > 0 ? "Buy" : "Sell";
    const order = { account, symbol, action, qty: Math.abs(quantity) };
    return this.#process.tell("trade", fills === undefined ? order : { ...order, fills });
  }

  /** Steps that are to follow one another more closely than requests can; over when the last one was done. */
  async play(steps: Scenario["steps"]): Promise<void> {
    await this.#post("practice/scenario", {
      version: 1,
      name: "steps",
      seed: 1,
      clock: { kind: "real" },
      steps,
    });
    const played = async (): Promise<unknown> =>
      ((await this.#get("practice/scenario")) as { readonly state: string }).state;
    await expect.poll(played, { timeout: 30_000, interval: 5 }).toBe("passed");
  }

  /** Makes this the last price of a contract. */
  async price(symbol: string, price: number): Promise<void> {
    await this.#post("practice/price", { symbol, price });
  }

  /** The time of its books, as a fill tells it. */
  async nowMs(): Promise<number> {
    const symbol = await this.front("MYM");
    for (const quantity of [1, -1]) await this.trade({ account: IDLE, symbol, quantity });
    const { fills } = await this.state();
    return Date.parse(fills.findLast(({ account }) => account === IDLE)?.timestamp ?? "");
  }

  /** The front month of a product, as any client of the exchange finds it. */
  async front(product: string): Promise<string> {
    const known = this.#fronts.get(product);
    if (known !== undefined) return known;
    const accessToken = await this.login(this.ready.users.at(-1)?.name ?? "");
    const found = await this.#get(`v1/contract/suggest?t=${product}&l=1`, accessToken);
    const [first] = found as { name: string }[];
    if (first === undefined) throw new Error(`the exchange has no ${product}`);
    this.#fronts.set(product, first.name);
    return first.name;
  }

  /** A session of its own, beside Mimik's: its token. */
  async login(user: string): Promise<string> {
    const reply = await this.#post("v1/auth/accesstokenrequest", { name: user, password: this.password });
    return (reply as { accessToken: string }).accessToken;
  }

  /** Not in maintenance. */
  async isUp(): Promise<boolean> {
    const response = await fetch(new URL("/v1/account/list", this.ready.http));
    await response.text();
    return response.status !== 503;
  }

  stop(): void {
    this.#process.stop();
  }

  async #get(path: string, token?: string): Promise<unknown> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return answer(await fetch(new URL(`/${path}`, this.ready.http), { headers }));
  }

  async #post(path: string, body: object): Promise<unknown> {
    const url = new URL(`/${path}`, this.ready.http);
    return answer(await fetch(url, { method: "POST", body: JSON.stringify(body) }));
  }
}

async function answer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the exchange answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
