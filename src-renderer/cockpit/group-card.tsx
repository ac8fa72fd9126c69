/** One group: header, the pinned leader, then its followers in the order of the settings. */
import { groupOf } from "../state/selectors.ts";
import { useSelect } from "../ui/context.ts";
import { ColumnHeads } from "./columns.tsx";
import { FollowerRow } from "./follower-row.tsx";
import { GroupHeader } from "./group-header.tsx";
import { LeaderLost } from "./leader-lost.tsx";
import { LeaderRow } from "./leader-row.tsx";

export function GroupCard({ id }: { readonly id: string }) {
  const group = useSelect((state) => groupOf(state, id));
  if (group === undefined) return null;
  return (
    <section aria-label={`Group ${group.name}`} className="border-line bg-panel rounded-xl border">
      <GroupHeader group={group} />
      {group.leaderLost === null ? null : <LeaderLost group={group} lost={group.leaderLost} />}
      <table className="w-full table-fixed border-collapse text-sm">
        <ColumnHeads />
        <tbody>
          <LeaderRow group={id} />
          {group.followers.map((follower) => (
            <FollowerRow key={follower} id={follower} />
          ))}
        </tbody>
      </table>
      {group.followers.length === 0 ? (
        <p className="border-line text-muted border-t px-3 py-4 text-sm">
          No followers yet: what the leader trades goes nowhere. The Groups page takes them in.
        </p>
      ) : null}
    </section>
  );
}
