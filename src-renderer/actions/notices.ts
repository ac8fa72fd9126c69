/** Short notes about what the trader just did. A success fades; a failure stays until it is dismissed. */
import { NOTICES_MAX, type Notice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";

const FADE_MS = 6_000;

export function dismissNotice({ store }: App, id: number): void {
  store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

export function notify(app: App, tone: Notice["tone"], words: string): void {
  const { notices } = app.store.getState();
  const id = 1 + notices.reduce((highest, notice) => Math.max(highest, notice.id), 0);
  app.store.setState({ notices: [...notices, { id, tone, words }].slice(-NOTICES_MAX) });
  if (tone === "done") app.clock.after(FADE_MS, () => dismissNotice(app, id));
}

/** Runs a command whose failure concerns nobody but the trader who gave it. True when it was done. */
export async function attempt(app: App, what: string, command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command();
    return true;
  } catch (error) {
    notify(app, "failed", `${what}: ${wordsOfError(error)}`);
    return false;
  }
}
