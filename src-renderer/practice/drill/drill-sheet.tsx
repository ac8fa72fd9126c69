/** The drills and what the copier made of each: run one or all, stop, export. Judged from the exchange's books. */
import { Download, Play, Square } from "lucide-react";
import type { DrillState } from "../../../src-shared/ipc/drill.ts";
import { exportDrill, runDrills, stopDrills } from "../../actions/drill.ts";
import { Button } from "../../ui/button.tsx";
import { useApp, useSelect } from "../../ui/context.ts";
import { ConsentDialog } from "./consent-dialog.tsx";
import { DrillLine } from "./drill-line.tsx";

function countsOf({ rows }: DrillState): string {
  const many = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const [passed, failed, unsure] = [many("passed"), many("failed"), many("not-judged")];
  if (passed + failed + unsure === 0) return `${rows.length} drills, none run yet`;
  const rest = unsure === 0 ? "" : `, ${unsure} could not be judged`;
  return `${passed} passed, ${failed} failed${rest}, of ${rows.length}`;
}

function Progress({ state }: { readonly state: DrillState }) {
  const problem = useSelect((all) => all.drill.problem);
  const exported = useSelect((all) => all.drill.exported);
  if (problem !== null) return <span className="text-loss">{problem}</span>;
  if (state.running !== null) {
    const { number, of, stopping } = state.running;
    return <>{stopping ? "Stopping and cleaning up" : `Drill ${number} of ${of} is running`}</>;
  }
  if (state.obstacle !== "") return <span className="text-warn">{state.obstacle}</span>;
  return <>{exported ?? countsOf(state)}</>;
}

function Controls({ state }: { readonly state: DrillState }) {
  const app = useApp();
  const { running, obstacle, rows } = state;
  const ran = rows.some(({ verdict }) => ["passed", "failed", "not-judged"].includes(verdict));
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Button disabled={!ran || running !== null} onClick={() => void exportDrill(app)}>
        <Download size={14} aria-hidden /> Export CSV
      </Button>
      {running === null ? (
        <Button
          look="primary"
          disabled={obstacle !== ""}
          className="min-w-24"
          onClick={() =>
            void runDrills(
              app,
              rows.map(({ id }) => id),
            )
          }
        >
          <Play size={14} aria-hidden /> Run all
        </Button>
      ) : (
        <Button className="min-w-24" disabled={running.stopping} onClick={() => void stopDrills(app)}>
          <Square size={13} aria-hidden /> Stop
        </Button>
      )}
    </div>
  );
}

export function DrillSheet() {
  const state = useSelect((all) => all.drill.state);
  if (state === null) return null;
  return (
    <section
      aria-label="Drills"
      className="border-line bg-panel flex min-h-0 flex-col overflow-hidden rounded-xl border"
    >
      <header className="flex shrink-0 items-center gap-3 px-3 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold">Drills</h2>
          <output className="text-muted block min-h-[17px] text-xs">
            <Progress state={state} />
          </output>
        </div>
        <Controls state={state} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <table className="w-full table-fixed border-collapse text-sm">
          <colgroup>
            <col />
            <col className="w-[112px]" />
            <col className="w-[58px]" />
            <col className="w-[76px]" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">Drill and evidence</th>
              <th scope="col">Result</th>
              <th scope="col">Took</th>
              <th scope="col">Run</th>
            </tr>
          </thead>
          <tbody>
            {state.rows.map((row) => (
              <DrillLine key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <ConsentDialog open={state.open} />
    </section>
  );
}
