/** A drill's result: icon, word and tone. */
import {
  CircleCheck,
  CircleQuestionMark,
  CircleX,
  Clock,
  Minus,
  RefreshCw,
  type LucideIcon,
} from "lucide-react";
import type { DrillVerdict } from "../../../src-shared/ipc/drill.ts";
import { toneText, type Tone } from "../../ui/tone.ts";

const looks: Readonly<
  Record<DrillVerdict, { readonly word: string; readonly tone: Tone; readonly icon: LucideIcon }>
> = {
  "not-run": { word: "Not run", tone: "muted", icon: Minus },
  waiting: { word: "Waiting", tone: "muted", icon: Clock },
  running: { word: "Running", tone: "info", icon: RefreshCw },
  passed: { word: "Passed", tone: "ok", icon: CircleCheck },
  failed: { word: "Failed", tone: "bad", icon: CircleX },
  "not-judged": { word: "Not judged", tone: "warn", icon: CircleQuestionMark },
};

export function Verdict({ verdict }: { readonly verdict: DrillVerdict }) {
  const { word, tone, icon: Icon } = looks[verdict];
  return (
    <span className={`inline-flex items-center gap-1.5 font-semibold whitespace-nowrap ${toneText[tone]}`}>
      <Icon size={15} strokeWidth={2} aria-hidden className="shrink-0" />
      {word}
    </span>
  );
}
