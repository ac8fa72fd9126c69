/** Says over everything else that the page does not show the present, since when, and what to do. */
import { PlugZap } from "lucide-react";
import { formatElapsed } from "../format/duration.ts";
import { chicagoClock } from "../format/time.ts";
import { useNow, useSelect } from "../ui/context.ts";

function LostWords({ sinceMs, retryAtMs }: { readonly sinceMs: number; readonly retryAtMs: number }) {
  const nowMs = useNow(1_000);
  const waitMs = retryAtMs - nowMs;
  return (
    <>
      <strong className="font-semibold">Engine not reachable</strong> since {chicagoClock(sinceMs)} CT (
      {formatElapsed(nowMs - sinceMs)}). What you see is from then. Check that Mimik is still running; where
      it is not, nothing is copied, exits included.{" "}
      {waitMs > 0 ? `Trying again in ${formatElapsed(waitMs + 999)}.` : "Trying again now."}
    </>
  );
}

export function LinkBanner() {
  const phase = useSelect((state) => state.phase);
  if (phase.kind !== "lost" && phase.kind !== "refused") return null;
  return (
    <div
      role="alert"
      className="border-danger bg-loss-soft flex shrink-0 items-center gap-2.5 border-b px-4 py-2 text-sm"
    >
      <PlugZap size={16} aria-hidden className="text-loss shrink-0" />
      <p>
        {phase.kind === "lost" ? (
          <LostWords sinceMs={phase.sinceMs} retryAtMs={phase.retryAtMs} />
        ) : (
          <>
            <strong className="font-semibold">{phase.words}</strong> Open the address that Mimik printed when
            it started: it holds the key.
          </>
        )}
      </p>
    </div>
  );
}
