/** Stands on this page always (product.md F7). */
import { TriangleAlert } from "lucide-react";

export function StopWarning() {
  return (
    <p className="border-line bg-panel flex items-start gap-2 rounded-lg border px-3 py-2 text-sm">
      <TriangleAlert size={15} aria-hidden className="text-warn mt-0.5 shrink-0" />
      <span>
        Followers have no stop of their own at the broker: they get out when the leader gets out, and only
        while Mimik runs and both connections are up.
      </span>
    </p>
  );
}
