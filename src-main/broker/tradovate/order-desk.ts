/**
 * The way of orders: text, socket, reply, event. Everything happens in the turn in which it is asked for; false means
 * that nothing was handed over, so no outcome will come.
 */

import type { AccountKey, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { Cancel, Liquidation, OrderIntent } from "../../core/effect.ts";
import type { PlaceOutcome, Side } from "../../core/input.ts";
import type { Clock, Log } from "../../runtime/port.ts";
import type { Channel, Reply } from "./channel.ts";
import type { Intake } from "./intake.ts";
import { accountPart, cancelFailure, cancelText, liquidateText, outcomeOf, placeText } from "./orders.ts";
import { noteCancel, noteOwnOrder } from "./to-event.ts";
import { accountOf } from "./translation.ts";
import type { Translation } from "./translation.ts";

export interface OrderDeskOptions {
  readonly state: Translation;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly channel: () => Channel | null;
  /** What became of each order, for the connection's own state. */
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

  place(order: OrderIntent): boolean {
    const channel = this.#usable();
    const part = this.#parts.get(order.account);
    if (channel === null || part === undefined) return false;
    const id = channel.nextId();
    return channel.send(id, placeText(id, part, order), (reply) => this.#onPlaced(order, reply));
  }

  liquidate(liquidation: Liquidation): boolean {
    const channel = this.#usable();
    const spec = this.#options.state.book.byName.get(liquidation.contract);
    if (channel === null || spec === undefined) return false;
    const id = channel.nextId();
    const text = liquidateText(id, liquidation.account, spec.contractId);
    return channel.send(id, text, (reply) => this.#onPlaced(liquidation, reply));
  }

  cancel(request: Cancel): boolean {
    const channel = this.#usable();
    if (channel === null) return false;
    const id = channel.nextId();
    // Before the send: the refusal may come as a report before the reply.
    noteCancel(this.#options.state, request.orderId, request.order);
    const text = cancelText(id, request.orderId);
    return channel.send(id, text, (reply) => this.#onCancelled(request, reply));
  }

  #usable(): Channel | null {
    const channel = this.#options.channel();
    return channel?.ready === true ? channel : null;
  }

  #onPlaced(row: Placed, reply: Reply): void {
    const { state, intake, log } = this.#options;
    const outcome = outcomeOf(reply);
    intake.push((out) => {
      out.events.push({ kind: "placed", order: row.order, outcome });
      if (outcome.kind === "accepted") noteOwnOrder(state, { ...row, orderId: outcome.orderId }, out);
    }, this.#timeOf(reply));
    if (outcome.kind === "rejected") log.warn("order rejected", { order: row.order, reason: outcome.reason });
    this.#options.answered(outcome);
  }

  #onCancelled(request: Cancel, reply: Reply): void {
    const text = cancelFailure(reply);
    if (text === null) return;
    this.#options.state.cancels.delete(request.orderId);
    this.#options.intake.push((out) => {
      out.events.push({ kind: "cancel-failed", order: request.order, text });
    }, this.#timeOf(reply));
  }

  #timeOf(reply: Reply): number {
    return reply.kind === "closed" ? this.#options.clock.monoNs() : reply.receivedNs;
  }
}
