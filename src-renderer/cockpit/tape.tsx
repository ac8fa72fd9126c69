/** The tape: one line per leader fill, newest first. A column on a wide screen, over the grid on a narrow one. */
import { PanelRightOpen, X } from "lucide-react";
import { setTapeOpen } from "../actions/navigate.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { TapeEntry } from "./tape-entry.tsx";

function TapeList() {
  const tape = useSelect((state) => state.cockpit?.tape);
  const many = useSelect((state) => (state.cockpit?.groups.length ?? 0) > 1);
  if (tape === undefined || tape.length === 0) {
    return (
      <p className="text-muted px-4 py-6 text-sm">
        Each fill of a leader will stand here, with what every follower made of it and why.
      </p>
    );
  }
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto" aria-label="Leader fills, newest first">
      {tape.map((entry) => (
        <TapeEntry key={entry.eventId} entry={entry} startOpen={false} withGroup={many} />
      ))}
    </ul>
  );
}

export function Tape() {
  const app = useApp();
  const open = useSelect((state) => state.tapeOpen);
  if (!open) {
    return (
      <div className="border-line bg-rail flex w-9 shrink-0 justify-center border-l pt-2">
        <Button
          look="ghost"
          aria-label="Open the tape"
          title="Open the tape"
          onClick={() => setTapeOpen(app, true)}
        >
          <PanelRightOpen size={17} aria-hidden />
        </Button>
      </div>
    );
  }
  return (
    <aside
      aria-label="Tape"
      className="border-line bg-rail flex w-[332px] shrink-0 flex-col border-l max-xl:absolute max-xl:inset-y-0 max-xl:right-0 max-xl:z-10 max-xl:shadow-2xl max-xl:shadow-black"
    >
      <header className="border-line flex h-11 shrink-0 items-center gap-2 border-b px-3">
        <h2 className="text-sm font-semibold">Tape</h2>
        <span className="text-muted flex-1 text-xs">leader fills, all groups</span>
        <Button look="ghost" aria-label="Close the tape" onClick={() => setTapeOpen(app, false)}>
          <X size={15} aria-hidden />
        </Button>
      </header>
      <TapeList />
    </aside>
  );
}
