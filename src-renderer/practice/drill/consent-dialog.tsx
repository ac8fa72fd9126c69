/** Asked before a drill closes what the practice accounts hold. */
import { dropAsked, runAsked } from "../../actions/drill.ts";
import { useApp, useSelect } from "../../ui/context.ts";
import { ChoiceDialog } from "../../ui/dialog.tsx";

export function ConsentDialog({ open }: { readonly open: readonly string[] }) {
  const app = useApp();
  const asking = useSelect((state) => state.drill.asking !== null);
  return (
    <ChoiceDialog
      open={asking}
      onClose={() => dropAsked(app)}
      title="Close the practice positions first?"
      choices={[
        { label: "Leave them open", detail: "No drill is run.", act: () => dropAsked(app) },
        {
          label: "Flatten and run",
          detail: "The leader and its followers are closed on the practice exchange, then the drill begins.",
          look: "danger",
          act: () => void runAsked(app),
        },
      ]}
    >
      A drill begins and ends flat. These practice accounts hold positions: {open.join(", ")}. Demo and live
      accounts are not touched.
    </ChoiceDialog>
  );
}
