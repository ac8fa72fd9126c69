/** Reads out the result of each finished copy, politely; nothing that ticks is ever read out. */
import { sideWords, summaryOf } from "../cockpit/outcome.ts";
import { useSelect } from "../ui/context.ts";

export function CopyAnnouncer() {
  const words = useSelect((state) => {
    const done = state.cockpit?.tape.find((entry) => entry.complete);
    if (done === undefined) return "";
    const parts = summaryOf(done.followers).map(({ words: part }) => part);
    return `${sideWords(done)} ${done.contract}: ${parts.join(", ")}`;
  });
  return (
    <div aria-live="polite" className="sr-only">
      {words}
    </div>
  );
}
