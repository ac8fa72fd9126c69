import { describe, expect, test } from "vitest";
import type { ConnectionSettings, GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import {
  followerIdOf,
  type AccountKey,
  type ConnectionId,
  type ContractName,
  type FillId,
  type FollowerId,
  type GroupId,
} from "../../src-shared/ids.ts";
import type { TradeRow } from "../core/effect.ts";
import type { Restored, RestoredOrder } from "../core/restored.ts";
import { orderOf } from "../ledger/testing/rows.ts";
import { abandonedPieces, endedFacts, openPieces, pieceWords } from "./open-followers.ts";

const group = "g1" as GroupId;
const own = "Desk/1" as ConnectionId;
const other = "Other" as ConnectionId;
const nq = "NQZ6" as ContractName;
const one = followerIdOf(group, own, "ACC1");
const account = "demo#11" as AccountKey;

function settingsOf(
  ids: readonly (readonly [GroupId, ConnectionId, string])[],
  environment: ConnectionSettings["environment"] = "demo",
): ProfileSettings {
  const groups = [...new Set(ids.map(([id]) => id))].map((id) => ({
    id,
    name: id,
    followers: ids
      .filter(([at]) => at === id)
      .map(([, connection, name]) => ({
        id: followerIdOf(id, connection, name),
        ref: { connection, account: name },
      })),
  }));
  const connections = [own, other].map((id) => ({ id, environment, httpUrl: null }));
  return {
    version: 1,
    deviceId: "12345678",
    connections: connections as unknown as ConnectionSettings[],
    groups: groups as unknown as GroupSettings[],
  };
}
const before = settingsOf([[group, own, "ACC1"]]);
const nothing = settingsOf([]);

const trade = (over: Partial<TradeRow> = {}): TradeRow => ({
  follower: one,
  leaderContract: nq,
  contract: nq,
  opened: true,
  leaderAnchor: 2,
  followerAnchor: 2,
  ratio: null,
  drift: null,
  tolerated: 0,
  closedBy: null,
  ...over,
});
const position = (confirmed: number, ours: number, at = account) => ({
  account: at,
  contract: nq,
  confirmed,
  own: ours,
});
function restoredOf(over: Partial<Restored> = {}): Restored {
  return {
    accounts: [{ account, connection: own, name: "ACC1" }],
    orders: [],
    legs: [],
    openEvents: [],
    trades: [],
    targets: [],
    entriesOff: [],
    positions: [],
    ...over,
  };
}
function order(status: RestoredOrder["status"], filled: number): RestoredOrder {
  const row = { ...orderOf("F1", 1), follower: one, account, contract: nq, quantity: 2 };
  const fills = filled === 0 ? [] : [{ fillId: "f" as FillId, quantity: filled, priceTicks: 1 }];
  return { row, status, brokerOrderId: null, fills, lastMs: 0 };
}
const pieces = (over: Partial<Restored>) => openPieces(restoredOf(over), before);

describe("what is open of a follower", () => {
  const held = { follower: one, account, contract: nq, position: 2, orders: 0 };
  const target = { follower: one, account, contract: nq, side: 1, most: 0, legId: "l", attempts: 1 } as const;

  test.each([
    ["a position of an opened trade", { trades: [trade()], positions: [position(2, 0)] }, [held]],
    ["a position that has a target", { targets: [target], positions: [position(2, 0)] }, [held]],
    ["a position that our orders hold", { positions: [position(2, 2)] }, [held]],
    ["an order without an outcome", { orders: [order("unknown", 0)] }, [{ ...held, position: 0, orders: 1 }]],
    [
      "a filled order whose fills are not there",
      { orders: [order("filled", 1)] },
      [{ ...held, position: 0, orders: 1 }],
    ],
  ])("is %s", (_what, over: Partial<Restored>, expected) => {
    expect(pieces(over)).toEqual(expected);
  });

  test.each([
    ["a position that Mimik has no part in", { positions: [position(2, 0)] }],
    ["a trade whose follower is flat", { trades: [trade()], targets: [target], positions: [position(0, 0)] }],
    ["a trade that was not opened", { trades: [trade({ opened: false })], positions: [position(2, 0)] }],
    ["an order that is done", { orders: [order("filled", 2), order("rejected", 0)] }],
    ["somebody else's position", { trades: [trade()], positions: [position(2, 2, "demo#99" as AccountKey)] }],
  ])("is not %s", (_what, over: Partial<Restored>) => {
    expect(pieces(over)).toEqual([]);
  });

  test("is found when another login showed the account", () => {
    const accounts = [{ account, connection: other, name: "ACC1" }];
    expect(pieces({ accounts, trades: [trade()], positions: [position(-3, -3)] })).toMatchObject([
      { position: -3 },
    ]);
  });

  test("is found for a follower that the settings before this start did not have either", () => {
    expect(openPieces(restoredOf({ trades: [trade()], positions: [position(2, 2)] }), nothing)).toHaveLength(
      1,
    );
  });

  test("is said with account, contract, position and orders", () => {
    const words = (over: Partial<Restored>) =>
      pieces(over).map((piece) => pieceWords(piece, restoredOf(over)));
    expect(words({ orders: [order("unknown", 0)], positions: [position(-2, -2)] })).toEqual([
      "ACC1 (−2 NQZ6, 1 order open)",
    ]);
    expect(words({ orders: [order("unknown", 0)] })).toEqual(["ACC1 (flat in NQZ6, 1 order open)"]);
    expect(words({ positions: [position(2, 2)] })).toEqual(["ACC1 (+2 NQZ6)"]);
  });
});

describe("settings abandon an open follower", () => {
  const open = pieces({ positions: [position(2, 2)] });

  test.each([
    ["removed", nothing],
    ["in another group", settingsOf([["g2" as GroupId, own, "ACC1"]])],
    ["on another connection", settingsOf([[group, other, "ACC1"]])],
    ["another account", settingsOf([[group, own, "ACC2"]])],
    ["at another venue", settingsOf([[group, own, "ACC1"]], "live")],
  ])("that is %s", (_what, settings) => {
    expect(abandonedPieces(open, settings)).toEqual(open);
  });

  test("but not one that stays, with others beside it", () => {
    const more = settingsOf([
      [group, own, "ACC1"],
      [group, other, "ACC2"],
    ]);
    expect(abandonedPieces(open, more)).toEqual([]);
  });
});

test("what is left of followers that are gone is ended, what others have is not", () => {
  const gone = "g9/Old/ACC9" as FollowerId;
  const restored = restoredOf({
    trades: [trade(), trade({ follower: gone })],
    targets: [
      { follower: gone, account, contract: nq, side: -1, most: 0, legId: "l", attempts: 1 },
      { follower: one, account, contract: nq, side: 1, most: 1, legId: "m", attempts: 1 },
    ],
  });
  expect(endedFacts(restored, before)).toEqual([
    { kind: "trade-ended", follower: gone, leaderContract: nq },
    { kind: "target-ended", follower: gone, contract: nq, side: -1 },
  ]);
});
