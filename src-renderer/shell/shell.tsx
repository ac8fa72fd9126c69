/** The window: status bar, rail and the open page. Marks the page while it does not show the present. */
import { Cable } from "lucide-react";
import { assertNever } from "../../src-shared/assert.ts";
import { ActivityPage } from "../activity/activity-page.tsx";
import { CockpitPage } from "../cockpit/cockpit-page.tsx";
import { ConnectionsPage } from "../connections/connections-page.tsx";
import { ExplainDialog } from "../explain/explain-dialog.tsx";
import { GroupsPage } from "../groups/groups-page.tsx";
import { PracticePage } from "../practice/practice-page.tsx";
import { isStale } from "../state/selectors.ts";
import type { PageId } from "../state/store.ts";
import { useSelect } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Activations } from "./activations.tsx";
import { CopyAnnouncer } from "./copy-announcer.tsx";
import { LinkBanner } from "./link-banner.tsx";
import { Notices } from "./notices.tsx";
import { Rail } from "./rail.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { StatusBar } from "./status-bar.tsx";
import { TroubleAnnouncer } from "./trouble-announcer.tsx";

function OpenPage({ page }: { readonly page: PageId }) {
  switch (page) {
    case "cockpit":
      return <CockpitPage />;
    case "practice":
      return <PracticePage />;
    case "groups":
      return <GroupsPage />;
    case "connections":
      return <ConnectionsPage />;
    case "activity":
      return <ActivityPage />;
    default:
      return assertNever(page);
  }
}

export function Shell() {
  useShortcuts();
  const page = useSelect((state) => state.page);
  const known = useSelect((state) => state.cockpit !== null);
  const stale = useSelect(isStale);
  return (
    <div className="flex h-full flex-col">
      <StatusBar />
      <LinkBanner />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className={`min-w-0 flex-1 ${stale ? "saturate-[.25]" : ""}`} data-live={!stale}>
          {known ? (
            <OpenPage page={page} />
          ) : (
            <Empty icon={Cable} title={stale ? "No engine" : "Connecting to the engine"}>
              {stale ? "Nothing can be shown until it answers." : "This takes a moment after a start."}
            </Empty>
          )}
        </main>
      </div>
      <Activations />
      <ExplainDialog />
      <Notices />
      <CopyAnnouncer />
      <TroubleAnnouncer />
    </div>
  );
}
