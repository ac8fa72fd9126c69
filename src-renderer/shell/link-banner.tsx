/** Says over everything else that the page does not show the present, since when, and what to do. */
import { PlugZap } from "lucide-react";
import { formatElapsed } from "../format/duration.ts";
import { chicagoClock } from "../format/time.ts";
import { useNow, useSelect } from "../ui/context.ts";

/** Counts every second, so it stands outside the alert: that is read out once. */
function Countdown({ sinceMs, retryAtMs }: { readonly sinceMs: number; readonly retryAtMs: number }) {
  const nowMs = useNow(1_000);
  const waitMs = retryAtMs - nowMs;
  return (
    <span className="text-text/85 shrink-0">
      {formatElapsed(nowMs - sinceMs)} ·{" "}
      {waitMs > 0 ? `trying again in ${formatElapsed(waitMs + 999)}` : "trying again"}
    </span>
  );
}

export function LinkBanner() {
  const phase = useSelect((state) => state.phase);
  if (phase.kind !== "lost" && phase.kind !== "refused") return null;
  return (
    <div className="border-danger bg-loss-soft flex shrink-0 items-center gap-2.5 border-b px-4 py-2 text-sm">
      <PlugZap size={16} aria-hidden className="text-loss shrink-0" />
      {phase.kind === "lost" ? (
        <>
          <p role="alert" className="min-w-0 flex-1">
            <strong className="font-semibold">Engine not reachable</strong> since{" "}
            {chicagoClock(phase.sinceMs)} CT: what you see is from then. Check that Mimik is still running;
            where it is not, nothing is copied, exits included.
          </p>
          <Countdown sinceMs={phase.sinceMs} retryAtMs={phase.retryAtMs} />
        </>
      ) : (
        <p role="alert">
          <strong className="font-semibold">{phase.words}</strong> Open the address that Mimik printed when it
          started: it holds the key.
        </p>
      )}
    </div>
  );
}
