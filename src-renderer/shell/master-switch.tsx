/**
 * The master switch (G3): what all groups do, and one place to change it. Closing only is one press away, and one key;
 * a full pause asks while followers are open.
 */
import { ArrowRightToLine, Copy, Pause, type LucideIcon } from "lucide-react";
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
import { followersOf, masterStatus, mayBeOpen } from "../state/selectors.ts";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";
import { OptionPopover, type Option } from "../ui/option-popover.tsx";
import { toneText, type Tone } from "../ui/tone.ts";

const looks: Readonly<
  Record<GroupStatus, { readonly word: string; readonly icon: LucideIcon; readonly tone: Tone }>
> = {
  active: { word: "Copying", icon: Copy, tone: "ok" },
  "closing-only": { word: "Closing only", icon: ArrowRightToLine, tone: "warn" },
  paused: { word: "Paused", icon: Pause, tone: "muted" },
};

/** What each choice does, in the words of the trader. */
function useOptions(onPause: () => void): readonly Option[] {
  const app = useApp();
  const others = (...statuses: readonly GroupStatus[]): readonly string[] =>
    groupsThatAre(app.store.getState(), ...statuses);
  const closingOnly = (): void => {
    // With nothing left to stop, the choice is meant for the groups that are paused.
    if (others("active").length > 0) void closingOnlyForAll(app);
    else for (const group of others("paused")) void setGroupStatus(app, group, "closing-only");
  };
  return [
    {
      ...looks.active,
      detail: "Every group copies entries and exits.",
      act: () => activateGroups(app, others("closing-only", "paused")),
    },
    {
      ...looks["closing-only"],
      detail: "Entries are off; when a leader gets out, its followers get out.",
      keys: "P",
      act: closingOnly,
    },
    {
      ...looks.paused,
      word: "Paused…",
      detail: "Nothing is copied, exits included. Positions stay open.",
      act: onPause,
    },
  ];
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
  // What is open in a group that is paused already has been asked about.
  const running = useSelectList((state) => groupsThatAre(state, "active", "closing-only"));
  const open = useSelect((state) => followersOf(state, running).some(mayBeOpen));
  const pause = (): void => {
    if (open) setAsking(true);
    else void pauseAll(app, "leave-alone");
  };
  const options = useOptions(pause);
  if (shown === null) return null;
  const { word, icon: Icon, tone } = looks[shown.status];
  return (
    <>
      <OptionPopover
        title="All groups"
        label={`All groups: ${word}${shown.part === "" ? "" : `, ${shown.part} groups`}`}
        hint="All groups. P: closing only"
        align="start"
        className="h-8 rounded-lg font-semibold"
        options={options}
      >
        <Icon size={14} strokeWidth={2} aria-hidden className={toneText[tone]} />
        <span className={toneText[tone]}>{word}</span>
        {shown.part === "" ? null : <span className="text-muted font-medium">{shown.part}</span>}
      </OptionPopover>
      <PauseDialog
        title="Pause all groups?"
        groups={running}
        pause={(choice) => void pauseAll(app, choice)}
        open={asking}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
