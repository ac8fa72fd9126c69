/**
 * The way of orders: text, socket, reply, event. Everything happens in the turn in which it is asked for; false means
 * that nothing was handed over, so no outcome will come.
 */

import { assertInvariant } from "../../../src-shared/assert.ts";
import { venueOfAccount } from "../../../src-shared/ids.ts";
import type { AccountKey, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { Cancel, Liquidation, OrderIntent } from "../../core/effect.ts";
import type { PlaceOutcome, Side } from "../../core/input.ts";
import type { Clock, Log } from "../../runtime/port.ts";
import type { Channel, Reply } from "./channel.ts";
import type { Intake } from "./intake.ts";
import { OrderTickets } from "./order-tickets.ts";
import type { OrderEndpoint } from "./order-tickets.ts";
import {
  accountPart,
  cancelFailure,
  cancelText,
  liquidateText,
  outcomeOf,
  placeText,
  ticketIn,
} from "./orders.ts";
import { noteCancel, noteOwnOrder } from "./to-event.ts";
import { accountOf } from "./translation.ts";
import type { Translation } from "./translation.ts";

export interface OrderDeskOptions {
  readonly state: Translation;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly channel: () => Channel | null;
  /** An order was answered, so something was spent. */
  readonly answered: (outcome: PlaceOutcome) => void;
}

/** What a reply's event needs of the order behind it. */
interface Placed {
  readonly order: OrderKey;
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly side: Side;
}

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #tickets = new OrderTickets();
  /** The part of an order that its account fixes, prebuilt. */
  readonly #parts = new Map<AccountKey, string>();
  #held: Channel | null = null;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
  }

  accountsChanged(): void {
    const { state } = this.#options;
    for (const [accountId, name] of state.accounts) {
      const account = accountOf(state, accountId);
      this.#parts.set(account, accountPart(account, name));
    }
  }

  hold(): void {
    this.#held = this.#usable();
    this.#held?.hold();
  }

  release(): void {
    this.#held?.release();
    this.#held = null;
  }

  /** @throws InvariantError when the account is of another environment or address: it is never sent here. */
  place(order: OrderIntent): boolean {
    const channel = this.#usable();
    const part = this.#parts.get(order.account);
    if (channel === null || part === undefined) return this.#refuseForeign(order.account);
    const id = channel.nextId();
    const text = placeText(id, part, order, this.#ticketFor("place", order));
    return channel.send(id, text, (reply) => this.#onPlaced("place", order, reply));
  }

  /** @throws InvariantError as `place`. */
  liquidate(liquidation: Liquidation): boolean {
    const { account, contract } = liquidation;
    const channel = this.#usable();
    const spec = this.#options.state.book.byName.get(contract);
    if (channel === null || spec === undefined || !this.#parts.has(account))
      return this.#refuseForeign(account);
    const id = channel.nextId();
    const text = liquidateText(id, account, spec.contractId, this.#ticketFor("liquidate", liquidation));
    return channel.send(id, text, (reply) => this.#onPlaced("liquidate", liquidation, reply));
  }

  /** @throws InvariantError as `place`. */
  cancel(request: Cancel): boolean {
    const channel = this.#usable();
    if (channel === null || !this.#parts.has(request.account)) return this.#refuseForeign(request.account);
    const id = channel.nextId();
    // Before the send: the refusal may come as a report before the reply.
    noteCancel(this.#options.state, request.orderId, request.order);
    const nowNs = this.#options.clock.monoNs();
    const ticket = this.#tickets.take("cancel", request.account, request.orderId, nowNs);
    const text = cancelText(id, request.orderId, ticket);
    return channel.send(id, text, (reply) => this.#onCancelled(request, reply));
  }

  /** Nothing is handed over. An account of another venue is no mishap but a mix-up: it is said loudly. */
  #refuseForeign(account: AccountKey): false {
    const { venue } = this.#options.state;
    assertInvariant(
      venueOfAccount(account) === venue,
      `an order for ${account} was given to a connection of ${venue}`,
    );
    return false;
  }

  #ticketFor(endpoint: OrderEndpoint, { account, contract }: Placed): string | null {
    return this.#tickets.take(endpoint, account, contract, this.#options.clock.monoNs());
  }

  #usable(): Channel | null {
    const channel = this.#options.channel();
    return channel?.ready === true ? channel : null;
  }

  #onPlaced(endpoint: OrderEndpoint, row: Placed, reply: Reply): void {
    const { state, intake, log } = this.#options;
    const outcome = this.#withTicket(endpoint, row, reply);
    intake.push((out) => {
      out.events.push({ kind: "placed", order: row.order, outcome });
      if (outcome.kind === "accepted") noteOwnOrder(state, { ...row, orderId: outcome.orderId }, out);
    }, this.#timeOf(reply));
    if (outcome.kind === "rejected") log.warn("order rejected", { order: row.order, reason: outcome.reason });
    this.#options.answered(outcome);
  }

  /** Keeps the broker's ticket; the core learns when it may send again, not the ticket itself. */
  #withTicket(endpoint: OrderEndpoint, { account, contract }: Placed, reply: Reply): PlaceOutcome {
    const outcome = outcomeOf(reply);
    const penalty = outcome.kind === "rejected" ? ticketIn(reply) : null;
    if (outcome.kind !== "rejected" || penalty === null) return outcome;
    const untilNs = this.#tickets.keep(endpoint, account, contract, penalty, this.#timeOf(reply));
    return { ...outcome, ticket: { untilNs, captcha: penalty.captcha } };
  }

  #onCancelled(request: Cancel, reply: Reply): void {
    const text = cancelFailure(reply);
    if (text === null) return;
    const { order, orderId, account } = request;
    this.#options.state.cancels.delete(orderId);
    const atNs = this.#timeOf(reply);
    const penalty = ticketIn(reply);
    const wait =
      penalty === null ? {} : { untilNs: this.#tickets.keep("cancel", account, orderId, penalty, atNs) };
    this.#options.intake.push((out) => {
      out.events.push({ kind: "cancel-failed", order, text, ...wait });
    }, atNs);
  }

  #timeOf(reply: Reply): number {
    return reply.kind === "closed" ? this.#options.clock.monoNs() : reply.receivedNs;
  }
}
