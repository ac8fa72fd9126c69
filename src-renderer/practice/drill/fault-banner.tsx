/** How many faults are on, with the way to switch them all off. Stands in the page's heading, whatever its view. */
import { Zap } from "lucide-react";
import { allFaultsOff } from "../../actions/drill.ts";
import { Button } from "../../ui/button.tsx";
import { useApp, useSelect, useSelectList } from "../../ui/context.ts";

export function FaultBanner() {
  const app = useApp();
  const names = useSelectList((state) =>
    (state.drill.faults?.controls ?? []).filter(({ on }) => on).map(({ label }) => label),
  );
  const running = useSelect((state) => state.drill.state?.running ?? null);
  if (names.length === 0) return null;
  return (
    <output
      className="border-warn bg-warn-soft text-warn flex items-center gap-2 rounded-lg border py-1 pr-1.5 pl-2.5 text-xs font-semibold"
      title={names.join(", ")}
    >
      <Zap size={14} aria-hidden className="shrink-0" />
      <span className="whitespace-nowrap">
        {names.length === 1 ? "1 fault is on" : `${names.length} faults are on`}
      </span>
      <Button look="small" disabled={running !== null} onClick={() => void allFaultsOff(app)}>
        All off
      </Button>
    </output>
  );
}
