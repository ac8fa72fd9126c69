/** The commands of the Connections page over the contract: what reaches the desk, and what never does. */
import { expect, test } from "vitest";
import type { connectionCommands } from "../../src-shared/ipc/connections.ts";
import { commands, type CommandName } from "../../src-shared/ipc/contract.ts";
import { createDispatch } from "./dispatch.ts";
import { createHandlers } from "./handlers.ts";
import { fakeHost } from "./testing/fake-host.ts";

const refuse = (): Promise<never> => Promise.reject(new Error("not asked for"));

function harness() {
  const host = fakeHost();
  const handlers = createHandlers(host, { shell: "browser", deliver: refuse });
  return { host, dispatch: createDispatch(handlers, host.log) };
}

const edited = {
  previous: "known",
  draft: {
    id: "Desk",
    environment: "demo",
    username: "leader",
    passwordEnv: "",
    httpUrl: "",
    wsUrl: "",
    mdUrl: "",
    login: "password",
    apiKey: null,
    oauthClientId: "",
    appId: "",
    appVersion: "",
    limits: { perSecond: 1, perMinute: null, perHour: 3 },
  },
  secrets: { password: "p", apiSecret: null, oauthSecret: null },
};

const valid = {
  "connections.settings": {},
  "connection.save": edited,
  "connection.test": edited,
  "connection.reconnect": { connection: "known" },
  "connection.reauthenticate": { connection: "known", password: null },
  "connection.force": { connection: "known", mayProlong: true },
  "connection.remove": { connection: "known" },
  "connection.oauth": { connection: "known" },
} satisfies Record<keyof typeof connectionCommands, unknown>;

test("each command reaches the desk once, and its answer fits the contract", async () => {
  const { host, dispatch } = harness();
  for (const [command, input] of Object.entries(valid)) {
    expect(await dispatch(command, input)).toMatchObject({ ok: true });
  }
  expect(host.done).toEqual(["save", "test", "reconnect", "reauthenticate", "force", "remove", "oauth"]);
});

test("an unknown connection is refused in words", async () => {
  const { host, dispatch } = harness();
  for (const [command, input] of Object.entries(valid)) {
    if (command === "connections.settings") continue;
    const unknown = "connection" in input ? { ...input, connection: "gone" } : { ...input, previous: "gone" };
    expect(await dispatch(command, unknown)).toMatchObject({
      error: { code: "REFUSED", message: "There is no gone." },
    });
  }
  expect(host.done).toEqual([]);
});

test("one key more, or a value of another kind, is refused before anything is done", async () => {
  const { host, dispatch } = harness();
  for (const [command, input] of Object.entries(valid)) {
    expect(await dispatch(command, { ...input, extra: 1 })).toMatchObject({ error: { code: "BAD_INPUT" } });
  }
  for (const [command, input] of [
    ["connection.force", { connection: "known", mayProlong: false }],
    ["connection.force", { connection: "known" }],
    ["connection.reauthenticate", { connection: "known", password: "" }],
    ["connection.save", { ...edited, secrets: { ...edited.secrets, password: "x".repeat(65) } }],
    ["connection.save", { ...edited, draft: { ...edited.draft, environment: "staging" } }],
    ["connection.save", { ...edited, draft: { ...edited.draft, secret: "x" } }],
    ["connection.test", { ...edited, previous: "" }],
  ] as const) {
    expect(await dispatch(command, input)).toMatchObject({ error: { code: "BAD_INPUT" } });
  }
  expect(host.done).toEqual([]);
});

test("no answer of any command has a place for a secret", () => {
  const settings = commands["connections.settings" satisfies CommandName].output;
  const parsed = settings.parse({
    connections: [
      {
        settings: {
          ...edited.draft,
          passwordEnv: null,
          httpUrl: null,
          wsUrl: null,
          mdUrl: null,
          limits: null,
          oauthClientId: null,
          appId: null,
          appVersion: null,
        },
        secrets: { password: "memory", apiSecret: "none", oauthSecret: "none", text: "leaked" },
        groups: [],
        followers: 0,
        limits: null,
        password: "leaked",
      },
    ],
    practiceLogins: [],
    keepsSecrets: false,
    app: { id: "Mimik", version: "1" },
  });
  expect(JSON.stringify(parsed)).not.toContain("leaked");
});
