/** Every change of a group's settings, newest first, and the settings as they were at a moment. */
import { useState } from "react";
import { Temporal } from "temporal-polyfill";
import type { HistoryRow } from "../../src-shared/ipc/groups.ts";
import { closeHistory, closeSettingsAt, showSettingsAt } from "../actions/groups-history.ts";
import { groupViewOf } from "../actions/groups.ts";
import { chicagoStamp } from "../format/time.ts";
import type { GroupAt, GroupHistory } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { TextField } from "../ui/form-fields.tsx";
import { keyboardScrollable } from "../ui/scroll.ts";
import { headOf } from "./form-model.ts";
import { SettingsText } from "./settings-text.tsx";
import { Sheet } from "./sheet.tsx";

const ZONE = "America/Chicago";

/** `2026-11-22 15:04:05`, Chicago time; null where it is none. */
function momentOf(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/u.exec(text.trim());
  if (match === null) return null;
  try {
    return Temporal.PlainDateTime.from(`${match[1]}T${match[2]}`).toZonedDateTime(ZONE).epochMilliseconds;
  } catch (error) {
    // No such day or time.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function AskMoment({ group }: { readonly group: string }) {
  const app = useApp();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const atMs = momentOf(text);
  return (
    <form
      noValidate
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (atMs !== null) void showSettingsAt(app, group, atMs);
      }}
    >
      <TextField
        label="As it was at (Chicago time)"
        className="w-[240px]"
        value={text}
        problem={tried && atMs === null ? "Write it as 2026-11-22 15:04:05." : undefined}
        placeholder="2026-11-22 15:04:05"
        onChange={setText}
      />
      <Button type="submit" className="mt-[17px] min-h-8">
        Show
      </Button>
    </form>
  );
}

function Rows({ rows, group }: { readonly rows: readonly HistoryRow[]; readonly group: string }) {
  const app = useApp();
  return (
    <div {...keyboardScrollable} className="border-line max-h-[46vh] overflow-y-auto rounded-lg border">
      <table aria-label="Changes" className="w-full table-fixed border-collapse text-sm">
        <thead className="bg-panel sticky top-0">
          <tr className="text-2xs text-muted *:px-3 *:py-1.5 *:text-left *:font-medium">
            <th scope="col" className="w-[164px]">
              Time (Chicago)
            </th>
            <th scope="col">Setting</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col" className="w-[132px]">
              <span className="sr-only">As it was</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-line border-t [&>*]:px-3 [&>*]:py-1 [&>*]:break-words">
              <td className="text-muted whitespace-nowrap">{chicagoStamp(row.atMs)}</td>
              <th scope="row" className="text-left font-medium">
                {row.field}
              </th>
              <td className="text-muted">{row.before ?? "–"}</td>
              <td>{row.after ?? "–"}</td>
              <td className="text-right">
                <Button look="small" onClick={() => void showSettingsAt(app, group, row.atMs)}>
                  As it was after
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function At({ at, group }: { readonly at: GroupAt; readonly group: string }) {
  const app = useApp();
  const since = at.sinceMs === null ? "" : `, set so since ${chicagoStamp(at.sinceMs)}`;
  return (
    <section aria-label="As it was" className="flex flex-col gap-2">
      <header className="flex items-center gap-3">
        <h3 className="min-w-0 flex-1 text-sm font-semibold">
          As it was at {chicagoStamp(at.atMs)}, Chicago time, with the changes of that moment
          <span className="text-muted font-normal">{since}</span>
        </h3>
        <Button onClick={() => closeSettingsAt(app, group)}>Back to the changes</Button>
      </header>
      {at.settings === null ? (
        <p className="text-muted text-sm">No settings of this group are recorded for that moment.</p>
      ) : (
        <SettingsText draft={at.settings} />
      )}
    </section>
  );
}

function Body({ history }: { readonly history: GroupHistory }) {
  const { rows, at, group, problem } = history;
  return (
    <>
      {problem === null ? null : (
        <p role="alert" className="text-loss text-sm">
          {problem}
        </p>
      )}
      {at === null ? (
        <>
          <AskMoment group={group} />
          {rows === null ? <p className="text-muted text-sm">Reading the changes.</p> : null}
          {rows?.length === 0 ? <p className="text-muted text-sm">Nothing has been changed yet.</p> : null}
          {rows === null || rows.length === 0 ? null : <Rows rows={rows} group={group} />}
        </>
      ) : (
        <At at={at} group={group} />
      )}
    </>
  );
}

export function HistoryDialog() {
  const app = useApp();
  const history = useSelect((state) => state.groups.history);
  const name = useSelect((state) => {
    const draft = history === null ? undefined : groupViewOf(state, history.group)?.draft;
    return draft === undefined ? "this group" : headOf(draft).name;
  });
  return (
    <Sheet
      open={history !== null}
      onClose={() => closeHistory(app)}
      close="Close"
      title={`History of ${name}`}
    >
      {history === null ? null : <Body history={history} />}
    </Sheet>
  );
}
