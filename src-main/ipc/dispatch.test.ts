import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClient, RemoteError } from "../../src-shared/ipc/client.ts";
import { commands, type CommandName } from "../../src-shared/ipc/contract.ts";
import { createDispatch } from "./dispatch.ts";
import { createHandlers } from "./handlers.ts";
import { fakeHost } from "./testing/fake-host.ts";

const names = Object.keys(commands) as CommandName[];
const overWire = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

function harness() {
  const host = fakeHost();
  const deliver = () => Promise.resolve({ kind: "download" as const, path: "/export/x" });
  const dispatch = createDispatch(createHandlers(host, { shell: "browser", deliver }), host.log);
  const client = createClient({
    request: async (command, input) => overWire(await dispatch(command, overWire(input))),
    onEvent: (listener) => host.subscribe((frame) => listener(overWire(frame))),
  });
  return { host, dispatch, client };
}

describe("every command crosses JSON and comes back valid", () => {
  test("reads", async () => {
    const { client } = harness();
    expect(await client.call("app.info", {})).toMatchObject({ shell: "browser", node: process.version });
    expect((await client.call("cockpit.snapshot", {})).seq).toBe(7);
    expect(await client.call("practice.state", {})).toEqual({
      available: false,
      accounts: [],
      contracts: [],
    });
    expect(await client.call("activity.export", { format: "csv" })).toEqual({
      kind: "download",
      path: "/export/x",
    });
    const page = await client.call("activity.page", { before: null, limit: 9 });
    expect(page).toMatchObject({
      total: 1,
      rows: [{ id: 9, atMs: 5, group: "group g", account: "account a" }],
    });
  });

  test("changes", async () => {
    const { client, host } = harness();
    await client.call("group.setStatus", { group: "known", status: "paused" });
    await client.call("follower.setEnabled", { follower: "known", enabled: false, whenOff: "leave-alone" });
    await client.call("follower.releaseEntries", { follower: "known" });
    await client.call("connection.password", { connection: "known", password: "p" });
    expect(await client.call("flatten", { scope: { kind: "everything" } })).toEqual({
      followers: 2,
      positions: 3,
    });
    expect(host.done).toEqual([
      "status paused",
      "enabled false leave-alone",
      "release",
      "password",
      "flatten everything",
    ]);
  });

  test("events", () => {
    const { client, host } = harness();
    const seen: number[] = [];
    const stop = client.on("activity.added", ({ newest }) => seen.push(newest));
    host.emit({ event: "activity.added", payload: { newest: 3 } });
    stop();
    host.emit({ event: "activity.added", payload: { newest: 4 } });
    expect(seen).toEqual([3]);
  });
});

test("what can not be done is refused in words, not thrown", async () => {
  const { client } = harness();
  const error = await client
    .call("group.setStatus", { group: "gone", status: "active" })
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(RemoteError);
  expect(error).toMatchObject({ code: "REFUSED", message: "There is no gone." });
  await expect(client.call("practice.flatten", { account: "1", contract: "NQZ6" })).rejects.toMatchObject({
    code: "REFUSED",
  });
});

test("a handler's own error becomes an envelope", async () => {
  const { host } = harness();
  const deliver = () => Promise.reject(new Error("disk full"));
  const dispatch = createDispatch(createHandlers(host, { shell: "electron", deliver }), host.log);
  expect(await dispatch("activity.export", { format: "csv" })).toEqual({
    ok: false,
    error: { code: "FAILED", message: "disk full" },
  });
});

test("an output that breaks the contract does not cross", async () => {
  const { host } = harness();
  const wrong = { ...host, flatten: () => ({ followers: 1.5, positions: 0 }) };
  const deliver = () => Promise.resolve({ kind: "saved" as const, file: null });
  const dispatch = createDispatch(createHandlers(wrong, { shell: "electron", deliver }), host.log);
  expect(await dispatch("flatten", { scope: { kind: "everything" } })).toMatchObject({
    ok: false,
    error: { code: "FAILED" },
  });
});

test("never throws and changes nothing, whatever arrives under whatever name", async () => {
  const { dispatch, host } = harness();
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom("__proto__", "constructor", "toString"),
    fc.anything(),
  );
  await fc.assert(
    fc.asyncProperty(name, fc.oneof(fc.anything(), fc.jsonValue()), async (command, input) => {
      const isValid =
        typeof command === "string" &&
        Object.hasOwn(commands, command) &&
        commands[command as CommandName].input.safeParse(input).success;
      const reply = await dispatch(command, input);
      expect(reply.ok && !isValid).toBe(false);
    }),
    { numRuns: 5000 },
  );
  expect(host.done).toEqual([]);
});

test("a valid input with any one key more, less or of another type is refused before anything is done", async () => {
  const { dispatch, host } = harness();
  const valid = {
    "group.setStatus": { group: "known", status: "paused" },
    "follower.setEnabled": { follower: "known", enabled: true, whenOff: "copy-exits" },
    "follower.releaseEntries": { follower: "known" },
    flatten: { scope: { kind: "everything" } },
    "connection.password": { connection: "known", password: "p" },
  };
  for (const [command, input] of Object.entries(valid)) {
    expect(await dispatch(command, { ...input, extra: 1 })).toMatchObject({ error: { code: "BAD_INPUT" } });
    for (const key of Object.keys(input)) {
      const { [key as never]: _dropped, ...less } = input;
      expect(await dispatch(command, less)).toMatchObject({ error: { code: "BAD_INPUT" } });
      for (const other of [null, 1, [], {}, ""]) {
        expect(await dispatch(command, { ...input, [key]: other })).toMatchObject({
          error: { code: "BAD_INPUT" },
        });
      }
    }
  }
  expect(host.done).toEqual([]);
});
