/** What can be done with a whole group. */
import { Copy, History, Trash2 } from "lucide-react";
import { useState } from "react";
import type { GroupView } from "../../src-shared/ipc/groups.ts";
import { duplicateGroup } from "../actions/groups-form.ts";
import { openHistory } from "../actions/groups-history.ts";
import { StatusButtons } from "../cockpit/group-header.tsx";
import { groupOf } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { DeleteDialog } from "./delete-dialog.tsx";

export interface GroupActionsProps {
  readonly view: GroupView;
  readonly name: string;
}

export function GroupActions({ view, name }: GroupActionsProps) {
  const app = useApp();
  const [deleting, setDeleting] = useState(false);
  const group = useSelect((state) => groupOf(state, view.id));
  return (
    <fieldset aria-label={`Actions of ${name}`} className="flex flex-wrap items-center gap-2 px-3.5 py-2">
      {group === undefined ? null : <StatusButtons group={group} />}
      {view.activated ? null : (
        <span className="text-muted text-xs">Never active yet: it copies nothing.</span>
      )}
      <span className="flex-1" />
      <Button onClick={() => duplicateGroup(app, view.id)}>
        <Copy size={13} aria-hidden /> Duplicate
      </Button>
      <Button onClick={() => void openHistory(app, view.id)}>
        <History size={13} aria-hidden /> History
      </Button>
      <Button onClick={() => setDeleting(true)}>
        <Trash2 size={13} aria-hidden /> Delete…
      </Button>
      <DeleteDialog group={view.id} name={name} open={deleting} onClose={() => setDeleting(false)} />
    </fieldset>
  );
}
