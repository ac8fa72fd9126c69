/** Open P&L and average entry of what an account holds. For showing; risk has its own figures. */
import type { ContractName } from "../../../src-shared/ids.ts";
import { micros, priceText, type Micros } from "../../../src-shared/money.ts";
import { confirmedOf, filledPosition, type PositionState } from "../positions.ts";
import { specFor, type AccountState, type CoreState } from "../state.ts";

/** Cost of the open position in contract-ticks, or null where it is not known or fills lag behind the reports. */
function costOf(position: PositionState): number | null {
  return filledPosition(position) === confirmedOf(position) ? position.costTicks : null;
}

/** Average entry price as text. */
export function averageEntry(state: CoreState, account: AccountState, contract: ContractName): string | null {
  const position = account.positions.get(contract);
  const spec = specFor(state, account.key, contract);
  const net = position ? confirmedOf(position) : 0;
  const cost = position ? costOf(position) : null;
  if (!spec || cost === null || net === 0) return null;
  const average = cost / net;
  if (Number.isInteger(average)) return priceText(average, spec.tickSizeMicros);
  return priceText(Math.round((average * spec.tickSizeMicros) / 100), 100);
}

/** Open P&L of the whole account in micro-dollars; null while a price or an entry price is missing. */
export function openProfit(
  state: CoreState,
  account: { readonly key: AccountState["key"]; readonly positions: Iterable<PositionState> },
  lastOf: (contract: ContractName) => number | null,
): Micros | null {
  let total = 0;
  for (const position of account.positions) {
    const net = confirmedOf(position);
    if (net === 0) continue;
    const spec = specFor(state, account.key, position.contract);
    const cost = costOf(position);
    const last = lastOf(position.contract);
    if (!spec || cost === null || last === null) return null;
    total += Math.round((last * net - cost) * spec.tickValueMicros);
  }
  return micros(total);
}
