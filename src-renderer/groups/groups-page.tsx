/** The groups as they are set: leader, followers, sizing. Read-only in this version; changes come in by setup file. */
import { Crown, Network, TriangleAlert } from "lucide-react";
import { StatusChip } from "../cockpit/group-header.tsx";
import { formatMap } from "../format/quantity.ts";
import { followerOf, groupOf } from "../state/selectors.ts";
import { useSelect, useSelectList } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";

function FollowerLine({ id }: { readonly id: string }) {
  const row = useSelect((state) => followerOf(state, id));
  if (row === undefined) return null;
  return (
    <tr className="border-line border-t [&>*]:px-2 [&>*]:py-1.5">
      <th scope="row" className="!pl-3 text-left font-semibold break-words">
        {row.account}
      </th>
      <td className="text-muted break-words">{row.connection}</td>
      <td className="text-right">{row.size}</td>
      <td>{formatMap(row.map)}</td>
      <td className={row.enabled ? "" : "text-muted"}>{row.enabled ? "copies" : "switched off"}</td>
    </tr>
  );
}

function GroupPanel({ id }: { readonly id: string }) {
  const group = useSelect((state) => groupOf(state, id));
  if (group === undefined) return null;
  return (
    <section aria-label={`Group ${group.name}`} className="border-line bg-panel rounded-xl border">
      <header className="flex min-h-11 items-center gap-2.5 px-3">
        <h2 className="text-base font-semibold">{group.name}</h2>
        <span className="border-line text-2xs text-muted rounded border px-1.5 font-semibold">
          {group.tag}
        </span>
        <StatusChip status={group.status} />
        <span className="text-gold ml-auto inline-flex items-center gap-1.5 text-sm">
          <Crown size={14} aria-hidden /> <span className="text-muted">Leader</span>
          <strong className="text-text">{group.leader.account}</strong>
          <span className="text-muted">on {group.leader.connection}</span>
        </span>
      </header>
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="border-line text-2xs text-muted border-t *:px-2 *:py-1.5 *:font-medium">
            <th scope="col" className="!pl-3 text-left">
              Follower
            </th>
            <th scope="col" className="text-left">
              Connection
            </th>
            <th scope="col" className="text-right">
              Size
            </th>
            <th scope="col" className="text-left">
              Contracts
            </th>
            <th scope="col" className="text-left">
              Switch
            </th>
          </tr>
        </thead>
        <tbody>
          {group.followers.map((follower) => (
            <FollowerLine key={follower} id={follower} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function GroupsPage() {
  const groups = useSelectList((state) => (state.cockpit?.groups ?? []).map((group) => group.id));
  return (
    <Page title="Groups" summary="One leader and the accounts that follow it.">
      <div className="flex max-w-[1000px] flex-col gap-3">
        <p className="border-line bg-panel flex items-start gap-2 rounded-lg border px-3 py-2 text-sm">
          <TriangleAlert size={15} aria-hidden className="text-warn mt-0.5 shrink-0" />
          <span>
            Followers have no stop of their own at the broker: they get out when the leader gets out, and only
            while Mimik runs and both connections are up.
          </span>
        </p>
        {groups.length === 0 ? (
          <Empty icon={Network} title="No group yet">
            Start Mimik with <code>--import mimik-setup.json</code> to bring groups in.
          </Empty>
        ) : (
          groups.map((id) => <GroupPanel key={id} id={id} />)
        )}
        <p className="text-muted text-xs">
          Groups are changed by importing a setup file:{" "}
          <code>npm run serve -- --import mimik-setup.json</code>. Status and switches are on the cockpit.
        </p>
      </div>
    </Page>
  );
}
