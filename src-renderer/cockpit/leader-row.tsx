/** The leader, pinned above its followers. Mimik places nothing on it, so it has no actions. */
import { Crown } from "lucide-react";
import type { LeaderRow as Leader } from "../../src-shared/cockpit/model.ts";
import { formatPrice, formatSigned } from "../format/quantity.ts";
import { chicagoExact } from "../format/time.ts";
import { groupOf, openPnlOf } from "../state/selectors.ts";
import { useSelect } from "../ui/context.ts";
import { Contracts, Pnl } from "../ui/signed.tsx";
import { WhyLine } from "./why-line.tsx";

const stateWords: Readonly<Record<Leader["state"], string>> = {
  live: "Leader",
  reconciling: "Reconciling",
  offline: "Offline",
  unknown: "Unknown",
};

function openOf(leader: Leader): Leader["lines"] {
  const open = leader.lines.filter((line) => line.confirmed !== 0 || line.state === "unknown");
  return open.length > 0 ? open : leader.lines.slice(0, 1);
}

function LeaderLines({ leader }: { readonly leader: Leader }) {
  const lines = openOf(leader);
  if (lines.length === 0) return <span className="text-muted">{leader.state === "live" ? "0" : "–"}</span>;
  return lines.map((line) => (
    <div key={line.contract} data-contract={line.contract} className="h-5 leading-5">
      <Contracts value={line.confirmed} strong />
      {line.state === "unknown" ? <span className="text-2xs text-loss"> ?</span> : null}
    </div>
  ));
}

function LastFill({ leader }: { readonly leader: Leader }) {
  const { lastFill } = leader;
  if (lastFill === null) return <span className="text-muted">No fill yet</span>;
  return (
    <div className="leading-4 whitespace-nowrap">
      <div className="text-xs">
        {formatSigned(lastFill.quantity)} <span className="text-muted">@ {formatPrice(lastFill.price)}</span>
      </div>
      <div className="text-2xs text-muted">{chicagoExact(lastFill.atMs)}</div>
    </div>
  );
}

export function LeaderRow({ group }: { readonly group: string }) {
  const leader = useSelect((state) => groupOf(state, group)?.leader);
  const micros = useSelect((state) =>
    leader === undefined ? undefined : openPnlOf(state, leader.connection, leader.account),
  );
  if (leader === undefined) return null;
  const trouble = leader.state === "offline" || leader.state === "unknown";
  return (
    <>
      <tr aria-label={`Leader ${leader.account}`} className="bg-raised/70 h-10">
        <td data-field="state" data-state={leader.state} className="py-1 pr-1.5 pl-3">
          <span
            className={`inline-flex items-center gap-1.5 font-semibold whitespace-nowrap ${trouble ? "text-loss" : "text-gold"}`}
          >
            <Crown size={14} strokeWidth={2} aria-hidden className="shrink-0" />
            {stateWords[leader.state]}
          </span>
          {leader.reason === "" ? null : <span className="sr-only"> {leader.reason}</span>}
        </td>
        <th scope="row" className="px-1.5 text-left font-semibold break-words">
          {leader.account}
        </th>
        <td className="text-muted px-1.5 text-right">–</td>
        <td data-field="contract" className="px-1.5">
          {openOf(leader).map((line) => (
            <div key={line.contract} className="h-5 leading-5">
              {line.contract}
            </div>
          ))}
        </td>
        <td data-field="position" className="px-1.5 text-right">
          <LeaderLines leader={leader} />
        </td>
        <td className="text-muted px-1.5 text-right">–</td>
        <td className="text-muted px-1.5 text-right">–</td>
        <td data-field="openPnl" className="px-1.5 text-right">
          <Pnl micros={micros} />
        </td>
        <td data-field="lastFill" className="px-1.5">
          <LastFill leader={leader} />
        </td>
        <td className="text-2xs text-muted pr-3 text-right">mirrored only</td>
      </tr>
      {leader.reason === "" ? null : (
        <WhyLine account={leader.account} ground="bg-raised/70" words={leader.reason} />
      )}
    </>
  );
}
