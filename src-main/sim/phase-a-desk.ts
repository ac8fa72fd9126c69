/** What the tables of Phase A share: a desk, the newest decision, what of it failed, and changes of settings. */
import type { FollowerSettings, GroupSettings, SessionWindow } from "../../src-shared/group.ts";
import type { CheckNumber, LegDecision } from "../core/decision.ts";
import { multiplierOf, type MultiplierPlan } from "./desk.ts";
import { exampleDesk, type ExampleDesk, type ExampleOptions } from "./example-desk.ts";

export const ALL: readonly CheckNumber[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** The sessions of the examples begin on a Monday at 9 in Chicago: this window is over. */
export const over: SessionWindow = {
  days: ["mon"],
  from: "07:00",
  to: "08:00",
  zone: "America/Chicago",
  flattenAtEnd: false,
};

export function desk(
  sizing: Partial<MultiplierPlan> = {},
  options: Partial<ExampleOptions> = {},
): ExampleDesk {
  return exampleDesk({
    follower: {
      sizing: multiplierOf({ multiplier: "1.00", ...sizing }),
      contractMap: "same",
      keepNotional: false,
    },
    ...options,
  });
}

export function legOf(at: ExampleDesk, kind: "open" | "close"): LegDecision {
  const leg = at.leg(kind);
  if (!leg) throw new Error(`no ${kind} leg was decided`);
  return leg;
}

export const seen = (leg: LegDecision, check: CheckNumber): string | undefined =>
  leg.checks.find((record) => record.check === check)?.seen;
export const failed = (leg: LegDecision): readonly CheckNumber[] =>
  leg.checks.filter(({ pass }) => !pass).map(({ check }) => check);

export const set =
  (changes: Partial<GroupSettings>) =>
  (at: ExampleDesk): void => {
    at.set(changes);
  };
export const follower =
  (changes: Partial<FollowerSettings>) =>
  (at: ExampleDesk): void => {
    at.setFollower(changes);
  };
