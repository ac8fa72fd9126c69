/** A group and its leader as cockpit rows. Reads, never writes. */
import type { GroupRow } from "../../../src-shared/cockpit/model.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { priceText } from "../../../src-shared/money.ts";
import { confirmedOf } from "../positions.ts";
import { accountOf, specFor, type AccountState, type CoreState, type GroupState } from "../state.ts";
import { averageEntry } from "./open-profit.ts";

export function groupRow(state: CoreState, group: GroupState): GroupRow {
  const account = accountOf(state, group.leader);
  const unknown = [...group.lines.values()].find((line) => line.unknown !== null);
  const leaderState =
    !account || account.phase === "offline"
      ? "offline"
      : unknown
        ? "unknown"
        : account.phase === "live"
          ? "live"
          : "reconciling";
  const fill = group.lastFill;
  const spec = fill ? specFor(state, fill.account, fill.contract) : undefined;
  return {
    id: group.settings.id,
    name: group.settings.name,
    tag: group.settings.tag,
    status: group.settings.status,
    leader: {
      account: group.settings.leader.account,
      connection: group.settings.leader.connection,
      state: leaderState,
      reason: unknown?.unknown ?? account?.why ?? "This account has not been seen on its connection yet.",
      lines: account ? leaderLines(state, group, account) : [],
      lastFill:
        fill && spec
          ? {
              atMs: fill.filledAtMs,
              contract: fill.contract,
              quantity: fill.side * fill.quantity,
              price: priceText(fill.priceTicks, spec.tickSizeMicros),
            }
          : null,
    },
    session: null,
    leaderLost: null,
    followers: group.followers.map((follower) => follower.settings.id),
  };
}

function leaderLines(
  state: CoreState,
  group: GroupState,
  account: AccountState,
): GroupRow["leader"]["lines"] {
  const contracts = new Set<ContractName>(group.lines.keys());
  const lines: GroupRow["leader"]["lines"] = [];
  for (const contract of contracts) {
    const line = group.lines.get(contract);
    const position = account.positions.get(contract);
    const confirmed = line?.position ?? (position ? confirmedOf(position) : 0);
    if (confirmed === 0 && group.lastFill?.contract !== contract) continue;
    lines.push({
      contract,
      confirmed,
      state: (line?.unknown ?? null) === null ? "known" : "unknown",
      open: averageEntry(state, account, contract),
    });
  }
  return lines;
}
