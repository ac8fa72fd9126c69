/** A group and its leader as cockpit rows. Reads, never writes. */
import type { GroupRow } from "../../../src-shared/cockpit/model.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { priceText } from "../../../src-shared/money.ts";
import { flattenAtMs, openFollowers } from "../leader-lost.ts";
import { confirmedOf } from "../positions.ts";
import { sessionOf, sessionText } from "../session-state.ts";
import { accountOf, specFor, type AccountState, type CoreState, type GroupState } from "../state.ts";
import { averageEntry } from "./open-profit.ts";

function sessionView(group: GroupState, wallMs: number): GroupRow["session"] {
  const { sessions } = group.settings;
  if (sessions.length === 0) return null;
  return { open: sessionOf(group, wallMs).open, words: sessionText(group, wallMs) };
}

function lostView(state: CoreState, group: GroupState): GroupRow["leaderLost"] {
  const lost = group.leaderLost;
  if (!lost) return null;
  const open = openFollowers({ state }, group);
  if (open.length === 0) return null;
  const names = open.map(({ account }) => account.name).join(", ");
  return {
    sinceMs: lost.sinceMs,
    flattenAtMs: lost.flattened ? null : flattenAtMs(group, lost),
    words: lost.flattened
      ? `The leader's connection is lost: ${names} ${open.length === 1 ? "is" : "are"} being closed.`
      : `The leader's connection is lost while ${names} ${open.length === 1 ? "is" : "are"} open: the leader's exits can not be seen.`,
  };
}

export function groupRow(state: CoreState, group: GroupState, wallMs: number): GroupRow {
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
    session: sessionView(group, wallMs),
    leaderLost: lostView(state, group),
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
