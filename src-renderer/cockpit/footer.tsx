/** What the engine says of itself: whether all is on disk, what is not settled, and how quick it was. */
import { Check, TriangleAlert } from "lucide-react";
import { formatMicroseconds } from "../format/duration.ts";
import { count } from "../format/quantity.ts";
import { useSelect } from "../ui/context.ts";

export function Footer() {
  const engine = useSelect((state) => state.cockpit?.engine);
  const info = useSelect((state) => state.info);
  if (engine === undefined) return null;
  const well = engine.durable && engine.unknownOrders === 0;
  const own =
    engine.ownP50Us === null || engine.ownP99Us === null
      ? "own time: no copy yet today"
      : `own time p50 ${formatMicroseconds(engine.ownP50Us)} · p99 ${formatMicroseconds(engine.ownP99Us)} (${count(engine.copies, "copy", "copies")} today)`;
  return (
    <footer
      aria-label="Engine"
      className="border-line text-2xs text-muted flex h-7 shrink-0 items-center gap-4 border-t px-3 whitespace-nowrap"
    >
      <span className={`inline-flex items-center gap-1.5 ${well ? "" : "text-loss font-semibold"}`}>
        {well ? (
          <Check size={13} aria-hidden className="text-profit" />
        ) : (
          <TriangleAlert size={13} aria-hidden />
        )}
        {engine.durable ? "ledger durable" : "ledger NOT durable: entries are off, exits go on"},{" "}
        {count(engine.unknownOrders, "unknown order")}
      </span>
      <span>{own}</span>
      {info === null ? null : <span className="ml-auto">Mimik {info.version}</span>}
    </footer>
  );
}
