/** The chaos drill: what the practice exchange can do wrong on the left, what the copier made of it on the right. */
import { DrillSheet } from "./drill-sheet.tsx";
import { FaultList } from "./fault-list.tsx";

export function DrillView() {
  return (
    <section
      aria-label="Chaos drill"
      className="grid h-full min-h-0 grid-cols-[320px_minmax(0,1fr)] grid-rows-1 gap-3 xl:grid-cols-[404px_minmax(0,1fr)]"
    >
      <FaultList />
      <DrillSheet />
    </section>
  );
}
