/**
 * What the runtime needs of a broker. One implementation per venue, each in a folder of its own; wire types never
 * leave that folder. Outcomes come back as `BrokerEvent`s through the sink given at construction.
 */
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import type { AccountKey, ConnectionId, ContractName } from "../../src-shared/ids.ts";
import type { RequestBudget } from "../core/budget.ts";
import type { Approved, Cancel, Liquidation, OrderIntent } from "../core/effect.ts";
import type { BrokerEvent, Quote } from "../core/input.ts";

export type { Quote };

/** Where a connection's events go. `frame` brackets all events of one socket frame. */
export interface BrokerSink {
  /** All events of one frame (or one REST answer), in order. `receivedNs`: when the frame could be read. */
  events(events: readonly BrokerEvent[], receivedNs: number): void;
  quotes(connection: ConnectionId, quotes: readonly Quote[]): void;
  view(view: ConnectionView): void;
  /** What the trader has to hear of a login at once: it can not be renewed, it is locked out, it keeps breaking. */
  alarm(connection: ConnectionId, words: string): void;
}

export interface BrokerConnection {
  readonly id: ConnectionId;
  /** What this login may still request: the core takes for orders from it in the turn in which they leave. */
  readonly budget: RequestBudget;
  start(): void;
  /** Drops the socket and connects again: what was lost on the way in is read anew (overflow, wake from sleep). */
  resync(why: string): void;
  /** Gives the session up and logs in anew, as the trader asked for. */
  reauthenticate(): void;
  /** F4: the trader wants one attempt during a lock-out. */
  forceAttempt(): void;
  /** Orders handed over between `hold` and `release` leave in one write (corked socket). */
  hold(): void;
  release(): void;
  /** Hands the order to the socket synchronously; true when it was handed over. The outcome comes as `placed`. */
  place(order: Approved<OrderIntent>): boolean;
  liquidate(liquidation: Liquidation): boolean;
  cancel(cancel: Cancel): boolean;
  readAccount(account: AccountKey): void;
  resolveContract(contract: ContractName): void;
  view(): ConnectionView;
  stop(): Promise<void>;
}
