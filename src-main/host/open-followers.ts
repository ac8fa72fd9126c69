/**
 * What of each follower is open by the ledger, and which of it new settings would leave to itself: a follower that is
 * removed, renamed or moved loses its exits, so it has to be flat first. Pure; decides nothing about trading.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import {
  venueOf,
  venueOfAccount,
  type AccountKey,
  type ContractName,
  type FollowerId,
} from "../../src-shared/ids.ts";
import { isTerminal } from "../../src-shared/order-status.ts";
import type { Fact } from "../core/effect.ts";
import type { Restored, RestoredOrder } from "../core/restored.ts";

interface Tie {
  readonly follower: FollowerId;
  readonly account: AccountKey;
  readonly contract: ContractName;
}

export interface OpenPiece extends Tie {
  /** Signed contracts. */
  readonly position: number;
  /** Orders of ours whose outcome is not complete. */
  readonly orders: number;
}

/** A start may find `filled` written and the fills not: what they opened is not in the position yet. */
function isOpen({ row, status, fills }: RestoredOrder): boolean {
  if (!isTerminal(status)) return true;
  const filled = fills.reduce((total, { quantity }) => total + quantity, 0);
  return status === "filled" && row.kind === "market" && filled < row.quantity;
}

/** A follower's id ends with its connection and account; the login that showed the account may have been another. */
function accountsOf(restored: Restored, follower: FollowerId): readonly AccountKey[] {
  const exact = restored.accounts.filter(({ connection, name }) =>
    follower.endsWith(`/${connection}/${name}`),
  );
  const found =
    exact.length > 0 ? exact : restored.accounts.filter(({ name }) => follower.endsWith(`/${name}`));
  return found.map(({ account }) => account);
}

/** Where a position is a follower's by what Mimik did there; the trader's own positions are his. */
function tiesOf(restored: Restored, before: ProfileSettings): Tie[] {
  const opened = restored.trades.filter((trade) => trade.opened);
  const known = new Set([
    ...before.groups.flatMap((group) => group.followers.map(({ id }) => id)),
    ...opened.map(({ follower }) => follower),
  ]);
  const ties: Tie[] = restored.targets.map(({ follower, account, contract }) => ({
    follower,
    account,
    contract,
  }));
  for (const follower of known) {
    const accounts = new Set(accountsOf(restored, follower));
    const contracts = new Set(
      opened.filter((trade) => trade.follower === follower).map(({ contract }) => contract),
    );
    for (const { account, contract, own } of restored.positions) {
      if (accounts.has(account) && (own !== 0 || contracts.has(contract)))
        ties.push({ follower, account, contract });
    }
  }
  return ties;
}

/** Positions and orders that are open, one piece for each follower, account and contract. */
export function openPieces(restored: Restored, before: ProfileSettings): readonly OpenPiece[] {
  const orders = restored.orders.filter(isOpen).map(({ row }) => row);
  const keyOf = ({ follower, account, contract }: Tie): string =>
    JSON.stringify([follower, account, contract]);
  const ties = new Map([...tiesOf(restored, before), ...orders].map((tie) => [keyOf(tie), tie]));
  const pieces = Array.from(ties, ([key, { follower, account, contract }]): OpenPiece => {
    const row = restored.positions.find((each) => each.account === account && each.contract === contract);
    const position = row === undefined ? 0 : row.confirmed;
    return {
      follower,
      account,
      contract,
      position,
      orders: orders.filter((each) => keyOf(each) === key).length,
    };
  });
  return pieces.filter(({ position, orders: open }) => position !== 0 || open > 0);
}

/** Pieces whose follower these settings do not have, or would look for at another venue. */
export function abandonedPieces(
  pieces: readonly OpenPiece[],
  { connections, groups }: ProfileSettings,
): readonly OpenPiece[] {
  const followers = new Map(groups.flatMap((group) => group.followers.map((row) => [row.id, row] as const)));
  return pieces.filter(({ follower, account }) => {
    const kept = followers.get(follower);
    const connection = connections.find(({ id }) => id === kept?.ref.connection);
    if (!connection) return true;
    return venueOf(connection.environment, connection.httpUrl ?? "") !== venueOfAccount(account);
  });
}

/** `PRAC0002 (+2 NQZ6, 1 order open)` */
export function pieceWords(piece: OpenPiece, restored: Restored): string {
  const { account, contract, position, orders } = piece;
  const name = restored.accounts.find((each) => each.account === account)?.name ?? account;
  const held =
    position === 0 ? `flat in ${contract}` : `${position > 0 ? "+" : "−"}${Math.abs(position)} ${contract}`;
  const open = orders === 0 ? "" : `, ${orders} ${orders === 1 ? "order" : "orders"} open`;
  return `${name} (${held}${open})`;
}

/** Ends what the ledger still holds of followers that are gone and flat: it must not come alive under the same id. */
export function endedFacts(restored: Restored, { groups }: ProfileSettings): Fact[] {
  const present = new Set(groups.flatMap((group) => group.followers.map(({ id }) => id)));
  return [
    ...restored.trades.map(({ follower, leaderContract }): Fact & { readonly follower: FollowerId } => ({
      kind: "trade-ended",
      follower,
      leaderContract,
    })),
    ...restored.targets.map(({ follower, contract, side }): Fact & { readonly follower: FollowerId } => ({
      kind: "target-ended",
      follower,
      contract,
      side,
    })),
  ].filter(({ follower }) => !present.has(follower));
}
