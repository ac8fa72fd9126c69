/** Every event in words, newest first; older ones on request; all of them as a file. */
import { List } from "lucide-react";
import { loadOlderActivity } from "../actions/activity.ts";
import { count } from "../format/quantity.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { ActivityTable } from "./activity-table.tsx";
import { ExportMenu } from "./export-menu.tsx";

function Older() {
  const app = useApp();
  const rest = useSelect((state) => state.activity.total - state.activity.rows.length);
  const loading = useSelect((state) => state.activity.loading);
  if (rest <= 0) return null;
  return (
    <div className="flex justify-center py-3">
      <Button disabled={loading} onClick={() => void loadOlderActivity(app)}>
        {loading ? "Loading…" : `Load older entries (${count(rest, "more", "more")})`}
      </Button>
    </div>
  );
}

export function ActivityPage() {
  const empty = useSelect((state) => state.activity.rows.length === 0);
  const total = useSelect((state) => state.activity.total);
  const problem = useSelect((state) => state.activity.problem);
  return (
    <Page
      title="Activity"
      summary={
        problem === null ? (
          `${count(total, "entry", "entries")}, newest first, Chicago time`
        ) : (
          <span className="text-loss">{problem}</span>
        )
      }
      actions={<ExportMenu />}
    >
      {empty ? (
        <Empty icon={List} title="Nothing has happened yet">
          Fills, copies, refusals, connections and settings will stand here, each with what you can do about
          it.
        </Empty>
      ) : (
        <>
          <ActivityTable />
          <Older />
        </>
      )}
    </Page>
  );
}
