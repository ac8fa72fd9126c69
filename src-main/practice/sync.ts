/**
 * `user/syncrequest`: which accounts and kinds of entity a socket is told of, and the snapshot it starts from.
 * Without `entityTypes` everything is sent, as retail clients have it; an empty list, as the partner pages say, means
 * silence. Reference data comes along as far as positions and orders name it.
 */
import { z } from "zod";
import type { WireSyncMessage } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Core, TradeEvent } from "./core.ts";
import type { TradeType } from "./documents.ts";
import { CONTRACT_GROUPS, CURRENCY, EXCHANGES, productById, STRATEGY_TYPES } from "./products.ts";
import {
  isReadonly,
  toWireAccount,
  toWireContract,
  toWireMaturity,
  toWireProduct,
  toWireUser,
} from "./reference.ts";
import type { User } from "./users.ts";

const idList = z.array(z.coerce.number().int());

const syncSchema = z.object({
  users: idList.nullish(),
  accounts: idList.nullish(),
  splitResponses: z.boolean().nullish(),
  entityTypes: z.array(z.string()).nullish(),
});

/** What one socket wants to hear. */
export interface Subscription {
  readonly accountIds: ReadonlySet<number>;
  /** Lower-case names of entity types; undefined means all. */
  readonly types: ReadonlySet<string> | undefined;
}

export type SyncRequest =
  | {
      readonly ok: true;
      readonly subscription: Subscription;
      /** The client takes the snapshot in several responses. */
      readonly split: boolean;
    }
  | { readonly ok: false; readonly status: 400 | 401 };

/** A request that names other users or accounts than the caller's own is refused. */
export function readSyncRequest(body: unknown, user: User, core: Core): SyncRequest {
  const parsed = syncSchema.safeParse(body ?? {});
  if (!parsed.success) return { ok: false, status: 400 };
  const { users, accounts, entityTypes, splitResponses } = parsed.data;
  if (users?.some((id) => id !== user.id)) return { ok: false, status: 401 };
  if (accounts?.some((id) => !user.accountIds.has(id))) return { ok: false, status: 401 };
  // Typed clients write the list that they do not use as an empty one.
  const listed = accounts && (accounts.length > 0 || !users?.length) ? accounts : null;
  const accountIds = listed ? new Set(listed) : user.accountIds;
  const silent = !entityTypes && core.faults.settings.requireEntityTypes;
  const named = silent ? [] : entityTypes;
  const types = named ? new Set(named.map((name) => name.toLowerCase())) : undefined;
  return { ok: true, subscription: { accountIds, types }, split: splitResponses === true };
}

export function wantsEvent(subscription: Subscription, event: TradeEvent): boolean {
  if (!subscription.accountIds.has(event.accountId)) return false;
  return !subscription.types || subscription.types.has(event.type.toLowerCase());
}

function namedContracts(core: Core, accountIds: ReadonlySet<number>): Contract[] {
  const ids = new Set<number>();
  for (const accountId of accountIds) {
    for (const position of core.documents.ofAccount("position", accountId)) ids.add(position.contractId);
    for (const { contractId } of core.documents.ofAccount("order", accountId)) {
      if (contractId !== undefined) ids.add(contractId);
    }
  }
  return [...ids].flatMap((id) => core.contracts.byId(id) ?? []);
}

export function snapshot(core: Core, user: User, subscription: Subscription): WireSyncMessage {
  const { accountIds, types } = subscription;
  const wanted = <Rows>(type: string, rows: () => Rows): Rows | undefined =>
    !types || types.has(type.toLowerCase()) ? rows() : undefined;
  const trade = <Type extends TradeType>(type: Type) =>
    wanted(type, () => [...accountIds].flatMap((id) => core.documents.ofAccount(type, id)));
  const accounts = user.accounts.filter((account) => accountIds.has(account.id));
  const contracts = namedContracts(core, accountIds);
  const products = [...new Set(contracts.map((contract) => contract.product))];
  const now = core.clock.now();
  const message = {
    users: [toWireUser(user)],
    contractGroups: CONTRACT_GROUPS,
    accounts: wanted("account", () =>
      accounts.map((account) => toWireAccount(account, isReadonly(core, account))),
    ),
    accountRiskStatuses: trade("accountRiskStatus"),
    marginSnapshots: trade("marginSnapshot"),
    userAccountAutoLiqs: trade("userAccountAutoLiq"),
    cashBalances: trade("cashBalance"),
    currencies: wanted("currency", () => [CURRENCY]),
    exchanges: wanted("exchange", () => EXCHANGES),
    products: wanted("product", () => products.map(({ id }) => toWireProduct(productById(id)))),
    contractMaturities: wanted("contractMaturity", () =>
      contracts.map((contract) => toWireMaturity(contract, core.contracts, now)),
    ),
    contracts: wanted("contract", () => contracts.map((contract) => toWireContract(contract))),
    positions: trade("position"),
    fillPairs: trade("fillPair"),
    orders: trade("order"),
    orderVersions: trade("orderVersion"),
    commands: trade("command"),
    commandReports: trade("commandReport"),
    executionReports: trade("executionReport"),
    fills: trade("fill"),
    fillFees: trade("fillFee"),
    orderStrategies: trade("orderStrategy"),
    orderStrategyLinks: trade("orderStrategyLink"),
    orderStrategyTypes: wanted("orderStrategyType", () => STRATEGY_TYPES),
  };
  return message as WireSyncMessage;
}
