/** An example desk whose follower's login has a request budget, and what tests of it ask again and again. */
import type { ContractName } from "../../src-shared/ids.ts";
import { RequestBudget } from "../core/budget.ts";
import type { FollowerState } from "../core/state.ts";
import { LEADER, multiplierOf, OTHER_LOGIN } from "./desk.ts";
import { exampleDesk, type ExampleDesk, type ExampleOptions } from "./example-desk.ts";

export const SECOND_NS = 1e9;
export const roomy = { perSecond: 100, perMinute: 100, perHour: 1000 };

export interface BudgetDeskOptions extends Omit<ExampleOptions, "follower"> {
  readonly limits?: Partial<typeof roomy>;
  readonly orderCap?: number;
}

export interface BudgetDesk extends ExampleDesk {
  readonly budget: RequestBudget;
  readonly follower: FollowerState;
  nowNs(): number;
  /** Spends all that entries may have at this moment. */
  drain(): void;
  /** Locks the login out from now on. */
  lockOut(seconds: number): void;
  /** One leader order in any contract, filled at once. */
  trade(contract: ContractName, signed: number): void;
  /** Leader fills whose events are not complete. */
  incomplete(): readonly string[];
}

export function budgetDesk({ limits = {}, orderCap, ...options }: BudgetDeskOptions = {}): BudgetDesk {
  const caps = { positionCap: 100, ...(orderCap === undefined ? {} : { orderCap }) };
  const sizing = multiplierOf({ multiplier: "1.00", ...caps });
  const at = exampleDesk({ follower: { sizing, contractMap: "same", keepNotional: false }, ...options });
  const { exchange } = at;
  const budget = new RequestBudget({ ...roomy, ...limits });
  exchange.state.budgets.set(OTHER_LOGIN, budget);
  const [follower] = exchange.state.followers.values();
  if (!follower) throw new Error("the desk has no follower");
  const nowNs = (): number => exchange.clock.now().monoNs;
  return {
    ...at,
    budget,
    follower,
    nowNs,
    drain() {
      while (budget.take("entry", nowNs()) === 0);
    },
    lockOut(seconds) {
      budget.pause("LockedOut", nowNs() + seconds * SECOND_NS);
    },
    trade(contract, signed) {
      exchange.fill(exchange.trade(LEADER.key, contract, signed), Math.abs(signed));
      exchange.clock.settle();
    },
    incomplete: () =>
      [...exchange.state.tape.values()]
        .filter((tape) => !tape.complete)
        .map((tape) => tape.event.fill.fillId),
  };
}
