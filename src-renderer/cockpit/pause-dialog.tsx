/** Pausing a group while followers are open (product.md G3): pausing is not flattening, and says so. */
import { pauseGroup } from "../actions/copying.ts";
import { count } from "../format/quantity.ts";
import type { Exposure } from "../state/selectors.ts";
import { useApp } from "../ui/context.ts";
import { ChoiceDialog } from "../ui/dialog.tsx";

export interface PauseDialogProps {
  readonly group: string;
  readonly name: string;
  readonly exposure: Exposure;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function PauseDialog({ group, name, exposure, open, onClose }: PauseDialogProps) {
  const app = useApp();
  const positions = count(exposure.positions, "position");
  return (
    <ChoiceDialog
      open={open}
      onClose={onClose}
      title={`Pause ${name}?`}
      choices={[
        {
          label: "Closing only: keep copying exits",
          detail: "No new entries. When the leader gets out, the followers get out.",
          act: () => void pauseGroup(app, group, "copy-exits"),
        },
        {
          label: `Flatten ${positions}, then pause`,
          detail: "Closes every follower at market. Nothing is copied afterwards.",
          look: "danger",
          act: () => void pauseGroup(app, group, "flatten"),
        },
        {
          label: "Pause and leave the positions open",
          detail: "Nothing is copied, exits included. You look after the positions yourself.",
          act: () => void pauseGroup(app, group, "leave-alone"),
        },
      ]}
    >
      {positions} on {count(exposure.accounts, "account")} would stay open: pausing closes nothing.
    </ChoiceDialog>
  );
}
