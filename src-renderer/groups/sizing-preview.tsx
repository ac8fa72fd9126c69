/** What a sizing makes of 1 to 20 contracts of the leader, by the engine's own arithmetic. */
import { ArrowUp, Scissors } from "lucide-react";
import { sizingSchema, type Sizing } from "../../src-shared/group.ts";
import { hundredthsFromText } from "../../src-shared/money.ts";
import { sizingPreview, type PreviewRow } from "../../src-shared/sizing-preview.ts";
import type { CopyRule, SizingText } from "./form-model.ts";
import { pairsOf, type PairValue } from "./point-values.ts";

const UP_TO = 20;

function hundredthsOf(text: string): number | null {
  try {
    return hundredthsFromText(text.trim());
  } catch {
    // What is being typed; the field says what is wrong with it.
    return null;
  }
}

/** Null while something of it is wrong. */
function sizingOf(text: SizingText): Sizing | null {
  const { mode, multiplier, contracts, maxContracts, maxOrderContracts, ...rest } = text;
  const caps = { maxContracts: Number(maxContracts), maxOrderContracts: Number(maxOrderContracts) };
  const read = sizingSchema.safeParse(
    mode === "fixed"
      ? { mode, contracts: Number(contracts), ...caps }
      : { mode, multiplier: hundredthsOf(multiplier), ...rest, ...caps },
  );
  return read.success ? read.data : null;
}

/** The pair that the table is worked out for; all pairs of a preset have one ratio. */
function pairOf({ map }: CopyRule): PairValue | undefined {
  return pairsOf(map).find(
    ({ leaderMicros, followerMicros }) => leaderMicros !== undefined && followerMicros !== undefined,
  );
}

function optionsOf({ keepNotional, largerConfirmed }: CopyRule, pair: PairValue | undefined) {
  const { leaderMicros: leader, followerMicros: follower } = pair ?? {};
  const known = leader !== undefined && follower !== undefined && pair?.leader !== pair?.follower;
  return { keepNotional, largerConfirmed, ...(known ? { pointValues: { leader, follower } } : {}) };
}

function Mark({ row, sizing }: { readonly row: PreviewRow; readonly sizing: Sizing }) {
  return (
    <>
      {row.raised ? (
        <span className="text-warn inline-flex items-center gap-1">
          <ArrowUp size={12} strokeWidth={2.5} aria-hidden /> raised to one
        </span>
      ) : null}
      {row.cut ? (
        <span className="text-accent inline-flex items-center gap-1">
          <Scissors size={12} strokeWidth={2.5} aria-hidden /> cut to{" "}
          {Math.min(sizing.maxContracts, sizing.maxOrderContracts)} by a cap
        </span>
      ) : null}
    </>
  );
}

function wordsAbove({ sizing }: CopyRule, pair: PairValue | undefined): string {
  const contracts = pair === undefined ? "" : ` Leader ${pair.leader}, follower ${pair.follower}.`;
  const equity = sizing.mode === "equity" ? " Both accounts taken as equally large." : "";
  return `Bought at once from flat.${contracts}${equity}`;
}

export function SizingPreview({ rule }: { readonly rule: CopyRule }) {
  const sizing = sizingOf(rule.sizing);
  const pair = pairOf(rule);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-2xs text-muted">{wordsAbove(rule, pair)}</p>
      {sizing === null ? (
        <p className="text-muted text-sm">The table comes back when the size and the caps are right.</p>
      ) : (
        <table aria-label="Sizing preview" className="w-full table-fixed border-collapse text-xs">
          <thead>
            <tr className="text-2xs text-muted *:pb-1 *:text-right *:font-medium">
              <th scope="col" className="w-[52px]">
                Leader
              </th>
              <th scope="col" className="w-[60px]">
                Exact
              </th>
              <th scope="col" className="w-[64px]">
                Follower
              </th>
              <th scope="col">
                <span className="sr-only">Remark</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sizingPreview(sizing, optionsOf(rule, pair), UP_TO).map((row) => (
              <tr
                key={row.leader}
                data-raised={row.raised}
                data-cut={row.cut}
                className={`border-line h-5 border-t *:leading-4 ${row.raised ? "bg-warn/10" : row.cut ? "bg-accent/8" : ""}`}
              >
                <th scope="row" className="text-right font-normal">
                  {row.leader}
                </th>
                <td className="text-muted text-right">{row.exact}</td>
                <td className="text-right font-semibold">{row.size}</td>
                <td className="text-2xs pl-3">
                  <Mark row={row} sizing={sizing} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
