/** What a running session consists of. */
import type { GroupSettings } from "../../src-shared/group.ts";
import type { ModelledExchange } from "./modelled-exchange.ts";
import type { Plan } from "./plan.ts";
import type { Teller } from "./teller.ts";
import type { BudgetWatch } from "./watch-budget.ts";
import type { Watch } from "./watch.ts";

export interface Session {
  readonly plan: Plan;
  readonly exchange: ModelledExchange;
  readonly watch: Watch;
  readonly budget: BudgetWatch | null;
  readonly teller: Teller;
  group: GroupSettings;
  hadOutage: boolean;
}

export function applySettings(session: Session, group: GroupSettings): void {
  session.group = group;
  session.watch.settings(group);
  session.teller.settings(group);
  session.exchange.input({ kind: "settings", groups: [group] });
}
