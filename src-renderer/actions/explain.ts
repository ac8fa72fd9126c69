/** One leader fill explained: read from the ledger, so that old ones open as well as the newest. */
import type { ExplainSlice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";

export async function openExplain(app: App, eventId: string): Promise<void> {
  const asked: ExplainSlice = { eventId, kind: "loading" };
  app.store.setState({ explain: asked });
  const show = (explain: ExplainSlice): void => {
    // Closed, or another one opened meanwhile: this answer is nobody's any more.
    if (app.store.getState().explain === asked) app.store.setState({ explain });
  };
  try {
    const { entry, settings } = await app.client.call("event.explain", { eventId });
    show({ eventId, kind: "shown", entry, settings });
  } catch (error) {
    show({ eventId, kind: "problem", words: wordsOfError(error) });
  }
}

export function closeExplain({ store }: App): void {
  store.setState({ explain: null });
}
