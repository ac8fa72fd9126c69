/**
 * The practice exchange in its own process: where the specs trade the leader, set faults, and read what truly happened.
 * What the app believes is never asked here.
 */
import { expect } from "playwright/test";
import type { FaultsRequest } from "../../src-main/practice/faults.ts";
import type { PracticeOrder, PracticeState } from "../../src-main/practice/state.ts";
import { startPractice, type Program } from "./program.ts";

interface Ready {
  readonly http: string;
  readonly ws: string;
  readonly md: string;
  readonly users: readonly {
    readonly name: string;
    readonly password: string;
    readonly accounts: readonly { readonly id: number; readonly name: string }[];
  }[];
}

export interface Trade {
  readonly account: string;
  readonly symbol: string;
  /** Signed contracts: above zero buys. */
  readonly quantity: number;
  /** Exact sizes of the fills, in order. */
  readonly fills?: readonly number[];
}

async function answer(response: Response): Promise<unknown> {
  const body = await response.text();
  if (!response.ok) throw new Error(`The exchange answered ${response.status}: ${body}`);
  return JSON.parse(body);
}

function post(url: string, body: unknown): Promise<unknown> {
  return fetch(url, { method: "POST", body: JSON.stringify(body) }).then(answer);
}

const byIdAndName = /^PRAC\d{4}$/u;

export class Exchange {
  readonly urls: Pick<Ready, "http" | "ws" | "md">;
  readonly users: Ready["users"];
  readonly #program: Program;
  readonly #fronts = new Map<string, string>();

  private constructor(program: Program) {
    const ready = program.ready as Ready;
    this.#program = program;
    this.urls = ready;
    this.users = ready.users;
  }

  static async start(seed: number): Promise<Exchange> {
    return new Exchange(await startPractice(seed));
  }

  stop(): Promise<unknown> {
    return this.#program.end("SIGTERM");
  }

  /** The front month of a product, as any client of the exchange finds it. */
  async front(product: string): Promise<string> {
    const known = this.#fronts.get(product);
    if (known !== undefined) return known;
    const [user] = this.users;
    const login = await post(`${this.urls.http}/auth/accesstokenrequest`, {
      name: user?.name,
      password: user?.password,
    });
    const { accessToken } = login as { accessToken: string };
    const headers = { authorization: `Bearer ${accessToken}` };
    const found = await fetch(`${this.urls.http}/contract/suggest?t=${product}&l=1`, { headers }).then(
      answer,
    );
    const [first] = found as { name: string }[];
    if (first === undefined) throw new Error(`The exchange has no ${product}`);
    this.#fronts.set(product, first.name);
    return first.name;
  }

  async state(): Promise<PracticeState> {
    return (await fetch(this.#practice("state")).then(answer)) as PracticeState;
  }

  async faults(change: FaultsRequest): Promise<void> {
    await post(this.#practice("faults"), change);
  }

  /** A human trades an account: nobody's copier is asked. */
  async trade({ account, symbol, quantity, fills }: Trade): Promise<void> {
    expect(account).toMatch(byIdAndName);
    await post(this.#practice("trade"), {
      account,
      symbol,
      action: quantity > 0 ? "Buy" : "Sell",
      qty: Math.abs(quantity),
      ...(fills === undefined ? {} : { fills }),
    });
  }

  async position(account: string, symbol: string): Promise<number> {
    const { positions } = await this.state();
    // An account that never traded a contract has no row of it: that is flat.
    return positions.find((row) => row.account === account && row.symbol === symbol)?.netPos ?? 0;
  }

  async positions(accounts: readonly string[], symbol: string): Promise<Record<string, number>> {
    const { positions } = await this.state();
    const held = (account: string): number =>
      positions.find((row) => row.account === account && row.symbol === symbol)?.netPos ?? 0;
    return Object.fromEntries(accounts.map((account) => [account, held(account)]));
  }

  /** Orders of the app on this account, oldest first. A human's say that they are not automated; liquidations say nothing. */
  async copies(account: string, symbol?: string): Promise<readonly PracticeOrder[]> {
    const { orders } = await this.state();
    return orders.filter(
      (order) =>
        order.account === account &&
        order.isAutomated !== false &&
        (symbol === undefined || order.symbol === symbol),
    );
  }

  #practice(endpoint: string): string {
    return `${this.urls.http}/practice/${endpoint}`;
  }
}
