/** What of a follower is open by the live cockpit, in words: contracts that are confirmed, and orders of ours. Pure. */
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";

export function signed(contracts: number): string {
  return contracts > 0 ? `+${contracts}` : `−${Math.abs(contracts)}`;
}

function orderWords(working: number): string {
  return `${working} ${working === 1 ? "order" : "orders"} open`;
}

/** `PRAC0002 (+2 NQZ6, 1 order open)`, one for each contract; empty where nothing is open. */
export function openWords({ account, lines, working }: FollowerRow): readonly string[] {
  const held = lines
    .filter(({ confirmed }) => confirmed !== 0)
    .map(({ confirmed, contract }) => `${signed(confirmed)} ${contract}`);
  const all = working > 0 ? [...held, orderWords(working)] : held;
  return all.length === 0 ? [] : [`${account} (${all.join(", ")})`];
}
