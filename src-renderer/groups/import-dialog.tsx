/** A setup file that was chosen: everything that is wrong with it, or everything that it would change, before it does. */
import { Minus, PencilLine, Plus, TriangleAlert } from "lucide-react";
import type { DraftProblem, ImportChange } from "../../src-shared/ipc/groups.ts";
import { applySetupFile, closeSetupFile } from "../actions/groups-import.ts";
import { count } from "../format/quantity.ts";
import type { ImportFile } from "../state/groups-slice.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Pill } from "../ui/pill.tsx";
import { keyboardScrollable } from "../ui/scroll.ts";
import { Sheet } from "./sheet.tsx";

const looks = {
  added: { word: "Added", tone: "ok", icon: Plus },
  changed: { word: "Changed", tone: "info", icon: PencilLine },
  removed: { word: "Removed", tone: "warn", icon: Minus },
} as const;

const kinds = { connection: "Connection", group: "Group", follower: "Follower" } as const;

function Problems({ problems }: { readonly problems: readonly DraftProblem[] }) {
  return (
    <>
      <p className="text-sm">
        Nothing was imported: {count(problems.length, "problem")} to put right in the file first.
      </p>
      <ul
        aria-label="Problems of the file"
        {...keyboardScrollable}
        className="border-line bg-ground max-h-[50vh] overflow-y-auto rounded-lg border px-3 py-1.5"
      >
        {problems.map(({ path, words }) => (
          <li key={`${path} ${words}`} className="py-0.5 text-sm break-words">
            {path === "" ? null : <code className="text-accent mr-2">{path}</code>}
            {words}
          </li>
        ))}
      </ul>
    </>
  );
}

function Detail({ field, before, after }: ImportChange["details"][number]) {
  return (
    <li className="flex flex-wrap gap-x-2 text-xs">
      <span className="text-muted">{field}</span>
      {before === null ? null : <s className="text-muted break-words">{before}</s>}
      {before === null || after === null ? null : <span aria-hidden>→</span>}
      <span className="break-words">{after ?? (before === null ? "" : "removed")}</span>
    </li>
  );
}

function Change({ change }: { readonly change: ImportChange }) {
  const { word, tone, icon: Icon } = looks[change.kind];
  return (
    <li className="border-line border-t px-3 py-1.5 first:border-t-0">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Pill tone={tone}>
          <Icon size={12} strokeWidth={2.5} aria-hidden /> {word}
        </Pill>
        <span className="text-muted text-xs">{kinds[change.what]}</span>
        <strong className="min-w-0 wrap-anywhere">{change.name}</strong>
      </p>
      <ul className="mt-0.5 flex flex-col">
        {change.details.map((detail) => (
          <Detail key={detail.field} {...detail} />
        ))}
      </ul>
      {change.notes.map((note) => (
        <p key={note} className="text-warn mt-0.5 flex items-start gap-1.5 text-xs">
          <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" /> {note}
        </p>
      ))}
    </li>
  );
}

function Body({ file }: { readonly file: ImportFile }) {
  switch (file.kind) {
    case "reading":
      return <p className="text-muted text-sm">Reading the file.</p>;
    case "problems":
      return <Problems problems={file.problems} />;
    case "changes":
      return (
        <>
          {file.failure === null ? null : (
            <p role="alert" className="text-loss text-sm">
              {file.failure} This is what the file would change now.
            </p>
          )}
          <p className="text-sm">
            {file.changes.length === 0
              ? "The file changes nothing: everything is set like that already."
              : "Nothing has been changed yet. What the file does not name stays as it is."}
          </p>
          {file.changes.length === 0 ? null : (
            <ul
              aria-label="Changes"
              {...keyboardScrollable}
              className="border-line bg-ground max-h-[50vh] overflow-y-auto rounded-lg border"
            >
              {file.changes.map((change) => (
                <Change key={`${change.what} ${change.name}`} change={change} />
              ))}
            </ul>
          )}
        </>
      );
    default:
      return file satisfies never;
  }
}

export function ImportDialog() {
  const app = useApp();
  const file = useSelect((state) => state.groups.file);
  const changes = file?.kind === "changes" ? file : null;
  return (
    <Sheet
      open={file !== null}
      onClose={() => closeSetupFile(app)}
      close={changes === null ? "Close" : "Cancel"}
      title={file === null ? "Import" : `Import ${file.fileName}`}
      footer={
        changes === null ? null : (
          <>
            <span className="flex-1" />
            <Button
              look="primary"
              disabled={changes.busy || changes.changes.length === 0}
              onClick={() => void applySetupFile(app)}
            >
              {changes.busy ? "Applying…" : `Apply ${count(changes.changes.length, "change")}`}
            </Button>
          </>
        )
      }
    >
      {file === null ? null : <Body file={file} />}
    </Sheet>
  );
}
