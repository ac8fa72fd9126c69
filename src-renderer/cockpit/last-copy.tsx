/** The last copy of a follower: its outcome, then own time and the broker's, or when it was. */
import type { LastCopy } from "../../src-shared/cockpit/model.ts";
import { formatMicroseconds } from "../format/duration.ts";
import { formatPrice } from "../format/quantity.ts";
import { chicagoClock } from "../format/time.ts";
import { toneText } from "../ui/tone.ts";
import { classOf, classTones, copyTitle, needsWords } from "./outcome.ts";

/** `0.21 ms own · 118 ms`: handed to the socket, then filled, or answered where nothing was filled. */
export function timingWords(copy: Pick<LastCopy, "ownUs" | "answeredUs" | "filledUs">): string {
  const broker = copy.filledUs ?? copy.answeredUs;
  return [
    copy.ownUs === null ? "" : `${formatMicroseconds(copy.ownUs)} own`,
    broker === null ? "" : formatMicroseconds(broker),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

export function LastCopyText({ copy }: { readonly copy: LastCopy | null }) {
  if (copy === null) return <span className="text-muted text-xs">none yet</span>;
  const tone = toneText[classTones[classOf(copy.outcome)]];
  const timing = timingWords(copy);
  return (
    <div className="leading-4 whitespace-nowrap" data-outcome={copy.outcome} title={copy.words}>
      <div className="text-xs">
        <span className={`font-medium ${tone}`}>{copyTitle(copy)}</span>
        {copy.price === null ? null : <span className="text-muted"> @ {formatPrice(copy.price)}</span>}
        {needsWords(copy.outcome) ? <span className="sr-only"> {copy.words}</span> : null}
      </div>
      <div className="text-2xs text-muted">{timing === "" ? chicagoClock(copy.atMs) : timing}</div>
    </div>
  );
}
