/** A group's name, tag and status, a summary in words, and what can be done with all of it. */
import { ArrowRightToLine, Check, Clock3, Pause } from "lucide-react";
import { useState } from "react";
import { assertNever } from "../../src-shared/assert.ts";
import { followerStates, type GroupRow } from "../../src-shared/cockpit/model.ts";
import { activateGroups } from "../actions/copying-activation.ts";
import { pauseGroup, setGroupStatus } from "../actions/copying.ts";
import { count } from "../format/quantity.ts";
import { FlattenButton } from "../shell/flatten-button.tsx";
import { followersIn, mayBeOpen } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { stateLooks } from "../ui/follower-state.tsx";
import { Pill } from "../ui/pill.tsx";
import { PauseDialog } from "./pause-dialog.tsx";

export function StatusChip({ status }: { readonly status: GroupRow["status"] }) {
  switch (status) {
    case "active":
      return (
        <Pill tone="ok">
          <Check size={12} strokeWidth={2.5} aria-hidden /> Active
        </Pill>
      );
    case "closing-only":
      return (
        <Pill tone="warn">
          <ArrowRightToLine size={12} strokeWidth={2.5} aria-hidden /> Closing only
        </Pill>
      );
    case "paused":
      return (
        <Pill tone="muted">
          <Pause size={12} strokeWidth={2.5} aria-hidden /> Paused
        </Pill>
      );
    default:
      return assertNever(status);
  }
}

function useSummary(group: string): string {
  return useSelect((state) => {
    const rows = followersIn(state, { kind: "group", group });
    const parts = followerStates.flatMap((kind) => {
      const number = rows.filter((row) => row.state === kind).length;
      return number === 0 ? [] : [`${number} ${stateLooks[kind].word.toLowerCase()}`];
    });
    return [count(rows.length, "follower"), parts.join(", ")].filter((part) => part !== "").join(" · ");
  });
}

/** Activate, closing only, pause: what the group is not already. */
export function StatusButtons({ group }: { readonly group: GroupRow }) {
  const app = useApp();
  const [asking, setAsking] = useState(false);
  const open = useSelect((s) => followersIn(s, { kind: "group", group: group.id }).some(mayBeOpen));
  const pause = (): void => {
    if (open) setAsking(true);
    else void pauseGroup(app, group.id, "leave-alone");
  };
  return (
    <>
      {group.status === "active" ? null : (
        <Button look="primary" onClick={() => activateGroups(app, [group.id])}>
          Activate
        </Button>
      )}
      {group.status === "closing-only" ? null : (
        <Button onClick={() => void setGroupStatus(app, group.id, "closing-only")}>Closing only</Button>
      )}
      {group.status === "paused" ? null : <Button onClick={pause}>Pause</Button>}
      <PauseDialog
        title={`Pause ${group.name}?`}
        groups={[group.id]}
        pause={(choice) => void pauseGroup(app, group.id, choice)}
        open={asking}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

export function GroupHeader({ group }: { readonly group: GroupRow }) {
  const summary = useSummary(group.id);
  return (
    <header className="border-line flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-3 py-1.5">
      <h2 className="max-w-[min(100%,480px)] truncate text-base font-semibold" title={group.name}>
        {group.name}
      </h2>
      <span
        className="border-line text-2xs text-muted rounded border px-1.5 font-semibold"
        title="Tag of its orders"
      >
        {group.tag}
      </span>
      <StatusChip status={group.status} />
      {group.session === null ? null : (
        <Pill tone={group.session.open ? "muted" : "warn"}>
          <Clock3 size={12} strokeWidth={2.25} aria-hidden />
          <span data-field="session">Session {group.session.words}</span>
        </Pill>
      )}
      <span className="text-muted min-w-[240px] flex-1 text-xs">{summary}</span>
      <div className="ml-auto flex items-center gap-2">
        <StatusButtons group={group} />
        <FlattenButton
          scope={{ kind: "group", group: group.id }}
          size="group"
          label="Flatten group"
          name={`Flatten group ${group.name}`}
        />
      </div>
    </header>
  );
}
