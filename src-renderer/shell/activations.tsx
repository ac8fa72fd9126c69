/** Groups that are being activated, one dialog after the other; most need none. */
import { nextActivation, stopActivating } from "../actions/copying-activation.ts";
import { ActivationDialog } from "../groups/activation-dialog.tsx";
import { groupOf } from "../state/selectors.ts";
import { useApp, useSelect } from "../ui/context.ts";

export function Activations() {
  const app = useApp();
  const group = useSelect((state) => state.activating[0]);
  const name = useSelect((state) => (group === undefined ? "" : (groupOf(state, group)?.name ?? group)));
  if (group === undefined) return null;
  return (
    <ActivationDialog
      key={group}
      group={group}
      name={name}
      onClose={() => stopActivating(app)}
      onDone={() => nextActivation(app)}
    />
  );
}
