/** One leader fill: what it was, how it was copied in a line, and each follower on request. */
import { ChevronRight } from "lucide-react";
import { memo, useState } from "react";
import type { TapeEntry as Entry } from "../../src-shared/cockpit/model.ts";
import { openExplain } from "../actions/explain.ts";
import { ExplainedFollower } from "../explain/explained-follower.tsx";
import { formatPrice, formatSigned } from "../format/quantity.ts";
import { chicagoExact } from "../format/time.ts";
import { Button } from "../ui/button.tsx";
import { useApp } from "../ui/context.ts";
import { Pill } from "../ui/pill.tsx";
import { classTones, eventKindWords, sideWords, summaryOf } from "./outcome.ts";

/** The engine publishes whole entries: an entry that is the same object has not changed. */
export const TapeEntry = memo(function TapeEntry(props: {
  readonly entry: Entry;
  readonly startOpen: boolean;
  readonly withGroup: boolean;
}) {
  const { entry, startOpen, withGroup } = props;
  const app = useApp();
  const [open, setOpen] = useState(startOpen);
  const buy = entry.quantity > 0;
  const kind = eventKindWords(entry.kind);
  return (
    <li className="border-line border-b px-2 py-1.5">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover w-full rounded px-1 py-0.5 text-left"
      >
        <span className="flex items-baseline gap-1.5 text-xs whitespace-nowrap">
          <ChevronRight
            size={13}
            aria-hidden
            className={`text-muted shrink-0 self-center ${open ? "rotate-90" : ""}`}
          />
          <time className="text-2xs text-muted">{chicagoExact(entry.atMs)}</time>
          <span className={`font-bold ${buy ? "text-profit" : "text-loss"}`}>
            <span aria-hidden className="text-[8px]">
              {buy ? "▲ " : "▼ "}
            </span>
            {sideWords(entry)}
          </span>
          <span className="font-medium">{entry.contract}</span>
          <span className="text-muted">@ {formatPrice(entry.price)}</span>
        </span>
        {withGroup ? (
          <span className="text-2xs text-muted ml-[19px] block wrap-anywhere">{entry.groupName}</span>
        ) : null}
        <span className="mt-1 ml-[19px] flex flex-wrap gap-1">
          {kind === undefined ? null : <Pill tone="warn">{kind}</Pill>}
          {summaryOf(entry.followers).map(({ outcome, words }) => (
            <Pill key={outcome} tone={classTones[outcome]}>
              {words}
            </Pill>
          ))}
        </span>
      </button>
      {open ? (
        <div className="border-line mt-1 ml-2 border-l pl-1.5">
          <p className="text-2xs text-muted px-1">
            leader {formatSigned(entry.l0)} → {formatSigned(entry.l1)}
          </p>
          <ul>
            {entry.followers.map((follower) => (
              <ExplainedFollower
                key={follower.follower}
                follower={follower}
                leaderContract={entry.contract}
                startOpen={false}
                narrow
              />
            ))}
          </ul>
          <Button
            look="ghost"
            className="text-2xs px-2"
            aria-label={`In full, with the settings then: ${sideWords(entry)} ${entry.contract}`}
            onClick={() => void openExplain(app, entry.eventId)}
          >
            In full, with the settings then…
          </Button>
        </div>
      ) : null}
    </li>
  );
});
