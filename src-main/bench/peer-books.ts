/** The peer's books of one login: ids that grow, and what each account has bought and sold. It fills whatever it is sent. */
import { tradeDateAt, type TradeDate } from "../../src-shared/trading-day.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";
import type { LeaderFill } from "./leader-path.ts";
import { fillEvents, type PeerAccount } from "./peer-messages.ts";

const FIRST_ID = 800_000_000;

interface Line {
  bought: number;
  sold: number;
}

export interface FilledOrder {
  readonly orderId: number;
  readonly events: readonly object[];
}

export class PeerBooks {
  readonly accounts: readonly PeerAccount[];
  readonly #lines: Map<number, Line>;
  readonly #tradeDate: TradeDate;
  readonly #wallMs: () => number;
  #lastId = FIRST_ID;

  constructor(accounts: readonly PeerAccount[], wallMs: () => number) {
    this.accounts = accounts;
    this.#lines = new Map(accounts.map(({ id }) => [id, { bought: 0, sold: 0 }]));
    this.#wallMs = wallMs;
    this.#tradeDate = tradeDateAt(wallMs());
  }

  leaderFills({ side, quantity }: LeaderFill): FilledOrder {
    const [leader] = this.accounts;
    if (leader === undefined) throw new Error("the peer has no leader");
    return this.fill(leader.id, side === 1 ? "Buy" : "Sell", quantity);
  }

  /** Closes what the account holds. */
  liquidate(accountId: number): FilledOrder {
    const { bought, sold } = this.#line(accountId);
    return this.fill(accountId, bought > sold ? "Sell" : "Buy", Math.abs(bought - sold));
  }

  fill(accountId: number, action: WireAction, quantity: number): FilledOrder {
    const line = this.#line(accountId);
    if (action === "Buy") line.bought += quantity;
    else line.sold += quantity;
    const orderId = (this.#lastId += 1);
    const fillId = (this.#lastId += 1);
    const events = fillEvents({
      accountId,
      positionId: accountId * 10,
      orderId,
      fillId,
      action,
      quantity,
      ...line,
      tradeDate: this.#tradeDate,
      timestamp: new Date(this.#wallMs()).toISOString(),
    });
    return { orderId, events };
  }

  /** @throws Error when the account is none of this login's. */
  #line(accountId: number): Line {
    const line = this.#lines.get(accountId);
    if (line === undefined) throw new Error(`the peer has no account ${accountId}`);
    return line;
  }
}
