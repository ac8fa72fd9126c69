/** The group of the ticket's account, beside the ticket: a newcomer sees the copies without leaving the page. */
import { Crown } from "lucide-react";
import { ticketAccount } from "../actions/practice.ts";
import { LastCopyText } from "../cockpit/last-copy.tsx";
import { sideWords, summaryOf } from "../cockpit/outcome.ts";
import { ContractLines, ExpectedLines, PositionLines, RowState } from "../cockpit/position-cells.tsx";
import { formatMap, sizeFigure } from "../format/quantity.ts";
import { accountOf, followerOf, groupOf } from "../state/selectors.ts";
import type { AppState } from "../state/store.ts";
import { useSelect } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";

/** The group that the ticket's account leads, else the one it follows in, else the first. */
function groupOfTicket(state: AppState): string | undefined {
  const name = ticketAccount(state.practice)?.name;
  const groups = state.cockpit?.groups ?? [];
  const leads = groups.find(
    ({ leader }) => (accountOf(state, leader.connection, leader.account)?.name ?? leader.account) === name,
  );
  const follows = state.cockpit?.followers.find(
    (row) => (accountOf(state, row.connection, row.account)?.name ?? row.account) === name,
  );
  return leads?.id ?? follows?.group ?? groups[0]?.id;
}

function CopyRow({ id }: { readonly id: string }) {
  const row = useSelect((state) => followerOf(state, id));
  if (row === undefined) return null;
  return (
    <tr aria-label={`Follower ${row.account}`} className="border-line h-11 border-t">
      <td data-field="state" data-state={row.state} className="py-1 pr-1 pl-3">
        <RowState row={row} />
        {row.reason === "" ? null : <p className="text-2xs text-muted leading-3.5">{row.reason}</p>}
      </td>
      <th scope="row" className="px-1.5 text-left leading-4 font-semibold">
        {row.account}
        <span className="text-2xs text-muted block font-normal">
          {sizeFigure(row.size)} {formatMap(row.map)}
        </span>
      </th>
      <td data-field="contract" className="px-1.5 text-xs">
        <ContractLines row={row} />
      </td>
      <td data-field="position" className="px-1.5 text-right">
        <PositionLines row={row} />
      </td>
      <td data-field="expected" className="px-1.5 text-right">
        <ExpectedLines row={row} />
      </td>
      <td data-field="lastCopy" className="py-1 pr-3 pl-1.5">
        <LastCopyText copy={row.lastCopy} />
      </td>
    </tr>
  );
}

function LeaderLine({ group }: { readonly group: string }) {
  const leader = useSelect((state) => groupOf(state, group)?.leader);
  if (leader === undefined) return null;
  const open = leader.lines.filter((line) => line.confirmed !== 0);
  return (
    <tr aria-label={`Leader ${leader.account}`} className="bg-raised/70 h-11">
      <td className="pl-3">
        <span className="text-gold inline-flex items-center gap-1.5 font-semibold">
          <Crown size={14} aria-hidden /> Leader
        </span>
      </td>
      <th scope="row" className="px-1.5 text-left font-semibold">
        {leader.account}
      </th>
      <td className="px-1.5 text-xs">
        {open.length === 0
          ? "–"
          : open.map((line) => (
              <div key={line.contract} className="h-5 leading-5">
                {line.contract}
              </div>
            ))}
      </td>
      <td data-field="position" className="px-1.5 text-right">
        {open.length === 0 ? (
          <Contracts value={0} strong />
        ) : (
          open.map((line) => (
            <div key={line.contract} className="h-5 leading-5">
              <Contracts value={line.confirmed} strong />
            </div>
          ))
        )}
      </td>
      <td className="text-muted px-1.5 text-right">–</td>
      <td className="text-2xs text-muted pr-3 pl-1.5">{leader.reason}</td>
    </tr>
  );
}

function LastTape({ group }: { readonly group: string }) {
  const entry = useSelect((state) => state.cockpit?.tape.find((row) => row.group === group));
  const followers = useSelect((state) => groupOf(state, group)?.followers.length ?? 0);
  if (entry === undefined) {
    if (followers === 0) return <>This group has no followers.</>;
    const who =
      followers === 1 ? "the follower copies it." : `the ${numberWord(followers)} followers copy it.`;
    return <strong className="text-accent font-semibold">Press Buy: {who}</strong>;
  }
  const parts = summaryOf(entry.followers).map(({ words }) => words);
  return (
    <>
      {sideWords(entry)} {entry.contract}: {parts.join(", ")}
    </>
  );
}

/** Small numbers in words, as in running text. */
function numberWord(number: number): string {
  return ["no", "one", "two", "three", "four", "five", "six"][number] ?? String(number);
}

export function Copies() {
  const id = useSelect(groupOfTicket);
  const group = useSelect((state) => (id === undefined ? undefined : groupOf(state, id)));
  if (group === undefined) return null;
  return (
    <section aria-label={`Copies of ${group.name}`} className="border-line bg-panel rounded-xl border">
      <header className="flex min-h-11 items-center gap-3 px-3 py-1.5">
        <h2 className="min-w-0 truncate text-base font-semibold" title={group.name}>
          {group.name}
        </h2>
        <p className="text-muted min-w-0 flex-1 text-right text-xs">
          <LastTape group={group.id} />
        </p>
      </header>
      <table className="w-full table-fixed border-collapse text-sm">
        <colgroup>
          <col />
          <col className="w-[116px]" />
          <col className="w-[72px]" />
          <col className="w-[62px]" />
          <col className="w-[66px]" />
          <col className="w-[172px]" />
        </colgroup>
        <thead>
          <tr className="text-2xs text-muted *:px-1.5 *:py-1 *:font-medium">
            <th scope="col" className="!pl-3 text-left">
              State
            </th>
            <th scope="col" className="text-left">
              Account
            </th>
            <th scope="col" className="text-left">
              Contract
            </th>
            <th scope="col" className="text-right">
              Position
            </th>
            <th scope="col" className="text-right">
              Expected
            </th>
            <th scope="col" className="text-left">
              Last copy
            </th>
          </tr>
        </thead>
        <tbody>
          <LeaderLine group={group.id} />
          {group.followers.map((follower) => (
            <CopyRow key={follower} id={follower} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
