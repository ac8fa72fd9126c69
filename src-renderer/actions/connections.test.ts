import { describe, expect, it } from "vitest";
import type { ConnectionSettings } from "../../src-shared/group.ts";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { createAppStore, type ConnectionForm } from "../state/store.ts";
import { manualClock } from "../state/testing.ts";
import type { App } from "./app.ts";
import {
  closeForm,
  discardForm,
  editForm,
  forceAttempt,
  logInAgain,
  logInWithBrowser,
  needsPassword,
  openAddForm,
  openEditForm,
  removeConnection,
  saveForm,
  shownProblems,
  testConnection,
  testForm,
} from "./connections.ts";

const settings: ConnectionSettings = {
  id: "Desk" as ConnectionId,
  environment: "demo",
  username: "leader",
  passwordEnv: null,
  httpUrl: null,
  wsUrl: null,
  mdUrl: null,
  login: "password",
  apiKey: { cid: "8", secEnv: null },
  oauthClientId: null,
  appId: null,
  appVersion: null,
  limits: { perSecond: 10, perMinute: 60, perHour: 1000 },
};
const listed = {
  connections: [
    {
      settings,
      secrets: { password: "stored", apiSecret: "stored", oauthSecret: "none" },
      groups: [],
      followers: 0,
      limits: settings.limits,
    },
  ],
  practiceLogins: [],
  keepsSecrets: true,
  app: { id: "Mimik", version: "1" },
};

function bench(replies: Readonly<Record<string, unknown>> = {}) {
  const store = createAppStore(true);
  const calls: [string, unknown][] = [];
  const known: Readonly<Record<string, unknown>> = {
    "connections.settings": listed,
    "connection.save": { kind: "saved" },
    ...replies,
  };
  const idle = (): Promise<void> => Promise.resolve();
  const app: App = {
    store,
    clock: manualClock(),
    download: () => Promise.resolve(0),
    refresh: { practice: idle, activity: idle, drill: idle },
    client: {
      call: ((command: string, input: unknown) => {
        calls.push([command, input]);
        const reply = known[command] ?? {};
        return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
      }) as never,
    },
  };
  const form = (): ConnectionForm => {
    const present = store.getState().connections.form;
    if (present === null) throw new Error("no form");
    return present;
  };
  const notices = (): readonly string[] => store.getState().notices.map(({ words }) => words);
  return {
    app,
    store,
    calls,
    form,
    notices,
    shown: () => shownProblems(form()).map(({ path }) => path),
  };
}

function fillDemo(app: App): void {
  openAddForm(app);
  editForm(app, "id", { id: "New" });
  editForm(app, "username", { username: "me" });
  editForm(app, "password", { password: "typed-secret" });
}

describe("what is typed", () => {
  it("is not complained of before it was touched, and wholly once saving was tried", async () => {
    const { app, calls, shown } = bench();
    openAddForm(app);
    expect(shown()).toEqual([]);
    editForm(app, "environment", { environment: "custom" });
    editForm(app, "httpUrl", { httpUrl: "nonsense" });
    expect(shown()).toEqual(["httpUrl"]);
    await saveForm(app);
    expect(shown()).toEqual(["id", "username", "httpUrl", "wsUrl", "mdUrl"]);
    expect(calls).toEqual([]);
  });

  it("survives a closed dialog and a change of environment; discarding is what throws it away", () => {
    const { app, form, store } = bench();
    fillDemo(app);
    editForm(app, "environment", { environment: "custom" });
    editForm(app, "httpUrl", { httpUrl: "http://127.0.0.1:1/v1" });
    editForm(app, "environment", { environment: "live" });
    closeForm(app);
    expect(form().open).toBe(false);
    openAddForm(app);
    expect(form()).toMatchObject({
      open: true,
      fields: { id: "New", environment: "live", httpUrl: "http://127.0.0.1:1/v1", password: "typed-secret" },
    });
    discardForm(app);
    expect(JSON.stringify(store.getState())).not.toContain("typed-secret");
  });

  it("stays when the engine refuses or can not be reached, with the words", async () => {
    const problems = [{ path: "limits.perMinute", words: "too low" }];
    const refusing = bench({ "connection.save": { kind: "problems", problems } });
    fillDemo(refusing.app);
    await saveForm(refusing.app);
    expect(refusing.shown()).toEqual(["limits.perMinute"]);
    expect(refusing.form()).toMatchObject({ busy: null, fields: { password: "typed-secret" } });
    // What the engine said of a field is out of date as soon as it is edited.
    editForm(refusing.app, "limits.perMinute", {});
    expect(refusing.shown()).toEqual([]);

    const gone = bench({ "connection.save": new Error("no engine") });
    fillDemo(gone.app);
    await saveForm(gone.app);
    expect(gone.form()).toMatchObject({ failure: "no engine", fields: { id: "New" } });
  });
});

describe("what is sent", () => {
  it("holds only what the environment has, secrets beside it, and they leave the page with it", async () => {
    const { app, calls, store, notices } = bench();
    fillDemo(app);
    editForm(app, "httpUrl", { httpUrl: "http://127.0.0.1:1/v1" });
    editForm(app, "oauthSecret", { oauthSecret: "not-used" });
    editForm(app, "limits", { ownLimits: true });
    editForm(app, "limits.perHour", { limits: { perSecond: "10", perMinute: "60", perHour: "5,000" } });
    await saveForm(app);
    expect(calls[0]).toMatchObject([
      "connection.save",
      {
        previous: null,
        draft: { id: "New", httpUrl: "", apiKey: null, limits: { perMinute: 60, perHour: 5000 } },
        secrets: { password: "typed-secret", apiSecret: null, oauthSecret: null },
      },
    ]);
    expect(store.getState().connections.form).toBeNull();
    expect(JSON.stringify(store.getState())).not.toContain("typed-secret");
    expect(notices()).toEqual(["New was added."]);
  });

  it("of an edit is what stands in the settings, without any secret", async () => {
    const { app, calls, form } = bench();
    await openEditForm(app, "Desk");
    expect(form().fields).toMatchObject({ usesApiKey: true, cid: "8", password: "", apiSecret: "" });
    editForm(app, "appId", { appId: "Mine" });
    await saveForm(app);
    expect(calls[1]).toMatchObject([
      "connection.save",
      {
        previous: "Desk",
        draft: { id: "Desk", appId: "Mine", limits: settings.limits, apiKey: { cid: "8", secEnv: "" } },
        secrets: { password: null, apiSecret: null, oauthSecret: null },
      },
    ]);
  });

  it("a second press does not send again while the first is on its way", async () => {
    const { app, calls } = bench();
    fillDemo(app);
    await Promise.all([saveForm(app), saveForm(app), testForm(app)]);
    expect(calls.filter(([command]) => command !== "connections.settings")).toHaveLength(1);
  });
});

describe("tests and actions", () => {
  it("a test of the form shows its steps until something is edited", async () => {
    const steps = [{ step: "host", outcome: "ok", words: "w", next: "" }];
    const { app, form } = bench({ "connection.test": { kind: "tested", steps, cost: "one login" } });
    fillDemo(app);
    await testForm(app);
    expect(form().tested).toEqual({ steps, cost: "one login" });
    editForm(app, "username", { username: "you" });
    expect(form().tested).toBeNull();
  });

  it("a test of what runs sends what is saved; one that fails says so and leaves nothing running", async () => {
    const good = bench({ "connection.test": { kind: "tested", steps: [], cost: "none" } });
    await testConnection(good.app, "Desk");
    expect(good.calls[1]).toMatchObject([
      "connection.test",
      { previous: "Desk", draft: { username: "leader" } },
    ]);
    expect(good.store.getState().connections.tests["Desk"]).toMatchObject({ kind: "done", cost: "none" });
    const bad = bench({ "connection.test": new Error("locked out") });
    await testConnection(bad.app, "Desk");
    expect(bad.store.getState().connections.tests).toEqual({});
    expect(bad.notices()).toEqual(["Desk was not tested: locked out"]);
  });

  it("an attempt during a lock-out carries the trader's consent, a refused removal its reason", async () => {
    const { app, calls, notices } = bench({ "connection.remove": new Error('needed by the group "Scalps"') });
    await forceAttempt(app, "Desk");
    expect(calls).toEqual([["connection.force", { connection: "Desk", mayProlong: true }]]);
    await removeConnection(app, "Desk");
    expect(notices()).toEqual(['Desk was not removed: needed by the group "Scalps"']);
  });

  it("a new login asks for the password only where none is stored", async () => {
    const stored = bench();
    await openEditForm(stored.app, "Desk");
    expect(needsPassword(stored.store.getState(), "Desk")).toBe(false);
    const [desk] = listed.connections;
    const secrets = { password: "none", apiSecret: "none", oauthSecret: "none" };
    const asked = bench({ "connections.settings": { ...listed, connections: [{ ...desk, secrets }] } });
    await openEditForm(asked.app, "Desk");
    expect(needsPassword(asked.store.getState(), "Desk")).toBe(true);
    await logInAgain(asked.app, "Desk", "typed");
    expect(asked.calls.at(-1)).toEqual([
      "connection.reauthenticate",
      { connection: "Desk", password: "typed" },
    ]);
  });

  it("a login in the browser leaves its address on the page", async () => {
    const { app, store } = bench({ "connection.oauth": { opened: false, url: "https://broker/oauth" } });
    await logInWithBrowser(app, "Desk");
    expect(store.getState().connections.browserPages).toEqual({ Desk: "https://broker/oauth" });
  });
});
