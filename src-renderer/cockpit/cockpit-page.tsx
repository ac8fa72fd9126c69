/** The cockpit: every group with its leader and followers, the tape beside them, the engine's state below. */
import { Network } from "lucide-react";
import { useSelect } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { scroller } from "../ui/near-view.tsx";
import { Footer } from "./footer.tsx";
import { GroupCards } from "./group-cards.tsx";
import { ResyncDialog } from "./resync-dialog.tsx";
import { Tape } from "./tape.tsx";

export function CockpitPage() {
  // Over a narrow grid the tape leaves room to scroll what it covers into sight.
  const tape = useSelect((state) => state.tapeOpen) ? "max-xl:pr-[342px] max-xl:*:min-w-[850px]" : "";
  const none = useSelect((state) => (state.cockpit?.groups ?? []).length === 0);
  return (
    <div className="relative flex h-full min-w-0">
      <h1 className="sr-only">Cockpit</h1>
      <div className="flex min-w-0 flex-1 flex-col">
        <div {...scroller} className={`flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-2.5 ${tape}`}>
          {none ? (
            <Empty icon={Network} title="No group yet">
              A group is one leader and the accounts that follow it. Make one on the Groups page, or bring
              yours in from a setup file there.
            </Empty>
          ) : (
            <GroupCards />
          )}
        </div>
        <Footer />
      </div>
      <Tape />
      <ResyncDialog />
    </div>
  );
}
