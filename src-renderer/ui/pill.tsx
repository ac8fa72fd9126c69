/** A word on a soft ground of its tone. */
import type { ReactNode } from "react";
import { tonePill, type Tone } from "./tone.ts";

export function Pill({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={`text-2xs inline-flex items-center gap-1 rounded-full px-2 py-px font-semibold whitespace-nowrap ${tonePill[tone]}`}
    >
      {children}
    </span>
  );
}
