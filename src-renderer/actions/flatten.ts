/**
 * Flatten in two steps: the first press arms for 3 s, the second does it. Never disabled, whatever the page's state:
 * when the engine can not be reached the failure says so.
 */
import { assertNever } from "../../src-shared/assert.ts";
import { count } from "../format/quantity.ts";
import { exposureOf, followersIn, openLines, scopeKey } from "../state/selectors.ts";
import type { FlattenScope } from "../state/store.ts";
import type { App } from "./app.ts";
import { attempt, notify } from "./notices.ts";

export const ARMED_MS = 3_000;

export function disarm({ store }: App): void {
  if (store.getState().armed !== null) store.setState({ armed: null });
}

function titleOf(app: App, scope: FlattenScope): string {
  switch (scope.kind) {
    case "everything":
      return "Flatten everything";
    case "group":
      return "Flatten group";
    case "follower":
      return `Flatten ${followersIn(app.store.getState(), scope)[0]?.account ?? scope.follower}`;
    default:
      return assertNever(scope);
  }
}

/** Sends it at once: for a retry, or where a dialog has asked already. True when the engine has taken it. */
export async function flattenNow(app: App, scope: FlattenScope): Promise<boolean> {
  const title = titleOf(app, scope);
  const concerned = followersIn(app.store.getState(), scope);
  const open = concerned.filter((row) => openLines(row).length > 0 || row.working > 0).map((row) => row.id);
  return attempt(app, `${title} failed`, async () => {
    const done = await app.client.call("flatten", { scope });
    const earlier = app.store.getState().flattening?.followers ?? [];
    const followers = [...new Set([...earlier, ...open])];
    if (followers.length > 0) app.store.setState({ flattening: { title, followers } });
    const accounts = count(done.followers, "account");
    notify(
      app,
      "done",
      done.positions === 0
        ? `Entries are off on ${accounts}; nothing was open.`
        : `Closing ${count(done.positions, "position")}; entries are off on ${accounts}.`,
    );
  });
}

/** Each button arms itself alone: `place` tells apart those that stand for the same scope. */
export function armingKey(scope: FlattenScope, place = ""): string {
  return `${scopeKey(scope)}${place}`;
}

export function pressFlatten(app: App, scope: FlattenScope, place = ""): void {
  const { store, clock } = app;
  const key = armingKey(scope, place);
  const { armed } = store.getState();
  if (armed?.key === key && clock.nowMs() < armed.untilMs) {
    store.setState({ armed: null });
    void flattenNow(app, scope);
    return;
  }
  const next = { key, untilMs: clock.nowMs() + ARMED_MS };
  store.setState({ armed: next });
  clock.after(ARMED_MS, () => {
    if (store.getState().armed === next) store.setState({ armed: null });
  });
}

/** What the second press will do, in words. */
export function armedWords(app: App, scope: FlattenScope): string {
  const { positions, accounts } = exposureOf(followersIn(app.store.getState(), scope));
  if (positions === 0) return "Press again: nothing is open, entries go off";
  return `Press again to flatten ${count(positions, "position")} on ${count(accounts, "account")}`;
}

export function closeFlattenList({ store }: App): void {
  store.setState({ flattening: null });
}
