/**
 * Orders as the socket wants them, and what their replies prove. A text is one concatenation: it is built while a fill
 * waits. Accepted, rejected and unknown are never confused: a refusal needs a proof, silence proves nothing.
 */

import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { accountIdOf } from "../../../src-shared/ids.ts";
import type { AccountKey, BrokerOrderId } from "../../../src-shared/ids.ts";
import type { OrderIntent } from "../../core/effect.ts";
import type { PlaceOutcome } from "../../core/input.ts";
import type { Reply } from "./channel.ts";
import { failureOf, refusalCodeOf } from "./errors.ts";
import type { Failure } from "./errors.ts";
import { jsonId, jsonText } from "./json.ts";
import * as read from "./read.ts";
import { Malformed, isRecord } from "./read.ts";

/** The part of an order that is the same for all orders of an account. */
export function accountPart(account: AccountKey, name: string): string {
  return `{"accountSpec":${jsonText(name)},"accountId":${jsonId(accountIdOf(account))},"action":`;
}

/**
 * `part` comes from `accountPart` of the order's account. `ticket`: of an earlier refusal on this account and contract;
 * the broker wants it back with the request that comes after its time (protocol.md 1.6).
 */
export function placeText(
  id: number,
  part: string,
  order: OrderIntent,
  ticket: string | null = null,
): string {
  return (
    "order/placeorder\n" +
    id +
    "\n\n" +
    part +
    (order.side === 1 ? '"Buy","symbol":' : '"Sell","symbol":') +
    jsonText(order.contract) +
    ',"orderQty":' +
    order.quantity +
    ',"orderType":"Market","timeInForce":"Day","isAutomated":true,"clOrdId":' +
    jsonText(order.order) +
    ',"text":' +
    jsonText(order.tag) +
    ticketEnd(ticket)
  );
}

function ticketEnd(ticket: string | null): string {
  return ticket === null ? "}" : `,"p-ticket":${jsonText(ticket)}}`;
}

/** Carries neither key nor tag: the broker's call has no such fields. The reply's order id identifies it. */
export function liquidateText(
  id: number,
  account: AccountKey,
  contractId: string,
  ticket: string | null = null,
): string {
  const accountId = jsonId(accountIdOf(account));
  const end = ticketEnd(ticket);
  return `order/liquidateposition\n${id}\n\n{"accountId":${accountId},"contractId":${jsonId(contractId)},"admin":false${end}`;
}

export function cancelText(id: number, orderId: BrokerOrderId, ticket: string | null = null): string {
  return `order/cancelorder\n${id}\n\n{"orderId":${jsonId(orderId)},"isAutomated":true${ticketEnd(ticket)}`;
}

/** The ticket of a reply that asks for a pause; null in any other. */
export function ticketIn(reply: Reply): Extract<Failure, { kind: "penalty" }> | null {
  const failure = reply.kind === "closed" ? null : failureOf(reply.status, reply.body);
  return failure?.kind === "penalty" ? failure : null;
}

/** What the reply to placeorder or liquidateposition proves. */
export function outcomeOf(reply: Reply): PlaceOutcome {
  if (reply.kind === "closed") {
    return { kind: "unknown", why: "the connection was lost before the broker answered" };
  }
  const { status, body } = reply;
  const orderId = status === 200 ? orderIdIn(body) : null;
  if (orderId !== null) return { kind: "accepted", orderId };
  return (
    refusalOf(status, body) ?? {
      kind: "unknown",
      why: `the broker's answer proves nothing (status ${status})`,
    }
  );
}

/** An order id wins over whatever stands beside it: `failureReason` may be an explicit `Success`. */
function orderIdIn(body: unknown): BrokerOrderId | null {
  if (!isRecord(body)) return null;
  try {
    const orderId = read.optionalId(body, "orderId");
    return orderId === null || orderId === "0" ? null : (orderId as BrokerOrderId);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

type Refused = Extract<PlaceOutcome, { kind: "rejected" }>;

function refusalOf(status: number, body: unknown): Refused | null {
  const failure = failureOf(status, body);
  if (failure?.kind === "penalty") {
    return { kind: "rejected", reason: "PenaltyTicket", text: wordsOfReason("PenaltyTicket") };
  }
  if (failure?.kind === "refused")
    return { kind: "rejected", reason: reasonOf(failure.reason), text: failure.text };
  const reason = failure?.kind === "status" ? refusalCodeOf(status) : undefined;
  if (reason === undefined || failure?.kind !== "status") return null;
  return { kind: "rejected", reason, text: failure.text === "" ? wordsOfReason(reason) : failure.text };
}

/** The core knows one word for every refusal that names no reason. */
function reasonOf(reason: string): string {
  return reason === "NotOk" || reason === "OAuthError" ? "ErrorText" : reason;
}

/** Why a cancel failed or may have failed; null when the broker took it (its outcome shows as a report). */
export function cancelFailure(reply: Reply): string | null {
  if (reply.kind === "closed") return "the connection was lost before the broker answered the cancel";
  const refusal = refusalOf(reply.status, reply.body);
  if (refusal !== null) return refusal.text;
  if (reply.status === 200 && isRecord(reply.body) && reply.body["commandId"] !== undefined) return null;
  return `the broker's answer to the cancel proves nothing (status ${reply.status})`;
}
