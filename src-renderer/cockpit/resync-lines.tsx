/** A resync's preview: per contract what stands, what would be sent, and what is refused, in words. */
import { Ban, Check } from "lucide-react";
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";
import { Contracts } from "../ui/signed.tsx";
import { legWord, orderWords } from "./resync-words.ts";

type Line = ResyncPreview["lines"][number];

function Orders({ line }: { readonly line: Line }) {
  if (line.orders.length === 0) {
    return line.refusal === null ? (
      <p className="text-muted inline-flex items-center gap-1.5">
        <Check size={13} aria-hidden className="text-profit" /> Nothing to send.
      </p>
    ) : null;
  }
  return (
    <ul>
      {line.orders.map((order) => (
        <li key={`${order.leg} ${order.side} ${order.kind}`} data-order={order.kind}>
          <strong className="font-semibold">{orderWords(order, line.contract)}</strong>{" "}
          <span className="text-muted">{legWord(order)}</span>
        </li>
      ))}
    </ul>
  );
}

function LineRows({ line }: { readonly line: Line }) {
  const { contract, leaderContract, leader, confirmed, inFlight, toward } = line;
  return (
    <tbody data-contract={contract} className="border-line border-t text-sm">
      <tr className="[&>td]:px-2 [&>td]:pt-2 [&>td]:text-right">
        <th scope="row" className="pt-2 text-left font-semibold">
          {contract}
          {leaderContract === null || leaderContract === contract ? null : (
            <span className="text-2xs text-muted ml-1.5 font-normal">for {leaderContract}</span>
          )}
        </th>
        <td data-field="leader">
          {leaderContract === null ? <span className="text-muted">–</span> : <Contracts value={leader} />}
        </td>
        <td data-field="held">
          <Contracts value={confirmed} strong />
        </td>
        <td data-field="inFlight">
          <Contracts value={inFlight} />
        </td>
        <td data-field="toward">
          <Contracts value={toward} strong />
        </td>
      </tr>
      <tr>
        <td colSpan={5} className="pt-0.5 pr-2 pb-2">
          <Orders line={line} />
          {line.refusal === null ? null : (
            <p className="text-warn flex items-start gap-1.5">
              <Ban size={13} aria-hidden className="mt-[3px] shrink-0" />
              <span>
                <span className="sr-only">Not sent: </span>
                {line.refusal}
              </span>
            </p>
          )}
          {line.words.map((words) => (
            <p key={words} className="text-2xs text-muted">
              {words}
            </p>
          ))}
        </td>
      </tr>
    </tbody>
  );
}

const heads = ["Contract", "Leader", "Held", "In flight", "Toward"] as const;

export function ResyncLines({ preview }: { readonly preview: ResyncPreview | null }) {
  if (preview === null) return <p className="text-muted text-sm">Reading the positions…</p>;
  if (preview.lines.length === 0) {
    return <p className="text-muted text-sm">Neither this follower nor its leader holds anything.</p>;
  }
  return (
    <table aria-label="Orders of the resync" className="w-full table-fixed border-collapse">
      <colgroup>
        <col />
        <col className="w-[84px]" />
        <col className="w-[84px]" />
        <col className="w-[84px]" />
        <col className="w-[84px]" />
      </colgroup>
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th
              key={head}
              scope="col"
              className={`text-2xs text-muted pb-1 font-medium ${index === 0 ? "text-left" : "px-2 text-right"}`}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {preview.lines.map((line) => (
        <LineRows key={line.contract} line={line} />
      ))}
    </table>
  );
}
