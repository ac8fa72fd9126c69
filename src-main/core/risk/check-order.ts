/**
 * The last gate before the socket, independent of everything above it, and the only maker of `Approved<OrderIntent>`.
 * What it refuses is a bug of ours: entries go off everywhere, exits go on (reliability.md, "Last gate").
 */
import { assertInvariant } from "../../../src-shared/assert.ts";
import type { Approved, OrderIntent, OrderRow } from "../effect.ts";
import { closingRest } from "../own-order.ts";
import { confirmedIn, grossProjected } from "../projected.ts";
import type { AccountState, FollowerState } from "../state.ts";

function checkShape(row: OrderRow): void {
  // Words are made only where they are needed: this runs for every order, before it leaves.
  if (!Number.isSafeInteger(row.quantity) || row.quantity < 1) {
    assertInvariant(false, `order for ${row.quantity} contracts`);
  }
  assertInvariant(row.closing >= 0 && row.closing <= row.quantity, "closing part beyond the order");
  assertInvariant(row.legs.length >= 1, "an order serves at least one leg");
}

function checkClosing(account: AccountState, row: OrderRow): void {
  if (row.closing === 0) return;
  let closing = row.closing;
  for (const order of account.open.values()) {
    if (order.row.contract === row.contract && order.row.side === row.side) closing += closingRest(order);
  }
  const held = Math.max(0, confirmedIn(account, row.contract) * -row.side);
  if (!(closing <= held)) {
    assertInvariant(false, `exits of ${closing} contracts while ${held} are confirmed`);
  }
}

/** @throws InvariantError when the closing parts of open orders and this one exceed the confirmed position. */
export function approveExit(
  account: AccountState,
  row: OrderRow & { readonly kind: "market" },
): Approved<OrderIntent> {
  checkShape(row);
  assertInvariant(row.closing === row.quantity, "an exit only closes");
  checkClosing(account, row);
  return row as Approved<OrderIntent>;
}

/** @throws InvariantError when an entry breaks a rule that every check above should have kept. */
export function approveEntry(
  follower: FollowerState,
  account: AccountState,
  row: OrderRow & { readonly kind: "market" },
): Approved<OrderIntent> {
  checkShape(row);
  assertInvariant(row.attempt === 1, "an order with an open leg is attempt 1, always");
  assertInvariant(account.phase === "live", "no entry for an account that is not live");
  assertInvariant(follower.entriesOff.size === 0, "no entry while entries are off");
  const opening = row.quantity - row.closing;
  const { maxContracts, maxOrderContracts } = follower.settings.sizing;
  if (!(opening >= 1 && opening <= maxOrderContracts)) {
    assertInvariant(false, `entry of ${opening} above the order cap`);
  }
  for (const order of account.open.values()) {
    assertInvariant(
      !(order.row.kind === "liquidation" && order.row.contract === row.contract),
      "no order while a liquidation is open",
    );
    if (order.row.contract !== row.contract) continue;
    assertInvariant(
      !order.row.legs.some((leg) => row.legs.includes(leg)),
      "each leg stands in at most one order that opens",
    );
  }
  const held = row.closing > 0 ? 0 : Math.max(0, grossProjected(account, row.contract) * row.side);
  if (!(held + opening <= maxContracts)) {
    assertInvariant(false, `entry of ${opening} on ${held} above the position cap of ${maxContracts}`);
  }
  checkClosing(account, row);
  return row as Approved<OrderIntent>;
}
