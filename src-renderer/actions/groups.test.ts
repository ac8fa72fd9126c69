import { describe, expect, it } from "vitest";
import type { GroupDraft } from "../../src-shared/ipc/groups.ts";
import { createAppStore } from "../state/store.ts";
import { manualClock, settle } from "../state/testing.ts";
import type { App } from "./app.ts";
import {
  changedUnder,
  closeGroupForm,
  discardGroupForm,
  duplicateGroup,
  editGroup,
  formOf,
  keepMine,
  openEditGroup,
  openNewGroup,
  placeOfForm,
  saveGroup,
  shownProblems,
  takeOverChanges,
} from "./groups-form.ts";
import { openHistory, showSettingsAt } from "./groups-history.ts";
import { applySetupFile, chooseSetupFile } from "./groups-import.ts";
import { deleteGroup, exportSetup, followGroups, readGroups } from "./groups.ts";

const draft: GroupDraft = {
  name: "NQ scalps",
  leader: { connection: "Desk", account: "A1" },
  followers: [{ connection: "Desk", account: "A2" }],
};

function settingsOf(...drafts: readonly GroupDraft[]) {
  return {
    groups: drafts.map((each, index) => ({
      id: `g${index + 1}`,
      draft: each,
      basis: JSON.stringify(each),
      status: "active",
      activated: true,
      open: [],
      warnings: [],
    })),
    accounts: [],
  };
}

const logins = {
  connections: [
    {
      settings: {
        id: "Desk",
        environment: "custom",
        httpUrl: "http://127.0.0.1:1/v1",
        username: "u",
        limits: null,
      },
    },
  ],
};

function bench(first: Readonly<Record<string, unknown>> = {}) {
  const store = createAppStore(true);
  const calls: [string, unknown][] = [];
  let replies: Readonly<Record<string, unknown>> = {
    "groups.settings": settingsOf(draft),
    "connections.settings": logins,
    "group.save": { kind: "saved", group: "g1" },
    ...first,
  };
  const idle = (): Promise<void> => Promise.resolve();
  const clock = manualClock();
  const app: App = {
    store,
    clock,
    download: () => Promise.resolve(0),
    refresh: { practice: idle, activity: idle, drill: idle },
    client: {
      call: ((command: string, input: unknown) => {
        calls.push([command, input]);
        const reply = replies[command] ?? {};
        return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
      }) as never,
    },
  };
  const form = (key: string) => {
    const found = formOf(store.getState(), key);
    if (found === undefined) throw new Error("no form");
    return found;
  };
  return {
    app,
    store,
    clock,
    calls,
    form,
    groups: () => store.getState().groups,
    notices: () => store.getState().notices.map(({ tone, words }) => [tone, words]),
    sent: (command: string) => calls.filter(([name]) => name === command).map(([, input]) => input),
    answer: (more: Readonly<Record<string, unknown>>) => {
      replies = { ...replies, ...more };
    },
  };
}

describe("the list of groups", () => {
  it("keeps what has not changed the same object when it is read anew", async () => {
    const { app, groups, answer } = bench({ "groups.settings": settingsOf(draft, { ...draft, name: "ES" }) });
    await readGroups(app);
    const [first, second] = groups().settings?.groups ?? [];
    answer({ "groups.settings": structuredClone(settingsOf(draft, { ...draft, name: "CL" })) });
    await readGroups(app);
    expect(groups().settings?.groups[0]).toBe(first);
    expect(groups().settings?.groups[1]).not.toBe(second);
  });

  it("says why it could not be read, and keeps what it had", async () => {
    const { app, groups, answer } = bench();
    await readGroups(app);
    answer({ "groups.settings": new Error("The engine is gone.") });
    await readGroups(app);
    expect(groups().problem).toBe("The engine is gone.");
    expect(groups().settings?.groups).toHaveLength(1);
  });

  it("follows what happens while its page is open, a burst at a time", async () => {
    const { app, store, clock, sent } = bench();
    const notice = followGroups(app);
    notice();
    clock.advance(1_000);
    expect(sent("groups.settings")).toEqual([]);
    store.setState({ page: "groups" });
    for (let each = 0; each < 50; each += 1) notice();
    clock.advance(1_000);
    await settle();
    expect(sent("groups.settings")).toHaveLength(1);
  });

  it("says why a group was not deleted, and keeps what was begun of it", async () => {
    const { app, groups, notices, answer } = bench({ "group.delete": new Error("PRAC0002 holds +2 NQZ6.") });
    await readGroups(app);
    openEditGroup(app, "g1");
    expect(await deleteGroup(app, "g1", "NQ scalps")).toBe(false);
    expect(notices()).toEqual([["failed", "NQ scalps was not deleted: PRAC0002 holds +2 NQZ6."]]);
    expect(groups().forms).toHaveLength(1);
    answer({ "group.delete": {} });
    expect(await deleteGroup(app, "g1", "NQ scalps")).toBe(true);
    expect(groups().forms).toEqual([]);
  });

  it("exports, and says nothing where the trader has chosen no file", async () => {
    const { app, notices, answer } = bench({ "groups.export": { kind: "saved", file: null } });
    await exportSetup(app);
    expect(notices()).toEqual([]);
    answer({ "groups.export": { kind: "download", path: "/once" } });
    await exportSetup(app);
    expect(notices()[0]?.[1]).toContain("mimik-setup.json was saved");
  });
});

describe("the form of a group", () => {
  it("is kept when it is left, discarded when that is wanted, and gone when nothing was done in it", async () => {
    const { app, groups, form } = bench();
    await readGroups(app);
    openEditGroup(app, "g1");
    closeGroupForm(app);
    expect(groups()).toMatchObject({ forms: [], editing: null });
    openEditGroup(app, "g1");
    editGroup(app, "g1", ["name"], (fields) => ({ ...fields, name: "Typed" }));
    closeGroupForm(app);
    openEditGroup(app, "g1");
    expect(form("g1").fields.name).toBe("Typed");
    discardGroupForm(app, "g1");
    expect(groups()).toMatchObject({ forms: [], editing: null });
  });

  it("of a new group shows what is wrong where something was typed, and everything once it is to be saved", async () => {
    const { app, store, form, sent } = bench();
    await readGroups(app);
    openNewGroup(app);
    const ats = () =>
      shownProblems(placeOfForm(store.getState(), form("new 1")), form("new 1")).map(({ at }) => at);
    expect(ats()).toEqual([]);
    editGroup(app, "new 1", ["graceSeconds"], (fields) => ({ ...fields, graceSeconds: "0" }));
    expect(ats()).toEqual(["graceSeconds"]);
    expect(await saveGroup(app, "new 1")).toBe(false);
    expect(ats()).toEqual(["name", "leader", "graceSeconds"]);
    expect(sent("group.save")).toEqual([]);
  });

  it("loses nothing when the engine refuses, in words or by failing", async () => {
    const { app, store, form, answer } = bench({
      "group.save": { kind: "problems", problems: [{ path: "followers[0]", words: "it holds +2 NQZ6" }] },
    });
    await readGroups(app);
    openEditGroup(app, "g1");
    editGroup(app, "g1", ["symbols"], (fields) => ({ ...fields, symbols: "NQ" }));
    expect(await saveGroup(app, "g1")).toBe(false);
    expect(shownProblems(placeOfForm(store.getState(), form("g1")), form("g1"))).toEqual([
      { at: "followers.f1.account", words: "It holds +2 NQZ6." },
    ]);
    // Out of date as soon as that field is changed, and only then.
    editGroup(app, "g1", ["symbols"], (fields) => ({ ...fields, symbols: "ES" }));
    expect(form("g1").problems).toHaveLength(1);
    editGroup(app, "g1", ["followers.f1.account"], (fields) => fields);
    expect(form("g1").problems).toEqual([]);
    answer({ "group.save": new Error("The disk is full.") });
    expect(await saveGroup(app, "g1")).toBe(false);
    expect(form("g1")).toMatchObject({
      failure: "The disk is full.",
      busy: false,
      fields: { symbols: "ES" },
    });
    answer({ "group.save": { kind: "saved", group: "g1" } });
    expect(await saveGroup(app, "g1")).toBe(true);
    expect(formOf(store.getState(), "g1")).toBeUndefined();
  });

  it("duplicates under a name that is free", async () => {
    const { app, form } = bench({
      "groups.settings": settingsOf(draft, { ...draft, name: "NQ scalps copy" }),
    });
    await readGroups(app);
    duplicateGroup(app, "g1");
    expect(form("new 1")).toMatchObject({
      group: null,
      fields: { name: "NQ scalps copy 2", leader: { account: "" } },
    });
    duplicateGroup(app, "g1");
    expect(form("new 2").fields.name).toBe("NQ scalps copy 3");
  });

  it("sees settings that change under it, and takes over what the trader has not typed himself", async () => {
    const { app, store, form, answer } = bench();
    await readGroups(app);
    openEditGroup(app, "g1");
    editGroup(app, "g1", ["name"], (fields) => ({ ...fields, name: "Mine" }));
    expect(changedUnder(store.getState(), form("g1"))).toBeNull();
    answer({ "groups.settings": settingsOf({ ...draft, name: "Theirs", onReversal: "close-only" }) });
    await readGroups(app);
    expect(changedUnder(store.getState(), form("g1"))).toMatchObject({ name: "Theirs" });
    takeOverChanges(app, "g1");
    expect(form("g1").fields).toMatchObject({ name: "Mine", onReversal: "close-only" });
    expect(changedUnder(store.getState(), form("g1"))).toBeNull();
  });

  it("is saved over the settings it was read from, and shows what has changed where that is refused", async () => {
    const { app, store, form, answer, sent } = bench();
    await readGroups(app);
    openEditGroup(app, "g1");
    editGroup(app, "g1", ["symbols"], (fields) => ({ ...fields, symbols: "NQ" }));
    answer({
      "group.save": new Error("It was changed meanwhile."),
      "groups.settings": settingsOf({ ...draft, onReversal: "close-only" }),
    });
    expect(await saveGroup(app, "g1")).toBe(false);
    expect(form("g1")).toMatchObject({ failure: "It was changed meanwhile.", busy: false });
    expect(changedUnder(store.getState(), form("g1"))).toMatchObject({ onReversal: "close-only" });
    takeOverChanges(app, "g1");
    expect(form("g1").failure).toBeNull();
    answer({ "group.save": { kind: "saved", group: "g1" } });
    expect(await saveGroup(app, "g1")).toBe(true);
    expect(sent("group.save")).toMatchObject([
      { basis: JSON.stringify(draft), draft: { symbols: ["NQ"], onReversal: "reverse" } },
      {
        basis: JSON.stringify({ ...draft, onReversal: "close-only" }),
        draft: { symbols: ["NQ"], onReversal: "close-only" },
      },
    ]);
  });

  it("can go on with its own values, and as a new group where the old one is gone", async () => {
    const { app, store, form, answer, sent } = bench();
    await readGroups(app);
    openEditGroup(app, "g1");
    answer({ "groups.settings": settingsOf({ ...draft, onReversal: "close-only" }) });
    await readGroups(app);
    // Until then it is not for a save to say whose values stand.
    expect(await saveGroup(app, "g1")).toBe(false);
    expect(sent("group.save")).toEqual([]);
    keepMine(app, "g1");
    expect(form("g1").fields.onReversal).toBe("reverse");
    expect(changedUnder(store.getState(), form("g1"))).toBeNull();
    answer({ "groups.settings": settingsOf() });
    await readGroups(app);
    expect(changedUnder(store.getState(), form("g1"))).toBe("deleted");
    keepMine(app, "g1");
    expect(form("g1").group).toBeNull();
  });
});

describe("a setup file", () => {
  const file = { name: "my.json", text: () => Promise.resolve("{}") };
  const changes = { kind: "changes", basis: "b1", changes: [] };

  it("is applied as it was shown, and shown anew where the settings have moved", async () => {
    const { app, groups, sent, answer } = bench({ "groups.importPreview": changes });
    await chooseSetupFile(app, file);
    answer({
      "groups.import": new Error("The settings have changed since."),
      "groups.importPreview": { ...changes, basis: "b2" },
    });
    await applySetupFile(app);
    expect(groups().file).toMatchObject({
      basis: "b2",
      failure: "The settings have changed since.",
      busy: false,
    });
    answer({ "groups.import": {} });
    await applySetupFile(app);
    expect(sent("groups.import")).toEqual([
      { text: "{}", basis: "b1" },
      { text: "{}", basis: "b2" },
    ]);
    expect(groups().file).toBeNull();
  });

  it("that can not be read says why", async () => {
    const { app, groups } = bench({ "groups.importPreview": new Error("No JSON.") });
    await chooseSetupFile(app, file);
    expect(groups().file).toMatchObject({ kind: "problems", problems: [{ path: "", words: "No JSON." }] });
  });
});

describe("the history of a group", () => {
  it("shows its rows and the settings of a moment, and drops an answer to another one's question", async () => {
    const rows = [{ id: 1, atMs: 5, field: "name", before: "A", after: "B" }];
    const { app, groups } = bench({
      "group.history": { rows },
      "group.settingsAt": { sinceMs: 3, settings: draft },
    });
    const first = openHistory(app, "g1");
    const second = openHistory(app, "g2");
    await Promise.all([first, second]);
    expect(groups().history).toMatchObject({ group: "g2", rows });
    await showSettingsAt(app, "g1", 5);
    expect(groups().history?.at).toBeNull();
    await showSettingsAt(app, "g2", 5);
    expect(groups().history?.at).toEqual({ atMs: 5, sinceMs: 3, settings: draft });
  });
});
