/** What an empty place says: what belongs here and what to do next. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
}

export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center justify-center gap-2 px-6 py-12 text-center">
      <Icon size={26} strokeWidth={1.5} aria-hidden className="text-muted" />
      <p className="text-base font-semibold">{title}</p>
      <div className="text-muted max-w-[52ch] text-sm">{children}</div>
    </div>
  );
}
