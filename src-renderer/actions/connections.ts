/**
 * What the trader does with connections. The form lives in the store, so that neither a lost link nor a closed dialog
 * loses what was typed; its secrets leave the page once it is saved or discarded.
 */
import type { FieldProblem } from "../../src-shared/ipc/connection-form.ts";
import {
  draftOfFields,
  emptyFields,
  fieldsOf,
  problemsOfFields,
  secretsOfFields,
  type FormFields,
} from "../connections/form-model.ts";
import type { AppState, ConnectionForm, ConnectionsSlice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";
import { attempt, notify } from "./notices.ts";

function patch({ store }: App, change: Partial<ConnectionsSlice>): void {
  store.setState((state) => ({ connections: { ...state.connections, ...change } }));
}

/** Of the form that is open; nothing once it is gone. */
function patchForm(app: App, change: Partial<ConnectionForm>): void {
  const { form } = app.store.getState().connections;
  if (form !== null) patch(app, { form: { ...form, ...change } });
}

export async function readConnections(app: App): Promise<void> {
  try {
    patch(app, { settings: await app.client.call("connections.settings", {}), problem: null });
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

function newForm(previous: string | null, fields: FormFields): ConnectionForm {
  return {
    open: true,
    previous,
    fields,
    touched: [],
    tried: false,
    problems: [],
    busy: null,
    tested: null,
    failure: null,
  };
}

/** A form that was begun and closed goes on where it was left. */
export function openAddForm(app: App): void {
  const { form } = app.store.getState().connections;
  patch(app, { form: form?.previous === null ? { ...form, open: true } : newForm(null, emptyFields) });
}

export async function openEditForm(app: App, connection: string): Promise<void> {
  const { form } = app.store.getState().connections;
  if (form?.previous === connection) {
    patchForm(app, { open: true });
    return;
  }
  await readConnections(app);
  const { settings, problem } = app.store.getState().connections;
  const found = settings?.connections.find((each) => each.settings.id === connection);
  if (found) patch(app, { form: newForm(connection, fieldsOf(found.settings)) });
  else notify(app, "failed", `${connection} can not be edited now: ${problem ?? "it is not there"}`);
}

export function closeForm(app: App): void {
  patchForm(app, { open: false });
}

export function discardForm(app: App): void {
  patch(app, { form: null });
}

/** `path`: the field in the shared schema; what the engine said of it is out of date now. */
export function editForm(app: App, path: string, change: Partial<FormFields>): void {
  const { form } = app.store.getState().connections;
  if (form === null) return;
  const fields = { ...form.fields, ...change };
  const moved = path === "environment" || path === "login";
  patchForm(app, {
    fields,
    touched: form.touched.includes(path) ? form.touched : [...form.touched, path],
    problems: moved ? [] : form.problems.filter((problem) => problem.path !== path),
    tested: null,
    failure: null,
  });
}

/** What is wrong, at the fields that the trader has left behind, or everywhere once he has tried to save. */
export function shownProblems(form: ConnectionForm): readonly FieldProblem[] {
  const own = problemsOfFields(form.fields).filter(({ path }) => form.tried || form.touched.includes(path));
  const said = new Set(own.map(({ path }) => path));
  return [...own, ...form.problems.filter(({ path }) => !said.has(path))];
}

/** The form as it is sent, or null while it is wrong by itself. */
function readyForm(app: App): ConnectionForm | null {
  const { form } = app.store.getState().connections;
  if (form === null || form.busy !== null) return null;
  if (problemsOfFields(form.fields).length === 0) return form;
  patchForm(app, { tried: true });
  return null;
}

export async function saveForm(app: App): Promise<void> {
  const form = readyForm(app);
  if (form === null) return;
  const { previous, fields } = form;
  patchForm(app, { busy: "save", tried: true, failure: null });
  try {
    const draft = draftOfFields(fields);
    const reply = await app.client.call("connection.save", {
      previous,
      draft,
      secrets: secretsOfFields(fields),
    });
    if (reply.kind === "problems") {
      patchForm(app, { busy: null, problems: reply.problems });
      return;
    }
    discardForm(app);
    notify(app, "done", previous === null ? `${draft.id.trim()} was added.` : `${previous} was saved.`);
  } catch (error) {
    patchForm(app, { busy: null, failure: wordsOfError(error) });
    return;
  }
  await readConnections(app);
}

export async function testForm(app: App): Promise<void> {
  const form = readyForm(app);
  if (form === null) return;
  const { previous, fields } = form;
  patchForm(app, { busy: "test", tested: null, failure: null });
  try {
    const reply = await app.client.call("connection.test", {
      previous,
      draft: draftOfFields(fields),
      secrets: secretsOfFields(fields),
    });
    if (reply.kind === "problems") patchForm(app, { busy: null, tried: true, problems: reply.problems });
    else patchForm(app, { busy: null, tested: { steps: reply.steps, cost: reply.cost } });
  } catch (error) {
    patchForm(app, { busy: null, failure: wordsOfError(error) });
  }
}

/** A test from the panel: of what is saved, by the running session. */
export async function testConnection(app: App, connection: string): Promise<void> {
  const setTest = (test: ConnectionsSlice["tests"][string] | null): void => {
    const { [connection]: _before, ...others } = app.store.getState().connections.tests;
    patch(app, { tests: test === null ? others : { ...others, [connection]: test } });
  };
  setTest({ kind: "running" });
  try {
    await readConnections(app);
    const { settings } = app.store.getState().connections;
    const found = settings?.connections.find((each) => each.settings.id === connection);
    if (!found) throw new Error(`There is no connection ${connection}.`);
    const fields = fieldsOf(found.settings);
    const reply = await app.client.call("connection.test", {
      previous: connection,
      draft: draftOfFields(fields),
      secrets: secretsOfFields(fields),
    });
    if (reply.kind === "problems") throw new Error(reply.problems.map(({ words }) => words).join(" "));
    setTest({ kind: "done", steps: reply.steps, cost: reply.cost });
  } catch (error) {
    setTest(null);
    notify(app, "failed", `${connection} was not tested: ${wordsOfError(error)}`);
  }
}

export function closeTest(app: App, connection: string): void {
  const { [connection]: _closed, ...others } = app.store.getState().connections.tests;
  patch(app, { tests: others });
}

export async function reconnect(app: App, connection: string): Promise<void> {
  await attempt(app, `${connection} does not reconnect`, () =>
    app.client.call("connection.reconnect", { connection }),
  );
}

/** `password` where none is stored. True when the engine has begun with it. */
export function logInAgain(app: App, connection: string, password: string | null): Promise<boolean> {
  return attempt(app, `${connection} does not log in again`, () =>
    app.client.call("connection.reauthenticate", { connection, password }),
  );
}

/** Whether a password has to be asked for before a new login. */
export function needsPassword({ connections }: AppState, connection: string): boolean {
  const found = connections.settings?.connections.find(({ settings }) => settings.id === connection);
  const { environment, login } = found?.settings ?? {};
  return environment !== "practice" && login === "password" && found?.secrets.password === "none";
}

export async function forceAttempt(app: App, connection: string): Promise<void> {
  await attempt(app, `Nothing was tried on ${connection}`, () =>
    app.client.call("connection.force", { connection, mayProlong: true }),
  );
}

export async function removeConnection(app: App, connection: string): Promise<void> {
  const done = await attempt(app, `${connection} was not removed`, () =>
    app.client.call("connection.remove", { connection }),
  );
  if (done) notify(app, "done", `${connection} was removed, with its stored secrets.`);
  await readConnections(app);
}

/** The address stands on the page all the same: a browser that did not come up can not be told from one that did. */
export async function logInWithBrowser(app: App, connection: string): Promise<void> {
  await attempt(app, `${connection} does not log in`, async () => {
    const { url } = await app.client.call("connection.oauth", { connection });
    const { browserPages } = app.store.getState().connections;
    const { [connection]: _before, ...others } = browserPages;
    patch(app, { browserPages: url === null ? others : { ...others, [connection]: url } });
  });
}
