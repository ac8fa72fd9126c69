/** The size rule of one follower for one pair of contracts, where the broker has told both. */
import type { ContractName } from "../../../src-shared/ids.ts";
import { accountOf, specFor, type CoreState, type FollowerState } from "../state.ts";
import { sizeRuleOf, type SizeRule } from "./sizing.ts";

export function ruleFor(
  state: CoreState,
  follower: FollowerState,
  leaderContract: ContractName,
  contract: ContractName,
): SizeRule | undefined {
  const account = accountOf(state, follower.account);
  const leader = follower.group.leader;
  if (!account || leader === null) return undefined;
  const leaderSpec = specFor(state, leader, leaderContract);
  const followerSpec = specFor(state, account.key, contract);
  if (!leaderSpec || !followerSpec) return undefined;
  const ratio = follower.trades.get(leaderContract)?.ratio ?? null;
  return sizeRuleOf(follower.settings, leaderSpec, followerSpec, ratio);
}
