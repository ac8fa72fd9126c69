/** The table of activity entries. A row is immutable, so it is drawn once. */
import { Dot, Info, TriangleAlert } from "lucide-react";
import { memo, useMemo } from "react";
import { assertNever } from "../../src-shared/assert.ts";
import type { ActivityRow } from "../../src-shared/ipc/contract.ts";
import { openExplain } from "../actions/explain.ts";
import { chicagoDay, chicagoExact } from "../format/time.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";

function SeverityIcon({ severity }: { readonly severity: ActivityRow["severity"] }) {
  switch (severity) {
    case "info":
      return <Dot size={15} aria-label="Info" className="text-muted" />;
    case "notice":
      return <Info size={15} aria-label="Notice" className="text-accent" />;
    case "alarm":
      return <TriangleAlert size={15} aria-label="Alarm" className="text-loss" />;
    default:
      return assertNever(severity);
  }
}

/** Why each follower did what it did, where the entry is about a leader's fill. */
function Explain({ row }: { readonly row: ActivityRow }) {
  const app = useApp();
  const { eventId } = row;
  if (eventId === null) return null;
  return (
    <Button
      look="ghost"
      className="text-accent text-2xs -my-1"
      aria-label={`Explain: ${row.words}`}
      onClick={() => void openExplain(app, eventId)}
    >
      Explain
    </Button>
  );
}

interface RowProps {
  readonly row: ActivityRow;
  /** Of its group; empty where there is none, or none any more. */
  readonly groupName: string;
}

const Row = memo(function Row({ row, groupName }: RowProps) {
  return (
    <tr className="border-line border-t align-top [&>td]:px-2 [&>td]:py-1.5" data-kind={row.kind}>
      <td className="!pl-3">
        <SeverityIcon severity={row.severity} />
      </td>
      <td className="whitespace-nowrap">
        <time>
          <span className="text-muted">{chicagoDay(row.atMs)}</span> {chicagoExact(row.atMs)}
        </time>
      </td>
      <td className="text-muted whitespace-nowrap">{row.kind.replaceAll("-", " ")}</td>
      <td>
        <span className="line-clamp-2 wrap-anywhere" title={groupName}>
          {groupName}
        </span>
      </td>
      <td className="font-medium break-words">{row.account ?? ""}</td>
      <td className="whitespace-nowrap">{row.contract ?? ""}</td>
      <td className="break-words">{row.words}</td>
      <td className="!px-1 text-right">
        <Explain row={row} />
      </td>
    </tr>
  );
});

const heads = ["Severity", "Time", "Kind", "Group", "Account", "Contract", "What happened", "Why"] as const;

export function ActivityTable() {
  const rows = useSelect((state) => state.activity.rows);
  const groups = useSelect((state) => state.cockpit?.groups);
  const names = useMemo(() => new Map((groups ?? []).map(({ id, name }) => [id, name])), [groups]);
  return (
    <div className="border-line bg-panel rounded-xl border">
      <table aria-label="Activity" className="w-full table-fixed border-collapse text-xs">
        <colgroup>
          <col className="w-9" />
          <col className="w-[172px]" />
          <col className="w-[104px]" />
          <col className="w-[96px] xl:w-[140px]" />
          <col className="w-[120px]" />
          <col className="w-[76px]" />
          <col />
          <col className="w-[60px]" />
        </colgroup>
        <thead className="bg-panel sticky -top-2 z-[1]">
          <tr className="text-2xs text-muted">
            {heads.map((head, index) => (
              <th key={head} scope="col" className="px-2 py-2 text-left font-medium">
                {index === 0 || head === "Why" ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} groupName={row.group === null ? "" : (names.get(row.group) ?? "")} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
