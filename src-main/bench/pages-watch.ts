/**
 * The stopwatch inside the page: from the moment an input event happened until the frame that shows its outcome has been
 * handed to the compositor, and beside it what the browser's own Event Timing API says of the same.
 */
import type { CDPSession, Page } from "playwright/test";

/** Plain script: it runs in the page, which knows no types of ours. */
const WATCH = `
(() => {
  const marks = [];
  const own = new MessageChannel();
  let waiting = [];
  own.port1.onmessage = () => {
    const now = performance.now();
    for (const at of waiting) marks.push(now - at);
    waiting = [];
  };
  let asked = false;
  const onInput = (event) => {
    waiting.push(event.timeStamp);
    if (asked) return;
    asked = true;
    // The frame after this turn, then the first turn after that frame.
    requestAnimationFrame(() => { asked = false; own.port2.postMessage(0); });
  };
  for (const kind of ["click", "keydown", "input", "wheel"]) addEventListener(kind, onInput, { capture: true, passive: true });
  const timed = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) timed.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  let longestFrame = -1;
  let before = 0;
  const onFrame = (now) => {
    if (longestFrame < 0) return;
    longestFrame = Math.max(longestFrame, now - before);
    before = now;
    requestAnimationFrame(onFrame);
  };
  window.mimikWatch = {
    frames: () => {
      longestFrame = 0;
      before = performance.now();
      requestAnimationFrame(onFrame);
    },
    longest: () => {
      const longest = longestFrame;
      longestFrame = -1;
      return longest;
    },
    take: () => {
      const longest = marks.length === 0 ? -1 : Math.max(...marks);
      const browser = timed.length === 0 ? 0 : Math.max(...timed);
      marks.length = 0;
      timed.length = 0;
      return { ms: longest, browserMs: browser };
    },
    quiet: () => waiting.length === 0 && !asked,
  };
})();
`;

export interface Taken {
  /** Input to frame, milliseconds. */
  readonly ms: number;
  /** The longest that the Event Timing API reported: eights of a millisecond upwards of 16; 0: nothing took that long. */
  readonly browserMs: number;
  /** What the page's main thread has computed for it, whoever else was running: processor time, not the clock's. */
  readonly cpuMs: number;
}

/** The page's main thread, by the browser's own account. */
export class Processor {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Processor> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Processor(session);
  }

  async ms(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value;
    if (seconds === undefined) throw new Error("The browser does not say how long its tasks took.");
    return seconds * 1_000;
  }
}

/** To be called before the page goes anywhere. */
export function watchPage(page: Page): Promise<unknown> {
  return page.addInitScript({ content: WATCH });
}

/** Event Timing entries come a little after their frame. */
const REPORT_MS = 60;

/** How long a scroll is watched: its frames, and what is drawn because of it. */
const SCROLL_MS = 500;

/** Runs something that goes on over many frames: `ms` is the longest pause between two of them. */
export async function watched(
  page: Page,
  processor: Processor,
  interact: () => Promise<unknown>,
): Promise<Taken> {
  await page.evaluate("mimikWatch.take(), mimikWatch.frames()");
  const before = await processor.ms();
  await interact();
  await page.waitForTimeout(SCROLL_MS);
  const cpuMs = (await processor.ms()) - before;
  const ms = await page.evaluate<number>("mimikWatch.longest()");
  const { browserMs } = await page.evaluate<Omit<Taken, "cpuMs">>("mimikWatch.take()");
  return { ms, browserMs, cpuMs };
}

/** Asked from outside: the page's own policy lets no text be run as a script. */
async function quiet(page: Page): Promise<void> {
  while (!(await page.evaluate<boolean>("mimikWatch.quiet()"))) await page.waitForTimeout(5);
}

/** Runs one interaction and waits for the frame that shows it. */
export async function timed(
  page: Page,
  processor: Processor,
  interact: () => Promise<unknown>,
): Promise<Taken> {
  await page.evaluate("mimikWatch.take()");
  const before = await processor.ms();
  await interact();
  await quiet(page);
  const after = await processor.ms();
  await page.waitForTimeout(REPORT_MS);
  const taken = await page.evaluate<Omit<Taken, "cpuMs">>("mimikWatch.take()");
  if (taken.ms < 0) throw new Error("An interaction without an input event was measured.");
  return { ...taken, cpuMs: after - before };
}
