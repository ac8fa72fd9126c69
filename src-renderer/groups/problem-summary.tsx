/** Everything that is wrong with the form, each leading to its field. */
import { TriangleAlert } from "lucide-react";
import { count } from "../format/quantity.ts";
import { useForm } from "./form-parts.tsx";
import { placeWords, type FieldProblem } from "./form-problems.ts";

export interface ProblemSummaryProps {
  readonly onGo: (at: string) => void;
}

function Line({ problem, onGo }: { readonly problem: FieldProblem } & ProblemSummaryProps) {
  const { fields } = useForm();
  return (
    <li className="min-w-0">
      <a
        href="#main"
        className="hover:bg-hover flex min-h-6 items-start gap-1.5 rounded px-1 py-0.5 text-xs"
        onClick={(event) => {
          event.preventDefault();
          onGo(problem.at);
        }}
      >
        <span className="text-accent shrink-0 underline">{placeWords(problem.at, fields.followers)}</span>
        <span className="min-w-0 break-words">{problem.words}</span>
      </a>
    </li>
  );
}

export function ProblemSummary({ onGo }: ProblemSummaryProps) {
  const { problems } = useForm();
  if (problems.length === 0) return null;
  return (
    <section aria-label="Problems" className="border-line border-t px-4 py-2">
      <h2 className="text-loss flex items-center gap-1.5 text-sm font-semibold">
        <TriangleAlert size={14} aria-hidden /> {count(problems.length, "problem")} to put right before it can
        be saved
      </h2>
      <ul
        aria-label="Problems, each leading to its field"
        className="mt-0.5 grid max-h-[128px] grid-cols-2 gap-x-4 overflow-y-auto"
      >
        {problems.map((problem) => (
          <Line key={problem.at} problem={problem} onGo={onGo} />
        ))}
      </ul>
    </section>
  );
}
