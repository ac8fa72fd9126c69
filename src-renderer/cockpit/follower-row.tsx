/**
 * One follower, live: its state, its figures, its last copy, and what can be done with it. What needs explaining stands
 * in a line of its own below, across the grid; the same words are in the cells for those who listen.
 */
import { useState } from "react";
import type { FollowerRow as Row } from "../../src-shared/cockpit/model.ts";
import { resumeEntries, switchFollowerOff, switchFollowerOn } from "../actions/copying.ts";
import { openResync } from "../actions/resync.ts";
import { formatElapsed } from "../format/duration.ts";
import { formatMap, sizeFigure } from "../format/quantity.ts";
import { FlattenButton } from "../shell/flatten-button.tsx";
import {
  followerOf,
  groupOf,
  mayBeOpen,
  openPnlOf,
  resyncNeed,
  type ResyncNeed,
} from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useNow, useSelect } from "../ui/context.ts";
import { Pnl } from "../ui/signed.tsx";
import { Toggle } from "../ui/toggle.tsx";
import { needOf, needSentences, sentence, type Need } from "./drift-words.ts";
import { copyWords, needsLine, stateWords } from "./follower-words.ts";
import { LastCopyText } from "./last-copy.tsx";
import { ContractLines, ExpectedLines, InFlightLines, PositionLines, RowState } from "./position-cells.tsx";
import { SwitchOffDialog } from "./switch-off-dialog.tsx";
import { WhyLine } from "./why-line.tsx";

const grounds: Partial<Record<Row["state"], string>> = {
  opposed: "bg-loss/8",
  locked: "bg-loss/8",
  unknown: "bg-loss/6",
  offline: "bg-loss/6",
  drift: "bg-warn/6",
};

function FollowerPnl({ row }: { readonly row: Row }) {
  const micros = useSelect((state) => openPnlOf(state, row.connection, row.account));
  // Ticks ten times a second: contained, so that the browser does not lay the whole grid out again.
  return (
    <div className="h-5 leading-5 [contain:strict]">
      <Pnl micros={micros} />
    </div>
  );
}

/** Flatten; red, and named after what is wrong, where the follower stands against the leader. */
function CloseButton({ row }: { readonly row: Row }) {
  const scope = { kind: "follower", follower: row.id } as const;
  if (row.state !== "opposed") {
    return <FlattenButton scope={scope} size="row" label="Flatten" name={`Flatten ${row.account}`} />;
  }
  const name = `Close the opposed position of ${row.account}`;
  return <FlattenButton scope={scope} size="row" label="Close" name={name} urgent />;
}

function ActionsCell({ row }: { readonly row: Row }) {
  const app = useApp();
  const [asking, setAsking] = useState(false);
  const change = (on: boolean): void => {
    if (on) void switchFollowerOn(app, row.id);
    else if (mayBeOpen(row)) setAsking(true);
    else void switchFollowerOff(app, row.id, "copy-exits");
  };
  return (
    <div className="flex items-center justify-end gap-2">
      <Toggle label={`Copy to ${row.account}`} on={row.enabled} onChange={change} />
      <CloseButton row={row} />
      <SwitchOffDialog row={row} open={asking} onClose={() => setAsking(false)} />
    </div>
  );
}

const number = "px-1.5 text-right";

/** The size as it is set, and below it the frozen equity ratio of this trade, else how contracts are mapped. */
function SizeText({ row }: { readonly row: Row }) {
  if (row.ratio === null) {
    return (
      <div title={row.size}>
        <div>{sizeFigure(row.size)}</div>
        <div className="text-2xs text-muted leading-3.5">{formatMap(row.map)}</div>
      </div>
    );
  }
  return (
    <div title={`${row.size}, ${formatMap(row.map)}. Equity ratio of this trade: ${row.ratio}`}>
      <div>{sizeFigure(row.size)}</div>
      <div className="text-2xs text-muted leading-3.5" data-ratio={row.ratio}>
        <span className="sr-only">equity ratio of this trade </span>× {row.ratio.split(" ")[0]}
      </div>
    </div>
  );
}

function Cells({ row, told }: { readonly row: Row; readonly told: string }) {
  return (
    <>
      <td data-field="state" data-state={row.state} className="pr-1.5 pl-3" title={told}>
        <RowState row={row} />
        {told === "" ? null : <span className="sr-only"> {told}</span>}
      </td>
      <th scope="row" data-field="account" className="px-1.5 text-left font-semibold break-words">
        {row.account}
      </th>
      <td data-field="size" className={`${number} leading-4`}>
        <SizeText row={row} />
      </td>
      <td data-field="contract" className="px-1.5">
        <ContractLines row={row} />
      </td>
      <td data-field="position" className={number}>
        <PositionLines row={row} />
      </td>
      <td data-field="expected" className={number}>
        <ExpectedLines row={row} />
      </td>
      <td data-field="inFlight" className={number}>
        <InFlightLines row={row} />
      </td>
      <td data-field="openPnl" className={number}>
        <FollowerPnl row={row} />
      </td>
      <td data-field="lastCopy" className="px-1.5 py-0.5">
        <LastCopyText copy={row.lastCopy} />
      </td>
      <td data-field="actions" className="pr-3 pl-1">
        <ActionsCell row={row} />
      </td>
    </>
  );
}

/** F4: an exit that waits for the broker, counted down; what to do meanwhile stands beside it. */
function HeldExit({ held }: { readonly held: NonNullable<Row["exitHeld"]> }) {
  const leftMs = held.untilMs - useNow(1_000);
  if (leftMs <= 0) return null;
  return (
    <span className="text-loss font-semibold">
      The exit of {held.contract} waits: the broker wants a pause of another{" "}
      <span className="tabular-nums">{formatElapsed(leftMs)}</span>. {held.words}{" "}
    </span>
  );
}

const needTone: Readonly<Record<ResyncNeed, string>> = {
  drift: "text-warn font-semibold",
  opposed: "text-loss font-semibold",
  "not-in-trade": "text-muted",
};

interface WhyProps {
  readonly row: Row;
  readonly need: ResyncNeed | null;
  readonly words: Need;
}

function WhyWords({ row, need, words }: WhyProps) {
  const { headline, rest } = need === null ? { headline: "", rest: row.reason } : words;
  return (
    <>
      {row.exitHeld === null ? null : <HeldExit held={row.exitHeld} />}
      {need === null || headline === "" ? null : (
        <span className={needTone[need]}>{sentence(headline)} </span>
      )}
      {rest === "" ? null : (
        <span className={need === "not-in-trade" ? "text-muted" : ""}>{sentence(rest)} </span>
      )}
      {row.action === "" || row.entriesOff.length > 0 || need !== null ? null : (
        <span className="text-muted">→ {row.action} </span>
      )}
      {copyWords(row)}
    </>
  );
}

function WhyRow(props: WhyProps) {
  const app = useApp();
  const { row, need } = props;
  return (
    <WhyLine account={row.account} ground={grounds[row.state] ?? ""} words={<WhyWords {...props} />}>
      {row.entriesOff.length > 0 ? (
        <Button
          look="small"
          aria-label={`Resume entries of ${row.account}`}
          onClick={() => void resumeEntries(app, row.id)}
        >
          Resume entries
        </Button>
      ) : null}
      {need === null ? null : (
        <Button
          look="small"
          aria-label={`Resync ${row.account}`}
          onClick={() => openResync(app, row.id, need === "opposed" ? "flat" : "implied")}
        >
          Resync…
        </Button>
      )}
    </WhyLine>
  );
}

export function FollowerRow({ id }: { readonly id: string }) {
  const row = useSelect((state) => followerOf(state, id));
  const group = useSelect((state) => (row === undefined ? undefined : groupOf(state, row.group)));
  if (row === undefined) return null;
  const need = resyncNeed(row, group);
  const words = needOf(row, group, need);
  const told = need === null ? stateWords(row) : needSentences(words);
  return (
    <>
      <tr
        aria-label={`Follower ${row.account}`}
        data-follower={row.id}
        className={`border-line h-10 border-t ${grounds[row.state] ?? ""} ${row.enabled ? "" : "text-muted"}`}
      >
        <Cells row={row} told={told} />
      </tr>
      {need !== null || needsLine(row) ? <WhyRow row={row} need={need} words={words} /> : null}
    </>
  );
}
