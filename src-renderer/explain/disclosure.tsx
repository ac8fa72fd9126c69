/** A node of the tree: a button that says whether it is open, and what it holds below it. */
import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";

export interface DisclosureProps {
  readonly head: ReactNode;
  readonly startOpen?: boolean;
  /** False: what stands in the head says enough. */
  readonly arrow?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}

export function Disclosure({ head, startOpen = false, arrow = true, title, children }: DisclosureProps) {
  const [open, setOpen] = useState(startOpen);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        title={title}
        onClick={() => setOpen(!open)}
        className={`hover:bg-hover flex min-h-6 w-full items-baseline gap-1.5 rounded px-1 py-0.5 text-left ${open ? "bg-raised" : ""}`}
      >
        {arrow ? (
          <ChevronRight
            size={12}
            aria-hidden
            className={`text-muted shrink-0 self-center ${open ? "rotate-90" : ""}`}
          />
        ) : null}
        {head}
      </button>
      {open ? children : null}
    </>
  );
}
