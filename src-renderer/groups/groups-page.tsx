/** The groups as they are set: a list that opens to the followers, the form that makes and changes them, files in and out. */
import { Download, Network, Plus, Upload } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import type { GroupView } from "../../src-shared/ipc/groups.ts";
import { continueForm, discardGroupForm, openNewGroup } from "../actions/groups-form.ts";
import { chooseSetupFile } from "../actions/groups-import.ts";
import { exportSetup, filterGroups, readGroups } from "../actions/groups.ts";
import { count } from "../format/quantity.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { NearView } from "../ui/near-view.tsx";
import { Page } from "../ui/page.tsx";
import { headOf } from "./form-model.ts";
import { GroupForm } from "./group-form.tsx";
import { GroupLine } from "./group-line.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { StopWarning } from "./stop-warning.tsx";

function ImportButton() {
  const app = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Upload size={13} aria-hidden /> Import…
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="Setup file"
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again once it has been put right.
          event.target.value = "";
          if (file !== undefined) void chooseSetupFile(app, file);
        }}
      />
    </>
  );
}

function PageActions() {
  const app = useApp();
  return (
    <div className="flex items-center gap-2">
      <ImportButton />
      <Button onClick={() => void exportSetup(app)}>
        <Download size={13} aria-hidden /> Export
      </Button>
      <Button look="primary" onClick={() => openNewGroup(app)}>
        <Plus size={14} aria-hidden /> New group
      </Button>
    </div>
  );
}

/** What a trader may look for: the group, its tag, its accounts. */
function textOf({ draft }: GroupView): string {
  const { name, tag, leader } = headOf(draft);
  const followers = Array.isArray(draft["followers"]) ? draft["followers"] : [];
  const names = followers.map((each: { readonly account?: unknown }) => String(each.account));
  return [name, tag, leader.account, ...names].join(" ").toLowerCase();
}

/** Groups that were begun and are not saved yet; those of saved groups stand in their own line. */
function Begun() {
  const app = useApp();
  const forms = useSelectList((state) => state.groups.forms.filter(({ group }) => group === null));
  return forms.map(({ key, fields }) => (
    <section
      key={key}
      aria-label={`Begun: ${fields.name === "" ? "a new group" : fields.name}`}
      className="border-accent/50 bg-panel flex min-h-11 items-center gap-3 rounded-xl border border-dashed px-3 text-sm"
    >
      <span className="min-w-0 flex-1 wrap-anywhere">
        <strong>{fields.name === "" ? "A new group" : fields.name}</strong>{" "}
        <span className="text-muted">begun, not saved yet</span>
      </span>
      <Button onClick={() => continueForm(app, key)}>Go on</Button>
      <Button look="ghost" className="px-2 text-xs" onClick={() => discardGroupForm(app, key)}>
        Discard
      </Button>
    </section>
  ));
}

/** As many as the largest screen shows are drawn at once; the rest where they are looked at. */
const FIRST_LINES = 24;
/** Of a line that is closed. */
const LINE_PX = 46;

function List() {
  const views = useSelect((state) => state.groups.settings?.groups);
  const opened = useSelect((state) => state.groups.opened);
  const filter = useDeferredValue(useSelect((state) => state.groups.filter));
  const texts = useMemo(() => (views ?? []).map((view) => ({ view, text: textOf(view) })), [views]);
  if (views === undefined) return null;
  const words = filter.trim().toLowerCase();
  const shown = texts.filter(({ text }) => text.includes(words));
  if (views.length === 0)
    return (
      <Empty icon={Network} title="No group yet">
        A group is one leader and the accounts that follow it. Make one with “New group”, or bring yours in
        with “Import”.
      </Empty>
    );
  if (shown.length === 0) return <p className="text-muted py-4 text-sm">No group or account of that name.</p>;
  const lineOf = (view: GroupView) => (
    <GroupLine key={view.id} view={view} opened={opened.includes(view.id)} />
  );
  if (shown.length <= FIRST_LINES) return shown.map(({ view }) => lineOf(view));
  return shown.map(({ view }, index) => (
    <NearView
      key={view.id}
      label={`Group ${headOf(view.draft).name}`}
      heightPx={LINE_PX}
      first={index < FIRST_LINES}
    >
      {lineOf(view)}
    </NearView>
  ));
}

function Filter() {
  const app = useApp();
  const filter = useSelect((state) => state.groups.filter);
  return (
    <input
      type="search"
      aria-label="Find a group or an account"
      placeholder="Find a group or an account"
      value={filter}
      onChange={(event) => filterGroups(app, event.target.value)}
      className="border-edge bg-ground h-8 w-[280px] rounded-md border px-2 text-sm"
    />
  );
}

function Summary() {
  const number = useSelect((state) => state.groups.settings?.groups.length);
  const problem = useSelect((state) => state.groups.problem);
  if (problem !== null) return <span className="text-loss">{problem}</span>;
  return number === undefined ? "Reading the groups." : count(number, "group");
}

export function GroupsPage() {
  const app = useApp();
  const editing = useSelect((state) => state.groups.editing);
  // What is known is on the page at once; whether it still holds is asked when it has been drawn.
  useEffect(() => app.clock.after(0, () => void readGroups(app)), [app]);
  if (editing !== null) return <GroupForm formKey={editing} />;
  return (
    <Page title="Groups" summary={<Summary />} actions={<PageActions />}>
      <div className="flex max-w-[1180px] flex-col gap-2">
        <StopWarning />
        <Filter />
        <Begun />
        <List />
      </div>
      <HistoryDialog />
      <ImportDialog />
    </Page>
  );
}
