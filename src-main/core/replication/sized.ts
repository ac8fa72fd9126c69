/** What a leader's fill asks of a follower, as a difference of sizes of the leader's cumulative position (S1, S5). */
import { venueOfAccount, type ContractName } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import type { AccountState, FollowerState } from "../state.ts";
import { oldestOf, type Deciding } from "./deciding.ts";
import { ruleFor } from "./rule.ts";
import { sizeOf, type SizeRule } from "./sizing.ts";

export interface Sized {
  readonly contract: ContractName | null;
  readonly rule: SizeRule | undefined;
  readonly before: number;
  readonly after: number;
  /** Contracts that the leader's fill asks for. */
  readonly sized: number;
}

/** Where no rule can be made: the contract or the account is not known. */
const NO_SIZE: Sized = { contract: null, rule: undefined, before: 0, after: 0, sized: 0 };

export function sizedFor(
  step: Step,
  deciding: Deciding,
  account: AccountState | undefined,
  contract: ContractName | undefined,
): Sized {
  if (!account || contract === undefined) return NO_SIZE;
  const { settings } = deciding.follower;
  const { sizes } = deciding.alike;
  const venue = venueOfAccount(account.key);
  for (let index = sizes.length - 1; index >= oldestOf(sizes); index -= 1) {
    const known = sizes[index];
    if (known?.venue === venue && known.size.contract === contract && sizesAlike(known.settings, settings)) {
      return known.size;
    }
  }
  const size = newSize(step, deciding, contract);
  if (size.rule) sizes.push({ settings, venue, size });
  return size;
}

function newSize(step: Step, { follower, line, legs }: Deciding, contract: ContractName): Sized {
  const rule = ruleFor(step.state, follower, line.contract, contract);
  if (!rule) return NO_SIZE;
  const from = legs.l0 * legs.openSide > 0 ? Math.abs(legs.l0) : 0;
  const before = sizeOf(rule, from);
  const after = sizeOf(rule, Math.abs(legs.l1));
  return { contract, rule, before, after, sized: after - before };
}

type Settings = FollowerState["settings"];

/** Equal rules for equal contracts. Equity sizing never: its ratio is each follower's own. */
function sizesAlike(one: Settings, other: Settings): boolean {
  if (one.keepNotional !== other.keepNotional || one.largerConfirmed !== other.largerConfirmed) return false;
  const [a, b] = [one.sizing, other.sizing];
  if (a.mode === "fixed") return b.mode === "fixed" && a.contracts === b.contracts;
  if (a.mode === "equity" || b.mode !== "multiplier") return false;
  return a.multiplier === b.multiplier && a.rounding === b.rounding && a.atLeastOne === b.atLeastOne;
}
