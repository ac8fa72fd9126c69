/** Pausing while followers are open (product.md G3), one group or all: pausing is not flattening, and says so. */
import type { PauseChoice } from "../actions/copying.ts";
import { count } from "../format/quantity.ts";
import { exposureOf, followersOf } from "../state/selectors.ts";
import { useSelect } from "../ui/context.ts";
import { ChoiceDialog } from "../ui/dialog.tsx";

export interface PauseDialogProps {
  readonly title: string;
  /** Those that would be paused. */
  readonly groups: readonly string[];
  readonly pause: (choice: PauseChoice) => void;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function PauseDialog({ title, groups, pause, open, onClose }: PauseDialogProps) {
  const positions = useSelect((state) => exposureOf(followersOf(state, groups)).positions);
  const accounts = useSelect((state) => exposureOf(followersOf(state, groups)).accounts);
  const held = count(positions, "position");
  return (
    <ChoiceDialog
      open={open}
      onClose={onClose}
      title={title}
      choices={[
        {
          label: "Closing only: keep copying exits",
          detail: "No new entries. When the leader gets out, the followers get out.",
          act: () => pause("copy-exits"),
        },
        {
          label: positions === 0 ? "Flatten, then pause" : `Flatten ${held}, then pause`,
          detail: "Closes every follower at market. Nothing is copied afterwards.",
          look: "danger",
          act: () => pause("flatten"),
        },
        {
          label: "Pause and leave the positions open",
          detail: "Nothing is copied, exits included. You look after the positions yourself.",
          act: () => pause("leave-alone"),
        },
      ]}
    >
      {positions === 0
        ? "Orders are on their way: what they open would stay open. Pausing closes nothing."
        : `${held} on ${count(accounts, "account")} would stay open: pausing closes nothing.`}
    </ChoiceDialog>
  );
}
