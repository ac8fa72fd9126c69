/**
 * The line below a row that explains it, across the whole grid. Its words are also in the row's own cells for those who
 * listen, so here they are for the eye only; what can be pressed is for everyone.
 */
import type { ReactNode } from "react";
import { columns } from "./columns.tsx";

export interface WhyLineProps {
  readonly account: string;
  readonly ground: string;
  readonly words: ReactNode;
  readonly children?: ReactNode;
}

export function WhyLine({ account, ground, words, children }: WhyLineProps) {
  return (
    <tr aria-label={`Why ${account}`} className={`text-xs ${ground}`}>
      <td colSpan={columns.length} className="px-3 pb-2">
        <div className="flex items-start gap-3 pl-5">
          <p className="min-w-0 flex-1" aria-hidden>
            {words}
          </p>
          {children}
        </div>
      </td>
    </tr>
  );
}
