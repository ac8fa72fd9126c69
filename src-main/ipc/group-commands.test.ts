/** The Groups page's commands over the wire, and the files that leave the application. */
import { describe, expect, test } from "vitest";
import { createClient } from "../../src-shared/ipc/client.ts";
import { createDispatch } from "./dispatch.ts";
import type { ExportFile } from "./exports.ts";
import { createHandlers } from "./handlers.ts";
import { fakeHost } from "./testing/fake-host.ts";

function harness() {
  const host = fakeHost();
  const files: ExportFile[] = [];
  const deliver = (file: ExportFile) => {
    files.push(file);
    return Promise.resolve({ kind: "saved" as const, file: file.fileName });
  };
  const dispatch = createDispatch(createHandlers(host, { shell: "electron", deliver }), host.log);
  const client = createClient({
    request: async (command, input) =>
      JSON.parse(JSON.stringify(await dispatch(command, input))) as Awaited<ReturnType<typeof dispatch>>,
    onEvent: () => () => {},
  });
  return { host, client, files };
}

async function textOf(file: ExportFile | undefined): Promise<string> {
  let text = "";
  if (file) for await (const piece of file.content()) text += piece;
  return text;
}

test("each command reaches its hand, and a refusal comes back as one", async () => {
  const { host, client } = harness();
  expect(await client.call("groups.settings", {})).toEqual({ groups: [], accounts: [] });
  expect(await client.call("group.save", { group: null, draft: { name: 7 } })).toEqual({
    kind: "saved",
    group: "known",
  });
  await client.call("group.activate", {
    group: "known",
    choices: [{ follower: "f", contract: "NQZ6", position: -2, choice: "leave" }],
  });
  await client.call("group.delete", { group: "known" });
  await client.call("groups.import", { text: "{}", basis: "b" });
  const resync = { follower: "known", toward: "flat" as const, id: "p", version: "v", atMs: 1 };
  expect(await client.call("resync.confirm", resync)).toMatchObject({ kind: "sent" });
  expect(host.done).toEqual(["save group", "activate", "delete group", "import", "resync"]);
  await expect(client.call("group.delete", { group: "gone" })).rejects.toMatchObject({ code: "REFUSED" });
  await expect(client.call("event.explain", { eventId: "e" })).rejects.toMatchObject({ code: "REFUSED" });
  expect(await client.call("group.settingsAt", { group: "known", atMs: 1 })).toEqual({
    sinceMs: null,
    settings: null,
  });
});

describe("a file", () => {
  test.each([
    ["csv", /^mimik-activity-[\d-]+\.csv$/u, "text/csv; charset=utf-8", "id,words\r\n1,w\r\n"],
    [
      "json",
      /^mimik-activity-[\d-]+\.jsonl$/u,
      "application/x-ndjson; charset=utf-8",
      '{"id":1,"words":"w"}\n',
    ],
  ] as const)(
    "of the activity as %s has its name, its type and its lines",
    async (format, name, type, text) => {
      const { client, files } = harness();
      await client.call("activity.export", { format });
      expect(files[0]?.fileName).toMatch(name);
      expect(files[0]?.type).toBe(type);
      expect(await textOf(files[0])).toBe(text);
    },
  );

  test("of the setup is the text as it is", async () => {
    const { client, files } = harness();
    await client.call("groups.export", {});
    expect(files[0]).toMatchObject({ fileName: "mimik-setup.json", type: "application/json; charset=utf-8" });
    expect(await textOf(files[0])).toBe("{}");
  });
});
