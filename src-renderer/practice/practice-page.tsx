/** The embedded exchange: trading the leader with the copies beside it, or the chaos drill. No money is involved. */
import { FlaskConical } from "lucide-react";
import { useSelect } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { ContractList } from "./contract-list.tsx";
import { Copies } from "./copies.tsx";
import { DrillView } from "./drill/drill-view.tsx";
import { FaultBanner } from "./drill/fault-banner.tsx";
import { Positions } from "./positions.tsx";
import { Ticket } from "./ticket.tsx";
import { ViewSwitch } from "./view-switch.tsx";

function TradeView() {
  return (
    <div className="grid grid-cols-[300px_minmax(0,1fr)] items-start gap-3 xl:grid-cols-[404px_308px_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-3 xl:contents">
        <ContractList />
        <Ticket />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <Copies />
        <Positions />
      </div>
    </div>
  );
}

const summaries = {
  trade: "The exchange inside Mimik: lifelike prices, no money. Trade the leader here and watch the copies.",
  drill: "Let the exchange inside Mimik misbehave, and see what the copier does. No money.",
} as const;

export function PracticePage() {
  const available = useSelect((state) => state.practice.state?.available);
  const problem = useSelect((state) => state.practice.problem);
  const view = useSelect((state) => state.drill.view);
  return (
    <Page
      title="Practice"
      summary={
        problem === null ? (
          summaries[view]
        ) : (
          <span className="text-loss">The practice exchange does not answer: {problem}</span>
        )
      }
      actions={
        available === true ? (
          <>
            <FaultBanner />
            <ViewSwitch />
          </>
        ) : undefined
      }
    >
      {available === true ? (
        view === "trade" ? (
          <TradeView />
        ) : (
          <DrillView />
        )
      ) : (
        <Empty icon={FlaskConical} title="No practice exchange in this profile">
          Start Mimik with an empty profile to get one.
        </Empty>
      )}
    </Page>
  );
}
