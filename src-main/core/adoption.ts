/**
 * G7: positions that stand on a group's followers before it has ever been active. Per row the trader chooses: adopt (the
 * contracts count as own, the follower as in the trade, La and Pa are today's), leave (the default), or close.
 */
import type { ContractName, GroupId } from "../../src-shared/ids.ts";
import { say, signed, type Step } from "./context.ts";
import { impliedOf, noteDrift } from "./drift.ts";
import { guarded } from "./gate.ts";
import type { ActivationChoice } from "./input.ts";
import { positionsOpen } from "./positions.ts";
import { confirmedIn } from "./projected.ts";
import { mapContract } from "./replication/contract-map.ts";
import { recordPosition } from "./replication/own-fills.ts";
import { anchor, sharedBy, tradeOf } from "./replication/trades.ts";
import { settle } from "./settle.ts";
import {
  accountOf,
  openOrders,
  positionOf,
  type AccountState,
  type CoreState,
  type FollowerState,
  type GroupState,
} from "./state.ts";
import { setTarget } from "./targets.ts";

export interface StandingPosition {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly contract: ContractName;
  readonly position: number;
  readonly leaderContract: ContractName | null;
  readonly leaderPosition: number | null;
  readonly notAdoptable: string | null;
}

/** The leader's contract that this follower would trade in `contract`: the one it holds, else none. */
function leaderContractOf(follower: FollowerState, contract: ContractName): ContractName | null {
  for (const line of follower.group.lines.values()) {
    if (line.position === 0) continue;
    if (mapContract(follower.settings.contractMap, line.contract) === contract) return line.contract;
  }
  return null;
}

function obstacle(
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  leader: ContractName | null,
): string | null {
  if (leader === null) return "The leader holds nothing that this contract would follow.";
  const line = follower.group.lines.get(leader);
  const position = confirmedIn(account, contract);
  if (!line || line.unknown !== null) return "The leader's position there is not certain.";
  if ((account.positions.get(contract)?.unknown ?? null) !== null) return "This position is not certain.";
  const trade = follower.trades.get(leader);
  if (trade && trade.contract !== contract && (trade.opened || trade.waiting.length > 0))
    return `This trade is copied into ${trade.contract} already.`;
  if (line.position * position < 0) return "It stands on the other side of the leader.";
  if (sharedBy(follower, leader, contract) !== undefined)
    return "Another contract of the leader already uses this contract here.";
  return openOrders(account, contract).length > 0 ? "An order of Mimik's is open there." : null;
}

/** What stands on the group's followers and is not this group's own. */
export function standingPositions(state: CoreState, group: GroupState): StandingPosition[] {
  return group.followers.flatMap((follower) => {
    const account = accountOf(state, follower.account);
    if (!account) return [];
    return positionsOpen(account.positions.values())
      .filter(({ contract, own }) => own !== confirmedIn(account, contract))
      .map(({ contract }): StandingPosition => {
        const leaderContract = leaderContractOf(follower, contract);
        return {
          follower,
          account,
          contract,
          position: confirmedIn(account, contract),
          leaderContract,
          leaderPosition:
            leaderContract === null ? null : (group.lines.get(leaderContract)?.position ?? null),
          notAdoptable: obstacle(follower, account, contract, leaderContract),
        };
      });
  });
}

export function onActivate(step: Step, id: GroupId, choices: readonly ActivationChoice[]): void {
  const group = step.state.groups.get(id);
  if (!group) return;
  const standing = standingPositions(step.state, group);
  for (const choice of choices) {
    const row = standing.find(
      ({ follower, contract }) => follower.settings.id === choice.follower && contract === choice.contract,
    );
    // Another position than the one that was chosen about: it is left, which is the default.
    if (!row || row.position !== choice.position) continue;
    guarded(step, () => act(step, row, choice.choice));
  }
}

function act(step: Step, row: StandingPosition, choice: ActivationChoice["choice"]): void {
  switch (choice) {
    case "leave":
      return;
    case "adopt":
      return adopt(step, row);
    case "close":
      return close(step, row);
    default:
      return choice satisfies never;
  }
}

function adopt(step: Step, row: StandingPosition): void {
  const { follower, account, contract, leaderContract, position } = row;
  if (leaderContract === null || row.notAdoptable !== null) return;
  const held = positionOf(account, contract);
  held.own = position;
  if (held.tradeDate) recordPosition(step, account, { contract, tradeDate: held.tradeDate });
  // A trade in which nothing was opened names yesterday's mapping.
  if (follower.trades.get(leaderContract)?.contract !== contract) follower.trades.delete(leaderContract);
  const trade = tradeOf(follower, leaderContract, contract);
  trade.opened = true;
  trade.caughtUp = follower.group.lines.get(leaderContract)?.position ?? 0;
  anchor(step, follower, account, trade, follower.group.lines.get(leaderContract)?.position ?? 0);
  // Where its size is not the implied one, the trader's own trade is why.
  if (impliedOf(step.state, follower, trade) !== position) noteDrift(step, follower, trade, "foreign");
  tell(step, row, "adopted: it follows the leader's exits from now on.");
  settle(step, follower, contract);
}

function close(step: Step, row: StandingPosition): void {
  const { follower, account, contract } = row;
  const id = `activation-${Math.trunc(step.now.wallMs)}`;
  for (const side of [1, -1] as const) {
    setTarget(
      step,
      follower,
      account,
      { contract, side, most: 0 },
      { cause: { kind: "flatten", id }, leaderOrder: null, eventId: null, proportional: false },
    );
  }
  tell(step, row, "closed, as you chose at the group's first activation.");
  settle(step, follower, contract);
}

function tell(step: Step, { follower, account, contract, position }: StandingPosition, what: string): void {
  say(step, {
    activity: "settings",
    severity: "notice",
    words: `${account.name}: ${signed(position)} ${contract} is ${what}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}
