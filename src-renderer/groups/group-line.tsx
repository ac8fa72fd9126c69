/** One group of the list: what it is in a line; opened, its followers, its warnings and what can be done with it. */
import { ChevronDown, ChevronRight, Crown, PencilLine, TriangleAlert } from "lucide-react";
import { memo, useMemo } from "react";
import type { GroupView } from "../../src-shared/ipc/groups.ts";
import { formOf, openEditGroup } from "../actions/groups-form.ts";
import { toggleGroup } from "../actions/groups.ts";
import { StatusChip } from "../cockpit/group-header.tsx";
import { count } from "../format/quantity.ts";
import { groupOf } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { fieldsOf, headOf, type GroupFields } from "./form-model.ts";
import { atFields } from "./form-problems.ts";
import { GroupActions } from "./group-actions.tsx";
import { GroupFollowers } from "./group-followers.tsx";
import { openPositionsOf } from "./open-positions.ts";

function Open({ group }: { readonly group: string }) {
  const positions = useSelect((state) => openPositionsOf(state, group));
  return positions === 0 ? (
    <span className="text-muted">flat</span>
  ) : (
    <strong className="text-text">{positions} open</strong>
  );
}

function Warnings({ view, fields }: { readonly view: GroupView; readonly fields: GroupFields }) {
  const { warnings } = view;
  if (warnings.length === 0) return null;
  return (
    <ul aria-label={`Warnings of ${fields.name}`} className="flex flex-col gap-0.5 px-3.5 pb-2">
      {atFields(warnings, fields.followers).map(({ at, words }) => (
        <li key={at} className="text-warn flex items-start gap-1.5 text-xs">
          <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">{words}</span>
        </li>
      ))}
    </ul>
  );
}

function Body({ view }: { readonly view: GroupView }) {
  const fields = useMemo(() => fieldsOf(view.draft), [view]);
  return (
    <div id={`group-${view.id}`} className="border-line border-t">
      <GroupActions view={view} name={fields.name} />
      <Warnings view={view} fields={fields} />
      <GroupFollowers group={view.id} fields={fields} />
    </div>
  );
}

export interface GroupLineProps {
  readonly view: GroupView;
  readonly opened: boolean;
}

export const GroupLine = memo(function GroupLine({ view, opened }: GroupLineProps) {
  const app = useApp();
  const head = useMemo(() => headOf(view.draft), [view]);
  // The cockpit knows it a moment earlier than the settings are read anew.
  const status = useSelect((state) => groupOf(state, view.id)?.status ?? view.status);
  const begun = useSelect((state) => formOf(state, view.id) !== undefined);
  const Chevron = opened ? ChevronDown : ChevronRight;
  return (
    <section
      aria-label={`Group ${head.name}`}
      data-group={view.id}
      className="border-line bg-panel rounded-xl border"
    >
      <header className="grid min-h-11 grid-cols-[minmax(0,1fr)_112px_minmax(0,200px)_92px_64px_108px_84px] items-center gap-x-2.5 px-3 py-1 text-sm">
        <h2 className="flex min-w-0 items-center gap-2 text-base font-semibold">
          <button
            type="button"
            aria-expanded={opened}
            onClick={() => toggleGroup(app, view.id)}
            className="hover:text-accent flex min-h-7 min-w-0 items-center gap-1.5 text-left"
          >
            <Chevron size={15} aria-hidden className="shrink-0" />
            <span className="line-clamp-2 min-w-0 wrap-anywhere" title={head.name}>
              {head.name}
            </span>
          </button>
          <span className="border-line text-2xs text-muted shrink-0 rounded border px-1.5 font-semibold">
            {head.tag}
          </span>
        </h2>
        <span>
          <StatusChip status={status} />
        </span>
        <span className="inline-flex min-w-0 items-center gap-1.5">
          <Crown size={13} aria-label="Leader" className="text-gold shrink-0" />
          <span className="min-w-0 break-words">
            <strong>{head.leader.account}</strong>{" "}
            <span className="text-muted">{head.leader.connection}</span>
          </span>
        </span>
        <span className="text-muted">{count(head.followers, "follower")}</span>
        <Open group={view.id} />
        <span className="text-xs">
          {view.warnings.length === 0 ? null : (
            <span className="text-warn inline-flex items-center gap-1">
              <TriangleAlert size={13} aria-hidden /> {count(view.warnings.length, "warning")}
            </span>
          )}
        </span>
        <Button onClick={() => openEditGroup(app, view.id)} aria-label={`Edit ${head.name}`}>
          <PencilLine size={13} aria-hidden /> {begun ? "Go on" : "Edit"}
        </Button>
      </header>
      {opened ? <Body view={view} /> : null}
    </section>
  );
});
