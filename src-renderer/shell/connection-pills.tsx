/** The environment, unmistakable, and a pill per connection: state in icon and word, and the last round trip. */
import { Check, PlugZap, Power, RefreshCw, type LucideIcon } from "lucide-react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { openPage } from "../actions/navigate.ts";
import { formatMicroseconds } from "../format/duration.ts";
import { chicagoClock } from "../format/time.ts";
import { isStale } from "../state/selectors.ts";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";
import { EnvironmentMark, type Environment } from "../ui/environment.tsx";
import { toneText, type Tone } from "../ui/tone.ts";

const severest: readonly Environment[] = ["live", "demo", "custom", "practice"];

export function EnvironmentBadge() {
  const shown = useSelectList((state) => {
    const all = state.cockpit?.connections ?? [];
    return severest.filter((environment) => all.some((row) => row.environment === environment));
  });
  return (
    <ul aria-label="Environment" className="flex gap-1">
      {shown.map((environment) => (
        <li key={environment} className="flex">
          <EnvironmentMark environment={environment} />
        </li>
      ))}
    </ul>
  );
}

export const connectionLooks: Readonly<
  Record<ConnectionView["state"], { readonly word: string; readonly tone: Tone; readonly icon: LucideIcon }>
> = {
  connected: { word: "Connected", tone: "ok", icon: Check },
  reconnecting: { word: "Reconnecting", tone: "warn", icon: RefreshCw },
  "needs-you": { word: "Needs you", tone: "bad", icon: PlugZap },
  off: { word: "Off", tone: "muted", icon: Power },
};

/** The minute's budget, as a bar; the figures stand on the page and are read out. */
function PillBudget({ budget }: { readonly budget: ConnectionView["budget"] }) {
  if (budget.windows === null) return null;
  const { used, limit } = budget.windows.minute;
  const share = Math.min(100, (used / limit) * 100);
  const full = used >= limit - budget.reserve;
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      className="h-2.5 w-6 shrink-0 rounded-sm max-xl:hidden"
    >
      <rect width="100" height="10" className="fill-line" />
      <rect width={share} height="10" className={full ? "fill-warn" : "fill-accent"} />
    </svg>
  );
}

function budgetWords({ windows }: ConnectionView["budget"]): string {
  if (windows === null) return "no request limit";
  const { used, limit } = windows.minute;
  return `${used} of ${limit} requests this minute`;
}

function ConnectionPill({ connection }: { readonly connection: ConnectionView }) {
  const app = useApp();
  const { word, tone, icon: Icon } = connectionLooks[connection.state];
  const { latencyUs, budget, lastFrameMs } = connection;
  const latency =
    connection.state === "connected" && latencyUs !== null ? formatMicroseconds(latencyUs) : null;
  const live = latency !== null;
  const detail = latency ?? word;
  const said = `${connection.words} ${budgetWords(budget)}.`;
  return (
    <button
      type="button"
      onClick={() => openPage(app, "connections")}
      title={lastFrameMs === null ? said : `${said} Last message at ${chicagoClock(lastFrameMs)} CT.`}
      aria-label={`Connection ${connection.id}: ${word}${live ? `, ${detail}` : ""}. ${said}`}
      className="border-line bg-ground hover:bg-hover flex h-7 min-w-0 shrink-0 items-center gap-1.5 rounded-md border px-2 text-xs whitespace-nowrap"
    >
      <Icon size={13} strokeWidth={2.25} aria-hidden className={`shrink-0 ${toneText[tone]}`} />
      <span className="max-w-[120px] truncate max-xl:max-w-[84px]">{connection.id}</span>
      <span className={live ? "text-muted min-w-[50px] text-right" : toneText[tone]}>{detail}</span>
      {live ? <PillBudget budget={budget} /> : null}
    </button>
  );
}

/** How many fit beside the clock on a wide window, and on a narrow one. */
const WIDE = 4;
const NARROW = 2;

function MorePill({ rest, className }: { readonly rest: number; readonly className: string }) {
  const app = useApp();
  if (rest <= 0) return null;
  return (
    <li className={className}>
      <button
        type="button"
        onClick={() => openPage(app, "connections")}
        aria-label={`${rest} more connections`}
        className="border-line bg-ground text-muted hover:bg-hover h-7 rounded-md border px-2 text-xs"
      >
        +{rest}
      </button>
    </li>
  );
}

/** Troubled connections come first: they must not be the ones that do not fit. Then by name, so that none moves. */
export function ConnectionPills() {
  const connections = useSelect((state) => state.cockpit?.connections);
  const stale = useSelect(isStale);
  // Holds the place, so that flatten stays at the far right before anything is known.
  if (connections === undefined) return <div className="flex-1" />;
  const ordered = connections.toSorted(
    (a, b) => Number(a.state === "connected") - Number(b.state === "connected") || a.id.localeCompare(b.id),
  );
  return (
    <ul
      aria-label="Connections"
      className={`flex min-w-0 flex-1 gap-1.5 overflow-hidden ${stale ? "saturate-[.25]" : ""}`}
    >
      {ordered.slice(0, WIDE).map((connection, index) => (
        <li key={connection.id} className={`flex shrink-0 ${index < NARROW ? "" : "max-xl:hidden"}`}>
          <ConnectionPill connection={connection} />
        </li>
      ))}
      <MorePill rest={ordered.length - WIDE} className="max-xl:hidden" />
      <MorePill rest={ordered.length - NARROW} className="xl:hidden" />
    </ul>
  );
}
