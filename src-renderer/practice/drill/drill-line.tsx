/** One drill of the sheet: result and evidence, and when it is open what was found and what happened when. */
import { Check, ChevronDown, ChevronRight, Play, X } from "lucide-react";
import type { DrillMoment, DrillRow } from "../../../src-shared/ipc/drill.ts";
import { runDrills, toggleDrill } from "../../actions/drill.ts";
import { formatMicroseconds } from "../../format/duration.ts";
import { chicagoExact } from "../../format/time.ts";
import { Button } from "../../ui/button.tsx";
import { useApp, useSelect } from "../../ui/context.ts";
import { keyboardScrollable } from "../../ui/scroll.ts";
import { Verdict } from "./verdict.tsx";

const who: Readonly<Record<DrillMoment["who"], { readonly word: string; readonly look: string }>> = {
  fault: { word: "Fault", look: "text-warn" },
  leader: { word: "Leader", look: "text-gold" },
  follower: { word: "Follower", look: "text-accent" },
  cockpit: { word: "Cockpit", look: "text-text" },
  drill: { word: "Drill", look: "text-muted" },
};

function Findings({ row }: { readonly row: DrillRow }) {
  if (row.findings.length === 0) return null;
  return (
    <ul aria-label="Checks" className="flex flex-col gap-1">
      {row.findings.map(({ ok, words }) => (
        <li key={words} className={`flex items-start gap-1.5 text-xs ${ok ? "" : "text-loss"}`}>
          {ok ? (
            <Check size={14} aria-label="held" className="text-profit mt-0.5 shrink-0" />
          ) : (
            <X size={14} aria-label="failed" className="mt-0.5 shrink-0" />
          )}
          {words}
        </li>
      ))}
    </ul>
  );
}

function Moments() {
  const moments = useSelect((state) => state.drill.moments);
  if (moments.length === 0)
    return <p className="text-muted text-xs">What happened when stands here after it has run.</p>;
  return (
    <ol
      aria-label="What happened when"
      className="border-line max-h-72 overflow-y-auto border-t pt-2"
      {...keyboardScrollable}
    >
      {moments.map(({ atMs, who: whose, words }) => (
        <li
          key={`${atMs} ${whose} ${words}`}
          className="grid grid-cols-[92px_64px_minmax(0,1fr)] gap-2 py-px text-xs"
        >
          <time className="text-muted">{chicagoExact(atMs)}</time>
          <span className={`font-semibold ${who[whose].look}`}>{who[whose].word}</span>
          <span className="break-words">{words}</span>
        </li>
      ))}
    </ol>
  );
}

function evidenceOf(row: DrillRow): string {
  if (row.step !== null) return `Step ${row.step.number} of ${row.step.of}: ${row.step.words}`;
  return row.evidence === "" ? row.line : row.evidence;
}

export function DrillLine({ row }: { readonly row: DrillRow }) {
  const app = useApp();
  const open = useSelect((state) => state.drill.open === row.id);
  const busy = useSelect((state) => state.drill.state?.running !== null || state.drill.state.obstacle !== "");
  const Chevron = open ? ChevronDown : ChevronRight;
  const plain = row.evidence === "" && row.step === null;
  return (
    <>
      <tr aria-label={row.title} data-verdict={row.verdict} className="border-line border-t align-top">
        <td className="py-2 pr-2 pl-2">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => void toggleDrill(app, row.id)}
            className="hover:text-accent flex min-h-6 items-start gap-1 rounded-md text-left font-semibold"
          >
            <Chevron size={16} aria-hidden className="text-muted mt-0.5 shrink-0" />
            {row.title}
          </button>
          <p data-field="evidence" className={`min-h-[34px] pl-5 text-xs ${plain ? "text-muted" : ""}`}>
            {evidenceOf(row)}
          </p>
        </td>
        <td data-field="verdict" className="px-2 py-2 leading-6">
          <Verdict verdict={row.verdict} />
        </td>
        <td className="text-muted px-2 py-2 text-right text-xs leading-6">
          {row.tookMs === null ? "" : formatMicroseconds(row.tookMs * 1000)}
        </td>
        <td className="py-2 pr-3 text-right">
          <Button
            look="small"
            disabled={busy}
            aria-label={`Run: ${row.title}`}
            onClick={() => void runDrills(app, [row.id])}
          >
            <Play size={12} aria-hidden /> Run
          </Button>
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={4} className="pr-3 pb-3 pl-7">
            <div className="bg-ground flex flex-col gap-2.5 rounded-lg p-3">
              <p className="text-muted text-xs">{row.line}</p>
              <Findings row={row} />
              <Moments />
            </div>
          </td>
        </tr>
      ) : null}
    </>
  );
}
