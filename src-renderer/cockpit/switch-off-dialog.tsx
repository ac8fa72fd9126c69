/** Switching a follower off while it holds a position (product.md G4): the exits stay on unless the trader says so. */
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import { switchFollowerOff } from "../actions/copying.ts";
import { count, formatSigned } from "../format/quantity.ts";
import { openLines } from "../state/selectors.ts";
import { useApp } from "../ui/context.ts";
import { ChoiceDialog } from "../ui/dialog.tsx";

export interface SwitchOffDialogProps {
  readonly row: FollowerRow;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function SwitchOffDialog({ row, open, onClose }: SwitchOffDialogProps) {
  const app = useApp();
  const lines = openLines(row);
  const held = lines
    .map(({ confirmed, inFlight, contract }) => {
      const coming = inFlight === 0 ? "" : ` (${formatSigned(inFlight)} in flight)`;
      return `${formatSigned(confirmed)} ${contract}${coming}`;
    })
    .join(", ");
  return (
    <ChoiceDialog
      open={open}
      onClose={onClose}
      title={`Switch ${row.account} off?`}
      choices={[
        {
          label: "Keep copying exits until flat",
          detail: "No new entries. When the leader gets out, this follower gets out.",
          act: () => void switchFollowerOff(app, row.id, "copy-exits"),
        },
        {
          label: "Flatten now",
          detail: `Closes ${lines.length === 0 ? "what is open" : count(lines.length, "position")} at market, then stays off.`,
          look: "danger",
          act: () => void switchFollowerOff(app, row.id, "flatten"),
        },
        {
          label: "Leave the position alone",
          detail:
            "Mimik closes nothing, even when the leader gets out. It is shown as Unmanaged until it is flat.",
          act: () => void switchFollowerOff(app, row.id, "leave-alone"),
        },
      ]}
    >
      {lines.length === 0
        ? "Orders of it are on their way."
        : `It holds ${count(lines.length, "open position")}: ${held}.`}{" "}
      The follower has no stop of its own at the broker.
    </ChoiceDialog>
  );
}
