/** 44 px, never hidden: environment, master switch, connections, Chicago clock, bell, and flatten at the far right. */
import { chicagoClock, chicagoDay } from "../format/time.ts";
import { useNow } from "../ui/context.ts";
import { Bell } from "./bell.tsx";
import { ConnectionPills, EnvironmentBadge } from "./connection-pills.tsx";
import { FlattenButton } from "./flatten-button.tsx";
import { MasterSwitch } from "./master-switch.tsx";
import { flattenKeys } from "./shortcuts.ts";

function ChicagoClock() {
  const nowMs = useNow(1_000);
  return (
    <div className="w-[88px] shrink-0 text-right leading-tight">
      <time className="block text-sm font-semibold" aria-label="Chicago time">
        {chicagoClock(nowMs)} CT
      </time>
      <span className="text-2xs text-muted block leading-3">{chicagoDay(nowMs)}</span>
    </div>
  );
}

export function StatusBar() {
  return (
    <header className="border-line bg-panel flex h-11 shrink-0 items-center gap-3 border-b pr-3">
      <span className="w-[72px] shrink-0 text-center text-sm font-bold tracking-wide">Mimik</span>
      <EnvironmentBadge />
      <MasterSwitch />
      <ConnectionPills />
      <ChicagoClock />
      <Bell />
      <FlattenButton
        scope={{ kind: "everything" }}
        size="bar"
        label="Flatten"
        name="Flatten everything"
        keys={flattenKeys()}
      />
    </header>
  );
}
