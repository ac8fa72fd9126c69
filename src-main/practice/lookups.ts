/** Look-ups that are no generic read: rolling a contract, fees and margins of products, the cash snapshot. */
import { z } from "zod";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireCashBalanceSnapshot } from "../broker/tradovate/wire.ts";
import { openProfitMicros, type AccountState } from "./accounts.ts";
import { answer, call, CALL_DENIED, seen, type Call } from "./call.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import { marginsOf } from "./margins.ts";
import { entityId } from "./order-forms.ts";
import { netPosition } from "./positions.ts";
import { CURRENCY, PRODUCTS, type Product } from "./products.ts";
import { toWireContract, toWireProductMargin } from "./reference.ts";

const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const rollFields = z.object({ name: z.string().max(64), forward: flag, ifExpired: flag.nullish() });
const rollSchema = z.preprocess(
  (input) => (isRecord(input) && "ifexpired" in input ? { ...input, ifExpired: input["ifexpired"] } : input),
  rollFields,
);
const rollAllSchema = z.object({ rollContracts: z.array(rollFields).max(1_000) });
const accountSchema = z.object({ accountId: entityId });
const productsSchema = z.object({ productIds: z.array(entityId).max(1_000) });

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null;
}

/** The month after or before; the contract itself where it is to roll only when expired and has not. */
function rolled(core: Core, { name, forward, ifExpired }: z.infer<typeof rollFields>): Contract | undefined {
  const contract = core.contracts.byName(name);
  if (!contract || (ifExpired === true && contract.expiresAt > core.clock.now())) return contract;
  const months = core.contracts.ofProduct(contract.product.id);
  return months[months.indexOf(contract) + (forward ? 1 : -1)];
}

const roll: Call = call(rollSchema, ({ core }, _session, body) => {
  const contract = rolled(core, body);
  if (!contract) return answer({ errorText: `Contract is not found: ${body.name}` });
  return answer({ contract: toWireContract(contract) });
});

const rollAll: Call = call(rollAllSchema, ({ core }, _session, { rollContracts }) => {
  const missing: string[] = [];
  const contracts: Record<string, ReturnType<typeof toWireContract>> = {};
  for (const body of rollContracts) {
    const contract = rolled(core, body);
    if (contract) contracts[body.name] = toWireContract(contract);
    else missing.push(body.name);
  }
  const errorText = missing.length > 0 ? `Contracts are not found: ${missing.join(", ")}` : undefined;
  return answer({ ...(errorText !== undefined && { errorText }), contracts });
});

function feeParams(product: Product) {
  const { fees, dayMarginMicros, initialMarginMicros } = product;
  const currencyId = CURRENCY.id;
  return {
    clearingFee: fees.clearingMicros / MICROS_PER_DOLLAR,
    clearingCurrencyId: currencyId,
    exchangeFee: fees.exchangeMicros / MICROS_PER_DOLLAR,
    exchangeCurrencyId: currencyId,
    nfaFee: fees.nfaMicros / MICROS_PER_DOLLAR,
    nfaCurrencyId: currencyId,
    commission: fees.commissionMicros / MICROS_PER_DOLLAR,
    commissionCurrencyId: currencyId,
    productId: product.id,
    dayMargin: dayMarginMicros / MICROS_PER_DOLLAR,
    nightMargin: initialMarginMicros / MICROS_PER_DOLLAR,
    fullMargin: toWireProductMargin(product),
  };
}

const productFees: Call = call(productsSchema, (_exchange, _session, { productIds }) =>
  answer({ params: PRODUCTS.filter(({ id }) => productIds.includes(id)).map(feeParams) }),
);

/** Keys that have nothing to say yet are left out: open profit without a position, realized before a close. */
function cashSnapshotOf(core: Core, account: AccountState): WireCashBalanceSnapshot {
  const isOpen = [...account.positions.values()].some(({ book }) => netPosition(book) !== 0);
  const open = openProfitMicros(core, account);
  const { initialMicros, maintenanceMicros } = marginsOf(account);
  return {
    totalCashValue: account.cashMicros / MICROS_PER_DOLLAR,
    ...((isOpen || account.hasClosed) && {
      totalPnL: (account.realizedMicros + open) / MICROS_PER_DOLLAR,
    }),
    initialMargin: initialMicros / MICROS_PER_DOLLAR,
    maintenanceMargin: maintenanceMicros / MICROS_PER_DOLLAR,
    netLiq: (account.cashMicros + open) / MICROS_PER_DOLLAR,
    ...(isOpen && { openPnL: open / MICROS_PER_DOLLAR }),
    ...(account.hasClosed && {
      realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
      weekRealizedPnL: account.weekRealizedMicros / MICROS_PER_DOLLAR,
    }),
  };
}

const cashSnapshot: Call = call(accountSchema, (exchange, session, { accountId }) => {
  const account = seen(exchange, session, accountId);
  return account ? answer(cashSnapshotOf(exchange.core, account)) : CALL_DENIED;
});

export const LOOKUP_CALLS: readonly (readonly [string, Call])[] = [
  ["contract/rollcontract", roll],
  ["contract/rollcontracts", rollAll],
  ["contract/getproductfeeparams", productFees],
  ["cashbalance/getcashbalancesnapshot", cashSnapshot],
  ["account/getcashbalancesnapshot", cashSnapshot],
];
