/** The group's settings have changed since editing began: what differs, and whose values the form goes on with. */
import { GitMerge } from "lucide-react";
import { discardGroupForm, keepMine, takeOverChanges } from "../actions/groups-form.ts";
import type { GroupForm } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { useApp } from "../ui/context.ts";
import { differences } from "./form-merge.ts";
import type { GroupFields } from "./form-model.ts";

export interface ChangedBannerProps {
  readonly form: GroupForm;
  /** The group as it is now. */
  readonly theirs: GroupFields | "deleted";
}

export function ChangedBanner({ form, theirs }: ChangedBannerProps) {
  const app = useApp();
  const { key } = form;
  if (theirs === "deleted")
    return (
      <div role="alert" className="bg-warn-soft border-line flex items-center gap-3 border-b px-4 py-2">
        <GitMerge size={15} aria-hidden className="text-warn shrink-0" />
        <p className="min-w-0 flex-1 text-sm">
          This group has been deleted meanwhile. What you typed is still here.
        </p>
        <Button onClick={() => keepMine(app, key)}>Make it a new group</Button>
        <Button onClick={() => discardGroupForm(app, key)}>Discard</Button>
      </div>
    );
  return (
    <div role="alert" className="bg-warn-soft border-line flex items-center gap-3 border-b px-4 py-2">
      <GitMerge size={15} aria-hidden className="text-warn shrink-0" />
      <p className="min-w-0 flex-1 text-sm">
        The settings of this group have changed since you began: {differences(form.base, theirs).join(", ")}.{" "}
        <span className="text-muted">
          Taken over, they stand where you have changed nothing yourself; what you typed stays.
        </span>
      </p>
      <Button look="primary" onClick={() => takeOverChanges(app, key)}>
        Take over
      </Button>
      <Button onClick={() => keepMine(app, key)}>Keep all of mine</Button>
    </div>
  );
}
