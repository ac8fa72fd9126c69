/**
 * Trading permissions: somebody else may see and trade an account once its owner has accepted. A permission that is
 * revoked or declined ends that at once; orders that it left stay the owner's.
 */
import { z } from "zod";
import type { BookTradingPermission } from "./book-entities.ts";
import { answer, call, CALL_DENIED, type Call } from "./call.ts";
import type { Exchange } from "./exchange.ts";
import { entityId } from "./order-forms.ts";
import type { Session } from "./sessions.ts";
import type { User } from "./users.ts";

const requestSchema = z.object({
  accountId: entityId,
  ctaContact: z.string().max(64),
  ctaEmail: z.string().max(64),
});
const createSchema = z.object({ accountId: entityId, userId: entityId });
const oneSchema = z.object({ tradingPermissionId: entityId });
const manySchema = z.object({ tradingPermissionIds: z.array(entityId).max(1_000) });
const accountSchema = z.object({ accountId: entityId });
const everythingSchema = z.object({
  userIds: z.array(entityId).max(1_000),
  tradingPermissions: z.boolean().nullish(),
});

type Status = BookTradingPermission["status"];

function isGranted(status: Status): boolean {
  return status === "Accepted" || status === "Approved";
}

function userById(exchange: Exchange, id: number): User | undefined {
  return exchange.users.find((user) => user.id === id);
}

/** Opens and closes the accounts of the user that the permission is for. */
function enforce(exchange: Exchange, permission: BookTradingPermission): void {
  const user = userById(exchange, permission.userId);
  const account = exchange.core.accounts.get(permission.accountId);
  if (!user || !account) return;
  if (isGranted(permission.status)) user.admit(account);
  else user.dismiss(account);
}

/** After a restart: what was granted is granted. */
export function enforcePermissions(exchange: Exchange): void {
  for (const { id } of exchange.core.accounts.values()) {
    for (const permission of exchange.core.documents.ofAccount("tradingPermission", id)) {
      enforce(exchange, permission);
    }
  }
}

function keep(exchange: Exchange, permission: BookTradingPermission): BookTradingPermission {
  exchange.core.keep("tradingPermission", permission.accountId, permission);
  enforce(exchange, permission);
  return permission;
}

function isOwner(exchange: Exchange, session: Session, accountId: number): boolean {
  return exchange.core.accounts.get(accountId)?.ownerId === session.user.id;
}

interface Cta {
  readonly userId: number;
  readonly contact: string;
  readonly email: string;
}

function create(exchange: Exchange, accountId: number, cta: Cta, status: Status): BookTradingPermission {
  const ownerId = exchange.core.accounts.get(accountId)?.ownerId ?? cta.userId;
  const owner = userById(exchange, ownerId);
  const holder = owner?.name ?? "";
  return keep(exchange, {
    id: exchange.core.newId(),
    userId: cta.userId,
    accountId,
    accountHolderContact: holder,
    accountHolderEmail: `${holder}@practice.invalid`,
    ctaContact: cta.contact,
    ctaEmail: cta.email,
    status,
    updated: exchange.core.timestamp(),
  });
}

function restate(exchange: Exchange, permission: BookTradingPermission, status: Status) {
  const next = { ...permission, status, updated: exchange.core.timestamp() };
  return answer({ tradingPermission: keep(exchange, next) });
}

const request: Call = call(requestSchema, (exchange, session, { accountId, ctaContact, ctaEmail }) => {
  if (!exchange.core.accounts.has(accountId) || isOwner(exchange, session, accountId)) return CALL_DENIED;
  const cta = { userId: session.user.id, contact: ctaContact, email: ctaEmail };
  return answer({ tradingPermission: create(exchange, accountId, cta, "Requested") });
});

const grant: Call = call(createSchema, (exchange, session, { accountId, userId }) => {
  const user = userById(exchange, userId);
  if (!user || !isOwner(exchange, session, accountId) || userId === session.user.id) return CALL_DENIED;
  const cta = { userId, contact: user.name, email: `${user.name}@practice.invalid` };
  return answer({ tradingPermission: create(exchange, accountId, cta, "Approved") });
});

function permissionById(exchange: Exchange, id: number): BookTradingPermission | undefined {
  return exchange.core.documents.get("tradingPermission", id)?.entity;
}

const accept: Call = call(oneSchema, (exchange, session, { tradingPermissionId }) => {
  const permission = permissionById(exchange, tradingPermissionId);
  if (!permission || !isOwner(exchange, session, permission.accountId)) return CALL_DENIED;
  if (permission.status !== "Requested")
    return answer({ errorText: "The permission is not being requested" });
  return restate(exchange, permission, "Accepted");
});

/** Either side may end it. */
function mayRevoke(exchange: Exchange, session: Session, permission: BookTradingPermission): boolean {
  return permission.userId === session.user.id || isOwner(exchange, session, permission.accountId);
}

const revoke: Call = call(oneSchema, (exchange, session, { tradingPermissionId }) => {
  const permission = permissionById(exchange, tradingPermissionId);
  if (!permission || !mayRevoke(exchange, session, permission)) return CALL_DENIED;
  return restate(exchange, permission, "Revoked");
});

const revokeMany: Call = call(manySchema, (exchange, session, { tradingPermissionIds }) => {
  const found = tradingPermissionIds.flatMap((id) => permissionById(exchange, id) ?? []);
  const mine = found.filter((permission) => mayRevoke(exchange, session, permission));
  if (mine.length < tradingPermissionIds.length) return CALL_DENIED;
  for (const permission of mine) restate(exchange, permission, "Revoked");
  return answer({ ok: true });
});

const ofAccount: Call = call(accountSchema, (exchange, session, { accountId }) => {
  if (!isOwner(exchange, session, accountId)) return CALL_DENIED;
  return answer({ tradingPermissions: exchange.core.documents.ofAccount("tradingPermission", accountId) });
});

/** Permissions that concern the user: on his accounts, or for him on those of others. */
export function permissionsOf(exchange: Exchange["core"], user: User): readonly BookTradingPermission[] {
  return [...exchange.accounts.values()].flatMap(({ id, ownerId }) =>
    exchange.documents
      .ofAccount("tradingPermission", id)
      .filter(({ userId }) => ownerId === user.id || userId === user.id),
  );
}

/** Cancels what a user subscribes to, never orders; of all that, this exchange has permissions only. */
const cancelEverything: Call = call(
  everythingSchema,
  (exchange, session, { userIds, tradingPermissions }) => {
    if (userIds.some((id) => id !== session.user.id)) return CALL_DENIED;
    const ended = tradingPermissions
      ? permissionsOf(exchange.core, session.user).filter(({ status }) => status !== "Revoked")
      : [];
    for (const permission of ended) restate(exchange, permission, "Revoked");
    return answer({
      tradovateSubscriptionIds: [],
      tradingPermissionIds: ended.map(({ id }) => id),
      userPluginIds: [],
      marketDataSubscriptionIds: [],
    });
  },
);

export const PERMISSION_CALLS: readonly (readonly [string, Call])[] = [
  ["user/requesttradingpermission", request],
  ["user/createtradingpermission", grant],
  ["user/accepttradingpermission", accept],
  ["user/revoketradingpermission", revoke],
  ["user/revoketradingpermissions", revokeMany],
  ["user/getaccounttradingpermissions", ofAccount],
  ["user/canceleverything", cancelEverything],
];
