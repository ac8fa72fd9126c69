/** The last copy of a follower: its outcome, then own time and the broker's; in trouble the reason instead. */
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
  if (copy === null) return <span className="text-muted">Nothing copied yet</span>;
  const tone = toneText[classTones[classOf(copy.outcome)]];
  const timing = timingWords(copy);
  return (
    <div className="leading-4" data-outcome={copy.outcome}>
      <div className="text-xs whitespace-nowrap">
        <span className={`font-medium ${tone}`}>{copyTitle(copy)}</span>
        {copy.price === null ? null : <span className="text-muted"> @ {formatPrice(copy.price)}</span>}
      </div>
      {needsWords(copy.outcome) ? <div className="text-2xs text-text leading-3.5">{copy.words}</div> : null}
      <div className="text-2xs text-muted whitespace-nowrap">
        {timing === "" ? chicagoClock(copy.atMs) : timing}
      </div>
    </div>
  );
}
