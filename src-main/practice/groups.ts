/**
 * Orders that come together: OCO, two halves of which one cancels the other, and OSO, an entry with one or two
 * brackets that its fills let work. All ids exist before the first event, so every order names its partners.
 */
import type { Core } from "./core.ts";
import { suspendOrder } from "./links.ts";
import { isFinished } from "./order-state.ts";
import { admit, beginOrder, enterOrder, newOrder, type OrderRequest } from "./orders.ts";
import type { Refusal } from "./refusal.ts";

export type OcoResult =
  | { readonly ok: true; readonly orderId: number; readonly ocoId: number }
  | { readonly ok: false; readonly refusal: Refusal };

export type OsoResult =
  | { readonly ok: true; readonly orderId: number; readonly bracketIds: readonly number[] }
  | { readonly ok: false; readonly refusal: Refusal };

export function placeOco(core: Core, first: OrderRequest, second: OrderRequest): OcoResult {
  const admission = admit(core, [first, second]);
  if (!admission.ok) return admission;
  const [one, other] = [newOrder(core, first), newOrder(core, second)];
  one.ocoId = other.id;
  other.ocoId = one.id;
  enterOrder(core, one, first.tags);
  enterOrder(core, other, second.tags);
  beginOrder(core, one, first.tags, admission.rejectLater);
  beginOrder(core, other, second.tags);
  return { ok: true, orderId: one.id, ocoId: other.id };
}

export function placeOso(core: Core, entry: OrderRequest, brackets: readonly OrderRequest[]): OsoResult {
  const admission = admit(core, [entry]);
  if (!admission.ok) return admission;
  const parent = newOrder(core, entry);
  const children = brackets.map((bracket) => ({ order: newOrder(core, bracket, parent), bracket }));
  const [first, second] = children;
  if (first && second) {
    first.order.ocoId = second.order.id;
    second.order.ocoId = first.order.id;
  }
  enterOrder(core, parent, entry.tags);
  for (const { order, bracket } of children) enterOrder(core, order, bracket.tags);
  for (const { order } of children) if (!isFinished(order.status)) suspendOrder(core, order);
  beginOrder(core, parent, entry.tags, admission.rejectLater);
  return { ok: true, orderId: parent.id, bracketIds: children.map(({ order }) => order.id) };
}
