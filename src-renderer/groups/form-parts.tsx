/** What every part of the group form gets, and the frame of a part. */
import { TriangleAlert } from "lucide-react";
import { createContext, useContext, type ReactNode } from "react";
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import type { AccountOption } from "./accounts.ts";
import type { GroupFields } from "./form-model.ts";
import { firstWithin, type FieldProblem } from "./form-problems.ts";

export interface FormParts {
  readonly key: string;
  /** Null: a new group. */
  readonly group: string | null;
  readonly fields: GroupFields;
  readonly accounts: readonly AccountChoice[];
  /** The same, each with its use in this form or elsewhere. */
  readonly options: readonly AccountOption[];
  readonly problems: readonly FieldProblem[];
  /** What is right and still keeps a follower from being copied; none while something is wrong. */
  readonly warnings: readonly FieldProblem[];
  /** What is wrong at a field or within it. */
  readonly problemAt: (at: string) => string | undefined;
  /** `at`: the fields that are typed in. */
  readonly edit: (at: string | readonly string[], change: (fields: GroupFields) => GroupFields) => void;
}

export const FormContext = createContext<FormParts | undefined>(undefined);

export function useForm(): FormParts {
  const parts = useContext(FormContext);
  if (parts === undefined) throw new Error("Invariant: a part of the group form outside it");
  return parts;
}

export function problemFinder(problems: readonly FieldProblem[]): (at: string) => string | undefined {
  return (at) => firstWithin(problems, at);
}

/** What is right and still needs a look. */
export function WarningLines({ words }: { readonly words: readonly string[] }) {
  return words.map((each) => (
    <p key={each} className="text-warn flex items-start gap-1.5 text-xs">
      <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">{each}</span>
    </p>
  ));
}

export function Part({
  title,
  summary,
  actions,
  children,
}: {
  readonly title: string;
  readonly summary?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-line bg-panel rounded-xl border p-3.5">
      <header className="mb-2 flex min-h-7 items-center gap-3">
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="text-muted min-w-0 flex-1 text-xs">{summary}</p>
        {actions}
      </header>
      {children}
    </section>
  );
}
