/** Every login as a panel, sorted by name so that none moves, and the form that adds and edits them. */
import { Plug, Plus } from "lucide-react";
import { useEffect } from "react";
import { openAddForm, readConnections } from "../actions/connections.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelectList } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { ConnectionPanel } from "./connection-panel.tsx";

function AddButton() {
  const app = useApp();
  return (
    <Button look="primary" onClick={() => openAddForm(app)}>
      <Plus size={14} aria-hidden /> Add connection
    </Button>
  );
}

export function ConnectionsPage() {
  const app = useApp();
  const ids = useSelectList((state) =>
    (state.cockpit?.connections ?? []).map(({ id }) => id).toSorted((a, b) => a.localeCompare(b)),
  );
  useEffect(() => {
    void readConnections(app);
  }, [app]);
  return (
    <Page
      title="Connections"
      summary="One login each: its accounts, its sockets, its request budget."
      actions={<AddButton />}
    >
      <div className="flex max-w-[1200px] flex-col gap-3">
        {ids.length === 0 ? (
          <Empty icon={Plug} title="No connection yet">
            Add the login of your broker, or start Mimik with an empty profile to begin on the practice
            exchange.
          </Empty>
        ) : (
          ids.map((id) => <ConnectionPanel key={id} id={id} />)
        )}
      </div>
      <ConnectionForm />
    </Page>
  );
}
