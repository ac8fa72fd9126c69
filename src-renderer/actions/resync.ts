/**
 * Resync (R4): a preview of the exact orders, drawn anew when it expires or when a position moves; a click confirms the
 * version that is shown and no other. Orders that have just changed can not be confirmed by a click that was already on
 * its way: they have to stand there for a moment first.
 */
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";
import type { ResyncSlice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";
import { notify } from "./notices.ts";

/** As long as a hand needs to see that the orders are others. */
export const HELD_MS = 800;
/** Pause before a preview that could not be had is asked for again. */
const AGAIN_MS = 2_000;

export type Toward = ResyncSlice["toward"];

function current({ store }: App): ResyncSlice | null {
  return store.getState().resync;
}

function patch({ store }: App, session: number, change: Partial<ResyncSlice>): void {
  store.setState(({ resync }) =>
    resync === null || resync.session !== session ? {} : { resync: { ...resync, ...change } },
  );
}

export function ordersOf(preview: ResyncPreview): number {
  return preview.lines.reduce((sum, line) => sum + line.orders.length, 0);
}

/** A click sends exactly the preview on the page: it is of what was chosen, it has been seen, and it says something. */
export function canConfirm(slice: ResyncSlice): boolean {
  const { preview, toward, held, sending, problem } = slice;
  if (preview === null || held || sending || problem !== null) return false;
  return preview.toward === toward && ordersOf(preview) > 0;
}

/** Two previews that ask the same of the trader, whatever their ids. */
function sameOrders(one: ResyncPreview, other: ResyncPreview): boolean {
  return JSON.stringify(one.lines) === JSON.stringify(other.lines);
}

/** Later changes hold on for themselves. */
function release(app: App, session: number): void {
  const slice = current(app);
  if (slice !== null && app.clock.nowMs() >= slice.heldUntilMs) patch(app, session, { held: false });
}

function show(app: App, session: number, preview: ResyncPreview, refused: boolean): void {
  const slice = current(app);
  if (slice === null || slice.session !== session) return;
  const before = slice.preview;
  const sameChoice = before !== null && before.toward === preview.toward;
  const moved = refused || (sameChoice && !sameOrders(before, preview));
  patch(app, session, {
    preview,
    problem: null,
    sending: false,
    changed: moved || (sameChoice && slice.changed),
    ...(moved ? { held: true, heldUntilMs: app.clock.nowMs() + HELD_MS } : {}),
  });
  if (moved) app.clock.after(HELD_MS, () => release(app, session));
  app.clock.after(Math.max(0, preview.expiresMs - preview.atMs), () => {
    if (current(app)?.preview === preview) void redrawResync(app);
  });
}

/** Asks for the preview anew. While one is on its way, exactly one more follows it. */
export async function redrawResync(app: App): Promise<void> {
  const asked = current(app);
  if (asked === null || asked.sending) return;
  const { session, follower, toward } = asked;
  if (asked.reading) {
    patch(app, session, { again: true });
    return;
  }
  patch(app, session, { reading: true, again: false });
  try {
    const preview = await app.client.call("resync.preview", { follower, toward });
    if (current(app)?.sending !== true) show(app, session, preview, false);
  } catch (error) {
    patch(app, session, { problem: wordsOfError(error) });
    app.clock.after(AGAIN_MS, () => {
      if (current(app)?.session === session && current(app)?.problem !== null) void redrawResync(app);
    });
  }
  const again = current(app)?.session === session && current(app)?.again === true;
  patch(app, session, { reading: false, again: false });
  if (again) await redrawResync(app);
}

function ask(app: App, follower: string, toward: Toward, preview: ResyncPreview | null): void {
  const session = (current(app)?.session ?? 0) + 1;
  const idle = { problem: null, reading: false, again: false, sending: false };
  const calm = { changed: false, held: false, heldUntilMs: 0 };
  app.store.setState({ resync: { session, follower, toward, preview, ...idle, ...calm } });
  void redrawResync(app);
}

export function openResync(app: App, follower: string, toward: Toward): void {
  ask(app, follower, toward, null);
}

export function chooseToward(app: App, toward: Toward): void {
  const slice = current(app);
  if (slice !== null && !slice.sending && slice.toward !== toward) {
    ask(app, slice.follower, toward, slice.preview);
  }
}

export function closeResync({ store }: App): void {
  store.setState({ resync: null });
}

export async function confirmResync(app: App): Promise<void> {
  const slice = current(app);
  if (slice === null || !canConfirm(slice) || slice.preview === null) return;
  const { session, follower, toward, preview } = slice;
  patch(app, session, { sending: true, changed: false });
  try {
    const { id, version, atMs } = preview;
    const answer = await app.client.call("resync.confirm", { follower, toward, id, version, atMs });
    switch (answer.kind) {
      case "sent":
        notify(app, "done", answer.words);
        if (current(app)?.session === session) closeResync(app);
        return;
      case "changed":
        show(app, session, answer.preview, true);
    }
  } catch (error) {
    // It may have been sent all the same: what is on its way now stands in the next preview.
    patch(app, session, { sending: false, problem: wordsOfError(error) });
    app.clock.after(AGAIN_MS, () => {
      if (current(app)?.session === session) void redrawResync(app);
    });
  }
}
