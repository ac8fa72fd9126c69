/** The frame of a page: a heading, what stands beside it, and a scrolling body. */
import type { ReactNode } from "react";
import { scroller } from "./near-view.tsx";

export interface PageProps {
  readonly title: string;
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, summary, actions, children }: PageProps) {
  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="flex min-h-12 shrink-0 items-center gap-3 px-4 pt-2">
        <h1 className="min-w-0 truncate text-lg font-semibold" title={title}>
          {title}
        </h1>
        <div className="text-muted min-w-[22%] flex-1 text-xs">{summary}</div>
        <div className="flex shrink-0 items-center gap-3">{actions}</div>
      </header>
      <div {...scroller} className="min-h-0 flex-1 overflow-auto px-4 pt-2 pb-4">
        {children}
      </div>
    </div>
  );
}
