/** F7: the leader can not be seen while followers are open. How long, what happens by itself, and the way out. */
import { Unplug } from "lucide-react";
import type { GroupRow } from "../../src-shared/cockpit/model.ts";
import { formatCountdown, formatElapsed } from "../format/duration.ts";
import { FlattenButton } from "../shell/flatten-button.tsx";
import { useNow } from "../ui/context.ts";

type Lost = NonNullable<GroupRow["leaderLost"]>;

/** Counts every second, so it stands outside the alert: that is read out once. */
function Counting({ lost }: { readonly lost: Lost }) {
  const nowMs = useNow(1_000);
  const leftMs = lost.flattenAtMs === null ? null : lost.flattenAtMs - nowMs;
  return (
    <span className="shrink-0 text-right text-xs">
      <span data-field="lost-for" className="block">
        for {formatElapsed(nowMs - lost.sinceMs)}
      </span>
      {leftMs === null ? null : (
        <strong data-field="flatten-in" className="block">
          {leftMs > 0 ? `flattens in ${formatCountdown(leftMs)}` : "flattening"}
        </strong>
      )}
    </span>
  );
}

export function LeaderLost({ group, lost }: { readonly group: GroupRow; readonly lost: Lost }) {
  return (
    <div
      data-field="leader-lost"
      className="border-danger bg-loss-soft flex items-center gap-2.5 border-y px-3 py-1.5 text-sm"
    >
      <Unplug size={16} aria-hidden className="text-loss shrink-0" />
      <p role="alert" className="min-w-0 flex-1 font-medium">
        {lost.words}
      </p>
      <Counting lost={lost} />
      <FlattenButton
        scope={{ kind: "group", group: group.id }}
        size="group"
        label="Flatten group"
        name={`Flatten group ${group.name}, whose leader is lost`}
        place=" lost"
        urgent
      />
    </div>
  );
}
