/** The last problems of a login, newest first, each with what to do. */
import { TriangleAlert } from "lucide-react";
import type { ConnectionProblem } from "../../src-shared/cockpit/model.ts";
import { chicagoMoment } from "../format/time.ts";
import { useApp } from "../ui/context.ts";

export function ProblemList({ problems }: { readonly problems: readonly ConnectionProblem[] }) {
  const { clock } = useApp();
  if (problems.length === 0) return null;
  return (
    <div>
      <h3 className="text-2xs text-muted">Last problems</h3>
      <ul aria-label="Last problems, newest first" className="mt-0.5 flex flex-col gap-0.5">
        {problems.map(({ atMs, code, words, next }) => (
          <li key={`${atMs} ${code}`} className="flex gap-2 text-sm">
            <TriangleAlert size={13} aria-hidden className="text-warn mt-0.5 shrink-0" />
            <time className="text-muted shrink-0">{chicagoMoment(atMs, clock.nowMs())}</time>
            <span className="min-w-0 flex-1 break-words">
              {words} <span className="text-muted">{next}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
