import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConnectionSettings } from "../group.ts";
import type { ConnectionId } from "../ids.ts";
import { draftOf, readConnectionDraft, type ConnectionDraft } from "./connection-form.ts";

const draft: ConnectionDraft = {
  id: "Desk",
  environment: "custom",
  username: "leader",
  passwordEnv: "",
  httpUrl: "http://127.0.0.1:4001/v1",
  wsUrl: "ws://127.0.0.1:4001/v1/websocket",
  mdUrl: "ws://127.0.0.1:4002/v1/websocket",
  login: "password",
  apiKey: null,
  oauthClientId: "",
  appId: "",
  appVersion: "",
  limits: null,
};
const demo: ConnectionDraft = { ...draft, environment: "demo", httpUrl: "", wsUrl: "", mdUrl: "" };

function pathsOf(change: ConnectionDraft): readonly string[] {
  const read = readConnectionDraft(change);
  return read.kind === "problems" ? read.problems.map(({ path }) => path) : [];
}

test("a full draft becomes settings, trimmed, with nothing for what was left empty", () => {
  const read = readConnectionDraft({
    ...draft,
    id: "  Desk ",
    username: " leader ",
    appId: " ",
    apiKey: { cid: " 8 ", secEnv: "" },
    limits: { perSecond: 10, perMinute: 60, perHour: 1000 },
  });
  expect(read).toEqual({
    kind: "valid",
    settings: {
      id: "Desk",
      environment: "custom",
      username: "leader",
      passwordEnv: null,
      httpUrl: draft.httpUrl,
      wsUrl: draft.wsUrl,
      mdUrl: draft.mdUrl,
      login: "password",
      apiKey: { cid: "8", secEnv: null },
      oauthClientId: null,
      appId: null,
      appVersion: null,
      limits: { perSecond: 10, perMinute: 60, perHour: 1000 },
    },
  });
});

describe("what is wrong is said at its field", () => {
  test.each<[string, ConnectionDraft, readonly string[]]>([
    ["nothing", draft, []],
    ["a name that turns the text beside it", { ...draft, id: "\u202EDesk" }, ["id"]],
    ["a demo login", demo, []],
    ["no name and no user", { ...demo, id: " ", username: "" }, ["id", "username"]],
    ["a name that is too long", { ...demo, id: "x".repeat(121) }, ["id"]],
    ["custom without addresses", { ...demo, environment: "custom" }, ["httpUrl", "wsUrl", "mdUrl"]],
    ["an address of another kind", { ...draft, httpUrl: draft.wsUrl, mdUrl: "x" }, ["mdUrl", "httpUrl"]],
    ["a script for an address", { ...draft, httpUrl: "javascript:alert(1)" }, ["httpUrl"]],
    ["a password in an address", { ...draft, httpUrl: "http://me:secret@127.0.0.1:1/v1" }, ["httpUrl"]],
    ["demo with an address", { ...demo, wsUrl: draft.wsUrl }, ["wsUrl"]],
    ["a login in the browser without client id", { ...demo, login: "oauth" }, ["oauthClientId"]],
    [
      "a key without client id",
      { ...demo, apiKey: { cid: "", secEnv: "a b" } },
      ["apiKey.cid", "apiKey.secEnv"],
    ],
    [
      "practice with what it has not",
      {
        ...demo,
        environment: "practice",
        passwordEnv: "X",
        login: "oauth",
        apiKey: { cid: "1", secEnv: "" },
      },
      ["passwordEnv", "login", "apiKey"],
    ],
    [
      "limits that are none",
      { ...demo, limits: { perSecond: 0, perMinute: null, perHour: 1_000_001 } },
      ["limits.perSecond", "limits.perMinute", "limits.perHour"],
    ],
  ])("%s", (_name, change, paths) => {
    expect(pathsOf(change)).toEqual(paths);
  });

  test("in words, once for each field, and never with the value", () => {
    const read = readConnectionDraft({ ...draft, httpUrl: "http://me:hunter22@x/", wsUrl: "", mdUrl: "zzz" });
    const problems = read.kind === "problems" ? read.problems : [];
    expect(new Set(problems.map(({ path }) => path)).size).toBe(problems.length);
    for (const { words } of problems) expect(words).toMatch(/^[A-Z].*\.$/u);
    expect(JSON.stringify(problems)).not.toContain("hunter22");
  });
});

test("settings go into the form and come out the same", () => {
  const text = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((value) => value.trim() === value && value !== "");
  const optional = fc.option(text, { nil: null });
  fc.assert(
    fc.property(text, text, optional, optional, fc.boolean(), (id, username, appId, cid, limited) => {
      const settings: ConnectionSettings = {
        id: id as ConnectionId,
        environment: "demo",
        username,
        passwordEnv: null,
        httpUrl: null,
        wsUrl: null,
        mdUrl: null,
        login: "password",
        apiKey: cid === null ? null : { cid, secEnv: "SEC" },
        oauthClientId: null,
        appId,
        appVersion: null,
        limits: limited ? { perSecond: 1, perMinute: 2, perHour: 3 } : null,
      };
      expect(readConnectionDraft(draftOf(settings))).toEqual({ kind: "valid", settings });
    }),
  );
});
