/** The two views of the Practice page, and which one is shown. */
import { chooseDrillView } from "../actions/drill.ts";
import type { DrillSlice } from "../state/store.ts";
import { useApp, useSelect } from "../ui/context.ts";

const views: readonly { readonly id: DrillSlice["view"]; readonly word: string }[] = [
  { id: "trade", word: "Trade" },
  { id: "drill", word: "Chaos drill" },
];

export function ViewSwitch() {
  const app = useApp();
  const view = useSelect((state) => state.drill.view);
  return (
    <fieldset aria-label="View" className="border-edge/60 bg-raised flex rounded-lg border p-0.5">
      {views.map(({ id, word }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === view}
          onClick={() => chooseDrillView(app, id)}
          className={`min-h-6 rounded-md px-3 py-0.5 text-xs font-semibold ${id === view ? "bg-accent-soft text-accent" : "text-muted hover:text-text"}`}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}
