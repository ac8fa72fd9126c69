/** Positions that stand there before a group has ever been active, each with adopt, leave and close. */
import { useId } from "react";
import type { ActivationRow } from "../../src-shared/ipc/groups.ts";
import { Contracts } from "../ui/signed.tsx";
import { pickedFor, rowKey, type Picked, type PositionChoice } from "./activation-choices.ts";

const options: readonly { readonly choice: PositionChoice; readonly word: string }[] = [
  { choice: "adopt", word: "Adopt" },
  { choice: "leave", word: "Leave" },
  { choice: "close", word: "Close" },
];

interface RowProps {
  readonly row: ActivationRow;
  readonly choice: PositionChoice;
  readonly onPick: (choice: PositionChoice) => void;
}

function Choices({ row, choice, onPick }: RowProps) {
  const name = useId();
  return (
    <fieldset className="flex justify-end gap-1">
      <legend className="sr-only">
        {row.contract} on {row.account}
      </legend>
      {options.map((option) => {
        const off = option.choice === "adopt" && row.notAdoptable !== null;
        const chosen = option.choice === choice;
        return (
          <label
            key={option.choice}
            className={`has-focus-visible:outline-accent flex min-h-7 items-center rounded-md border px-2.5 text-xs font-medium has-focus-visible:outline-2 ${
              chosen
                ? "border-accent bg-accent-soft text-accent"
                : off
                  ? "border-line text-muted opacity-60"
                  : "border-edge/60 bg-raised hover:bg-hover cursor-pointer"
            }`}
          >
            <input
              type="radio"
              name={name}
              checked={chosen}
              disabled={off}
              onChange={() => onPick(option.choice)}
              className="sr-only"
            />
            {option.word}
          </label>
        );
      })}
    </fieldset>
  );
}

/** The leader's side of it. */
function Beside({ row }: { readonly row: ActivationRow }) {
  if (row.notAdoptable !== null) return <span className="text-warn">{row.notAdoptable}</span>;
  if (row.leaderContract === null || row.leaderPosition === null) {
    return <span className="text-muted">no counterpart on the leader</span>;
  }
  return (
    <span className="text-muted">
      leader <Contracts value={row.leaderPosition} /> {row.leaderContract}
    </span>
  );
}

export interface ActivationRowsProps {
  readonly rows: readonly ActivationRow[];
  readonly picked: Picked;
  readonly onPick: (row: ActivationRow, choice: PositionChoice) => void;
}

export function ActivationRows({ rows, picked, onPick }: ActivationRowsProps) {
  return (
    <table aria-label="Positions that stand already" className="w-full table-fixed border-collapse text-sm">
      <colgroup>
        <col className="w-[112px]" />
        <col className="w-[76px]" />
        <col className="w-[64px]" />
        <col />
        <col className="w-[212px]" />
      </colgroup>
      <thead>
        <tr className="text-2xs text-muted *:pb-1 *:font-medium">
          <th scope="col" className="text-left">
            Account
          </th>
          <th scope="col" className="text-left">
            Contract
          </th>
          <th scope="col" className="text-right">
            Position
          </th>
          <th scope="col" className="pl-4 text-left">
            Beside the leader
          </th>
          <th scope="col" className="text-right">
            What becomes of it
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} data-contract={row.contract} className="border-line border-t *:py-1.5">
            <th scope="row" className="text-left font-semibold break-words">
              {row.account}
            </th>
            <td>{row.contract}</td>
            <td className="text-right">
              <Contracts value={row.position} strong />
            </td>
            <td className="pl-4 text-xs">
              <Beside row={row} />
            </td>
            <td>
              <Choices row={row} choice={pickedFor(row, picked)} onPick={(choice) => onPick(row, choice)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
