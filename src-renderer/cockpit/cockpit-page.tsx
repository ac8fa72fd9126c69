/** The cockpit: every group with its leader and followers, the tape beside them, the engine's state below. */
import { Network } from "lucide-react";
import { useSelectList } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Footer } from "./footer.tsx";
import { GroupCard } from "./group-card.tsx";
import { ResyncDialog } from "./resync-dialog.tsx";
import { Tape } from "./tape.tsx";

export function CockpitPage() {
  const groups = useSelectList((state) => (state.cockpit?.groups ?? []).map((group) => group.id));
  return (
    <div className="relative flex h-full min-w-0">
      <h1 className="sr-only">Cockpit</h1>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-2.5">
          {groups.length === 0 ? (
            <Empty icon={Network} title="No group yet">
              A group is one leader and the accounts that follow it. Make one on the Groups page, or bring
              yours in from a setup file there.
            </Empty>
          ) : (
            groups.map((id) => <GroupCard key={id} id={id} />)
          )}
        </div>
        <Footer />
      </div>
      <Tape />
      <ResyncDialog />
    </div>
  );
}
