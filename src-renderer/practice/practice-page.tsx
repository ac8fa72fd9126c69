/** Trading the embedded exchange: prices, a ticket for the leader, and the copies beside it. No money is involved. */
import { FlaskConical } from "lucide-react";
import { useSelect } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { ContractList } from "./contract-list.tsx";
import { Copies } from "./copies.tsx";
import { Positions } from "./positions.tsx";
import { Ticket } from "./ticket.tsx";

export function PracticePage() {
  const available = useSelect((state) => state.practice.state?.available);
  const problem = useSelect((state) => state.practice.problem);
  return (
    <Page
      title="Practice"
      summary={
        problem === null ? (
          "The exchange inside Mimik: lifelike prices, no money. Trade the leader here and watch the copies."
        ) : (
          <span className="text-loss">The practice exchange does not answer: {problem}</span>
        )
      }
    >
      {available === true ? (
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
      ) : (
        <Empty icon={FlaskConical} title="No practice exchange in this profile">
          Start Mimik with an empty profile to get one.
        </Empty>
      )}
    </Page>
  );
}
