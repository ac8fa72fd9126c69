/**
 * A part of a long page that is only drawn while it is in sight or near it, so that a page of a thousand rows answers as
 * fast as one of fifty. Out of sight an empty box of its height stands for it, under its name. What has the focus stays.
 */
import { useEffect, useRef, useState, type ReactNode } from "react";

export interface NearViewProps {
  /** How the empty box is called. */
  readonly label: string;
  /** Until it has been drawn once. */
  readonly heightPx: number;
  /** Drawn at once, before the browser has said what is in sight. */
  readonly first: boolean;
  readonly children: ReactNode;
}

/** What scrolls: the nearest element around it that says so. */
export const scroller = { "data-scroller": true } as const;

/** More than one turn of a wheel ahead, so that nobody scrolls into a gap. */
const AHEAD = "600px 0px";

export function NearView({ label, heightPx, first, children }: NearViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(first);
  const [lastPx, setLastPx] = useState(heightPx);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last === undefined) return;
        const holdsFocus = element.contains(document.activeElement);
        if (!last.isIntersecting && !holdsFocus) setLastPx(last.boundingClientRect.height);
        setNear(last.isIntersecting || holdsFocus);
      },
      { root: element.closest("[data-scroller]"), rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className="shrink-0">
      {near ? children : <section aria-label={label} style={{ height: lastPx }} />}
    </div>
  );
}
