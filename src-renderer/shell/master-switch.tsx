/**
 * The master switch (G3): what all groups do, and one place to change it. Closing only is one press away, and one key;
 * a full pause asks while followers are open.
 */
import { Menu } from "@base-ui/react/menu";
import { ArrowRightToLine, ChevronDown, Copy, Pause, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { activateGroups } from "../actions/copying-activation.ts";
import {
  closingOnlyForAll,
  groupsThatAre,
  pauseAll,
  setGroupStatus,
  type GroupStatus,
} from "../actions/copying.ts";
import { PauseDialog } from "../cockpit/pause-dialog.tsx";
import { followersIn, masterStatus, mayBeOpen } from "../state/selectors.ts";
import { useApp, useSelect } from "../ui/context.ts";
import { toneText, type Tone } from "../ui/tone.ts";

const looks: Readonly<
  Record<GroupStatus, { readonly word: string; readonly icon: LucideIcon; readonly tone: Tone }>
> = {
  active: { word: "Copying", icon: Copy, tone: "ok" },
  "closing-only": { word: "Closing only", icon: ArrowRightToLine, tone: "warn" },
  paused: { word: "Paused", icon: Pause, tone: "muted" },
};

interface ItemProps {
  readonly status: GroupStatus;
  readonly detail: string;
  readonly keys?: string;
  readonly onPick: () => void;
}

function Item({ status, detail, keys, onPick }: ItemProps) {
  const { word, icon: Icon, tone } = looks[status];
  return (
    <Menu.Item
      onClick={onPick}
      className="data-highlighted:bg-hover flex cursor-pointer items-start gap-2.5 rounded-md px-3 py-2 outline-none"
    >
      <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${toneText[tone]}`} />
      <span className="min-w-0 flex-1">
        <span className="block text-sm font-semibold">
          {word}
          {status === "paused" ? "…" : ""}
        </span>
        <span className="text-text/85 block text-xs">{detail}</span>
      </span>
      {keys === undefined ? null : (
        <kbd className="border-line text-2xs text-muted rounded border px-1.5 font-sans">{keys}</kbd>
      )}
    </Menu.Item>
  );
}

function Items({ onPause }: { readonly onPause: () => void }) {
  const app = useApp();
  const others = (...statuses: readonly GroupStatus[]): readonly string[] =>
    groupsThatAre(app.store.getState(), ...statuses);
  const closingOnly = (): void => {
    // With nothing left to stop, the choice is meant for the groups that are paused.
    if (others("active").length > 0) void closingOnlyForAll(app);
    else for (const group of others("paused")) void setGroupStatus(app, group, "closing-only");
  };
  return (
    <>
      <Item
        status="active"
        detail="Every group copies entries and exits."
        onPick={() => activateGroups(app, others("closing-only", "paused"))}
      />
      <Item
        status="closing-only"
        detail="Entries are off; when a leader gets out, its followers get out."
        keys="P"
        onPick={closingOnly}
      />
      <Item
        status="paused"
        detail="Nothing is copied, exits included. Positions stay open."
        onPick={onPause}
      />
    </>
  );
}

/** `Copying`, or `Copying 1 of 2 groups` where they differ. */
function useWords(): { readonly status: GroupStatus; readonly part: string } | null {
  const status = useSelect((state) => masterStatus(state)?.status ?? null);
  const groups = useSelect((state) => masterStatus(state)?.groups ?? 0);
  const all = useSelect((state) => masterStatus(state)?.all ?? 0);
  if (status === null) return null;
  return { status, part: groups === all ? "" : `${groups} of ${all}` };
}

export function MasterSwitch() {
  const app = useApp();
  const [asking, setAsking] = useState(false);
  const shown = useWords();
  const open = useSelect((state) => followersIn(state, { kind: "everything" }).some(mayBeOpen));
  if (shown === null) return null;
  const { word, icon: Icon, tone } = looks[shown.status];
  const pause = (): void => {
    if (open) setAsking(true);
    else void pauseAll(app, "leave-alone");
  };
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger
          data-master={shown.status}
          aria-label={`All groups: ${word}${shown.part === "" ? "" : `, ${shown.part} groups`}`}
          title="All groups. P: closing only"
          className="border-edge/60 bg-raised hover:bg-hover flex h-8 shrink-0 items-center gap-1.5 rounded-lg border px-2.5 text-xs font-semibold whitespace-nowrap"
        >
          <Icon size={14} strokeWidth={2} aria-hidden className={toneText[tone]} />
          <span className={toneText[tone]}>{word}</span>
          {shown.part === "" ? null : <span className="text-muted font-medium">{shown.part}</span>}
          <ChevronDown size={13} aria-hidden className="text-muted" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="start" className="z-40">
            <Menu.Popup className="border-line bg-panel w-[320px] rounded-xl border p-1.5 shadow-2xl shadow-black/60 outline-none">
              <Items onPause={pause} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <PauseDialog
        title="Pause all groups?"
        scope={{ kind: "everything" }}
        pause={(choice) => void pauseAll(app, choice)}
        open={asking}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
