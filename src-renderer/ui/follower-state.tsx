/** The states of product.md R3: icon, word and tone. */
import {
  ArrowLeftRight,
  ArrowRightToLine,
  Ban,
  Check,
  CircleQuestionMark,
  Lock,
  RefreshCw,
  TriangleAlert,
  Unlink,
  WifiOff,
  type LucideIcon,
} from "lucide-react";
import type { FollowerState } from "../../src-shared/cockpit/model.ts";
import { toneText, type Tone } from "./tone.ts";

interface StateLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

export const stateLooks: Readonly<Record<FollowerState, StateLook>> = {
  offline: { word: "Offline", tone: "bad", icon: WifiOff },
  unknown: { word: "Unknown", tone: "bad", icon: CircleQuestionMark },
  opposed: { word: "Opposed", tone: "bad", icon: ArrowLeftRight },
  locked: { word: "Locked", tone: "bad", icon: Lock },
  settling: { word: "Settling", tone: "info", icon: RefreshCw },
  drift: { word: "Drift", tone: "warn", icon: TriangleAlert },
  "in-sync": { word: "In sync", tone: "ok", icon: Check },
  off: { word: "Off", tone: "muted", icon: Ban },
  "closing-only": { word: "Closing only", tone: "warn", icon: ArrowRightToLine },
  unmanaged: { word: "Unmanaged", tone: "warn", icon: Unlink },
};

export function StateWord({ state, more = "" }: { readonly state: FollowerState; readonly more?: string }) {
  const { word, tone, icon: Icon } = stateLooks[state];
  return (
    <span className={`inline-flex items-center gap-1.5 font-semibold whitespace-nowrap ${toneText[tone]}`}>
      <Icon size={14} strokeWidth={2} aria-hidden className="shrink-0" />
      {more === "" ? word : `${word} ${more}`}
    </span>
  );
}
