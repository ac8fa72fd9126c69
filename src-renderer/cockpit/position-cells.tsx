/** The cells that hold one line per contract. Where a follower holds several, the lines stand side by side in order. */
import type { ReactNode } from "react";
import type { FollowerRow, PositionLine } from "../../src-shared/cockpit/model.ts";
import { formatSigned } from "../format/quantity.ts";
import { isOpen } from "../state/selectors.ts";
import { StateWord, stateLooks } from "../ui/follower-state.tsx";
import { Contracts } from "../ui/signed.tsx";
import { toneText } from "../ui/tone.ts";

/** Lines worth a place: what is open, expected, or not as it should be; one flat line stands for all the others. */
export function shownLines(row: FollowerRow): readonly PositionLine[] {
  const telling = row.lines.filter((line) => isOpen(line) || line.expected !== 0 || line.state === "drift");
  return telling.length > 0 ? telling : row.lines.slice(0, 1);
}

/** Where nothing is reported, flat and not known are different things. */
function Nothing({ certain }: { readonly certain: boolean }) {
  return certain ? (
    <span className="text-muted" data-value={0}>
      0
    </span>
  ) : (
    <span className="text-muted" title="Not known while the account is offline or unknown">
      –
    </span>
  );
}

function Lines(props: {
  readonly row: FollowerRow;
  readonly renderLine: (line: PositionLine) => ReactNode;
}): ReactNode {
  const lines = shownLines(props.row);
  const certain = props.row.state !== "offline" && props.row.state !== "unknown";
  if (lines.length === 0) return <Nothing certain={certain} />;
  return lines.map((line) => (
    <div key={line.contract} data-contract={line.contract} className="h-5 leading-5">
      {props.renderLine(line)}
    </div>
  ));
}

export function ContractLines({ row }: { readonly row: FollowerRow }) {
  const lines = shownLines(row);
  if (lines.length === 0) return <span className="text-muted">–</span>;
  return lines.map((line) => {
    const { icon: Icon, tone, word } = stateLooks[line.state];
    return (
      <div key={line.contract} className="flex h-5 items-center gap-1 leading-5">
        {line.contract}
        {lines.length > 1 ? (
          <Icon size={12} aria-label={word} className={`shrink-0 ${toneText[tone]}`} />
        ) : null}
      </div>
    );
  });
}

export function PositionLines({ row }: { readonly row: FollowerRow }) {
  return <Lines row={row} renderLine={(line) => <Contracts value={line.confirmed} strong />} />;
}

export function ExpectedLines({ row }: { readonly row: FollowerRow }) {
  return <Lines row={row} renderLine={(line) => <Contracts value={line.expected} />} />;
}

export function InFlightLines({ row }: { readonly row: FollowerRow }) {
  return (
    <Lines
      row={row}
      renderLine={(line) =>
        line.inFlight === 0 ? (
          <span className="text-muted" data-value={0}>
            0
          </span>
        ) : (
          <span className="text-accent font-semibold" data-value={line.inFlight}>
            {formatSigned(line.inFlight)}
          </span>
        )
      }
    />
  );
}

/** `Drift −2`: the difference is named where one contract alone causes it. */
export function RowState({ row }: { readonly row: FollowerRow }) {
  const drifting = row.lines.filter((line) => line.state === "drift");
  const [only] = drifting;
  const gap = only === undefined ? 0 : only.confirmed - only.expected;
  const more =
    row.state === "drift" && drifting.length === 1 && gap !== 0
      ? `${gap < 0 ? "−" : "+"}${Math.abs(gap)}`
      : "";
  return <StateWord state={row.state} more={more} />;
}
