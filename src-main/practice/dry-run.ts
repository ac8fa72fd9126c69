/**
 * `order/dryrun`: what would become of up to four orders, without any of them. Form, account, contract, prices and risk
 * are looked at as for real; fees are those of a full fill. Changes nothing.
 */
import { z } from "zod";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { AccountState } from "./accounts.ts";
import { answer, call, CALL_DENIED, seen, type Call } from "./call.ts";
import type { Core } from "./core.ts";
import { riskRefusal } from "./limits.ts";
import { entityId, placeSchema, versionOf } from "./order-forms.ts";
import type { OrderState } from "./order-state.ts";
import { expiredRefusal, type OrderRequest } from "./orders.ts";
import type { Product } from "./products.ts";
import { ACCESS_DENIED, type Refusal } from "./refusal.ts";

const ORDERS_MAX = 4;
const dryRunSchema = z.object({
  accountId: entityId,
  orders: z
    .array(placeSchema.omit({ accountId: true, accountSpec: true }))
    .min(1)
    .max(ORDERS_MAX),
});

type DryOrder = z.infer<typeof dryRunSchema>["orders"][number];

function feesOf({ fees }: Product, qty: number): Record<string, number> {
  const dollars = (perContract: number): number => (perContract * qty) / MICROS_PER_DOLLAR;
  return {
    clearingFee: dollars(fees.clearingMicros),
    exchangeFee: dollars(fees.exchangeMicros),
    nfaFee: dollars(fees.nfaMicros),
    commission: dollars(fees.commissionMicros),
  };
}

/** The order as risk would look at it; it has no id, since it never comes to be. */
function imagined(core: Core, request: OrderRequest): OrderState {
  return {
    id: 0,
    accountId: request.account.id,
    contract: request.contract,
    action: request.action,
    timestamp: core.timestamp(),
    admin: false,
    parentId: undefined,
    ocoId: undefined,
    childIds: [],
    version: request.version,
    terms: request.version.terms,
    versionId: 0,
    qty: request.qty,
    filledQty: 0,
    filledTicks: 0,
    status: "PendingNew",
    held: true,
    rested: false,
    triggered: false,
    sizes: [],
    pendingCommandId: undefined,
    cancelDelay: undefined,
    timers: new Set(),
  };
}

type Judged =
  | { readonly ok: true; readonly fees: Record<string, number> }
  | { readonly ok: false; readonly refusal: Refusal };

function judgeOrder(core: Core, account: AccountState, body: DryOrder): Judged {
  const contract = core.contracts.byName(body.symbol);
  if (!contract) return { ok: false, refusal: ACCESS_DENIED };
  const version = versionOf(body, contract.product, core.clock.now());
  if ("reason" in version) return { ok: false, refusal: version };
  const { action, orderQty: qty } = body;
  const request: OrderRequest = { account, contract, action, qty, version, tags: { origin: "client" } };
  const refusal = expiredRefusal(core, request) ?? riskRefusal(core, imagined(core, request), qty);
  return refusal ? { ok: false, refusal } : { ok: true, fees: feesOf(contract.product, qty) };
}

/** The first order that would be refused gives the reason; each is looked at on its own. */
export const dryRun: Call = call(dryRunSchema, (exchange, session, { accountId, orders }) => {
  const { core } = exchange;
  if (!core.accounts.has(accountId)) return { status: 404 };
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  const fees: Record<string, number>[] = [];
  for (const [index, body] of orders.entries()) {
    const judged = judgeOrder(core, account, body);
    if (!judged.ok) {
      const { reason: rejectReason, text: comment } = judged.refusal;
      return answer({ rejectReason, comment, details: `Order ${index + 1} would be refused` });
    }
    fees.push(judged.fees);
  }
  return answer({ fees });
});
