/** What a file and a second window may not do to groups that are traded: against a real profile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Host } from "./host-port.ts";
import { openHost } from "./host.ts";
import { passwordVault } from "./password-vault.ts";
import { forgetEngines, isKnown } from "./testing/watched-engine.ts";

const WAIT = { timeout: 10_000, interval: 20 };
vi.mock("../runtime/engine.ts", async (original) => {
  const { watched } = await import("./testing/watched-engine.ts");
  return watched(await original());
});

let folder: string;
let host: Host;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-open-groups-"));
  forgetEngines();
  host = await firstStart();
});
afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true });
});

async function firstStart(): Promise<Host> {
  const common = { folder, setup: null, arm: [], version: "0.0.0", env: {}, echo: () => {} };
  const made = await openHost({ ...common, vault: passwordVault });
  made.start();
  await expect
    .poll(() => made.snapshot().followers.map(({ state }) => state), WAIT)
    .toEqual(["in-sync", "in-sync", "in-sync"]);
  return made;
}

const held = (): (number | undefined)[] => host.snapshot().followers.map(({ lines }) => lines[0]?.confirmed);

function view() {
  const [first] = host.groups.settings().groups;
  if (!first) throw new Error("no group");
  return first;
}

async function trade(side: "buy" | "sell", quantity: number): Promise<void> {
  const { practice } = host;
  if (!practice) throw new Error("no practice exchange");
  const found = practice.state().contracts.find(({ contract }) => /^NQ[A-Z]\d$/u.test(contract));
  const contract = found?.contract ?? "";
  await expect.poll(() => isKnown(contract) && isKnown(`M${contract}`), WAIT).toBe(true);
  practice.order({ account: "PRAC0001", contract, side, quantity, type: { kind: "market" } });
}

/** The profile's own file with its one group paused, and its first follower switched off. */
function pausing(): string {
  return host.groups
    .exportText()
    .replace(/"status": "[a-z-]+"/u, '"status": "paused"')
    .replace('"enabled": true', '"enabled": false');
}

function changesOf(text: string) {
  const preview = host.groups.previewImport(text);
  if (preview.kind !== "changes") throw new Error(JSON.stringify(preview));
  return preview;
}

test(
  "a file can neither pause what is open nor take its exits away: it says so, and they go on",
  { timeout: 60_000 },
  async () => {
    await trade("buy", 2);
    await expect.poll(held, WAIT).toEqual([2, 1, 20]);
    const text = pausing();
    const preview = changesOf(text);
    const [group, row] = preview.changes;
    expect(group?.details).toMatchObject([{ field: "status", after: "closing only" }]);
    expect(group?.notes[0]).toMatch(
      / is open: starts closing-only, .*pause it in the app, where you are asked/u,
    );
    expect(row?.notes[0]).toMatch(/PRAC0002 \(\+2 NQ.*its exits are still copied/u);
    await host.groups.importText(text, preview.basis);
    expect(view().status).toBe("closing-only");
    // Already closing-only: that the file's pause does not come is said all the same.
    expect(changesOf(text).changes).toMatchObject([
      { what: "group", kind: "changed", details: [], notes: [expect.stringContaining("closing-only")] },
    ]);
    await trade("sell", 2);
    await expect.poll(held, WAIT).toEqual([0, 0, 0]);
    await expect.poll(() => view().open, WAIT).toEqual([]);
    await host.groups.importText(text, changesOf(text).basis);
    expect(view().status).toBe("paused");
  },
);

test("of two edits of one group the second is refused, for it does not know of the first", () => {
  const { id, draft, basis } = view();
  const first = host.groups.save({ group: id, draft: { ...draft, graceSeconds: 31 }, basis: basis ?? null });
  expect(first.kind).toBe("saved");
  const save = () =>
    host.groups.save({ group: id, draft: { ...draft, symbols: ["NQ"] }, basis: basis ?? null });
  expect(save).toThrow("was changed meanwhile");
  expect(view().draft).toMatchObject({ graceSeconds: 31, symbols: [] });
  expect(view().basis).not.toBe(basis);
  // A switch of its status is no edit: a save keeps it.
  host.setGroupStatus(id as Parameters<Host["setGroupStatus"]>[0], "closing-only");
  const again = view();
  host.groups.save({ group: id, draft: { ...again.draft, symbols: ["NQ"] }, basis: again.basis ?? null });
  expect(view().draft).toMatchObject({ graceSeconds: 31, symbols: ["NQ"], status: "closing-only" });
});

test("an account that its connected login does not show is warned of, in the group and before an import", () => {
  expect(view().warnings).toEqual([]);
  const text = host.groups
    .exportText()
    .replace('"account": "PRAC0002"', '"account": "prac0002"')
    .replace('"account": "PRAC0003"', '"account": "NOSUCH"');
  const preview = changesOf(text);
  const [lower, none] = ['"prac0002"', '"NOSUCH"'].map((name) => `shows no account ${name}`);
  const notes = preview.changes.flatMap((change) => change.notes);
  expect(notes).toEqual([expect.stringContaining(lower ?? ""), expect.stringContaining(none ?? "")]);
  const { id, draft } = view();
  const file = JSON.parse(text) as { readonly groups: readonly Record<string, unknown>[] };
  const saved = host.groups.save({ group: id, draft: file.groups[0] ?? {} });
  expect(saved.kind).toBe("saved");
  expect(draft).not.toEqual(view().draft);
  expect(view().warnings).toEqual([
    { path: "followers[0].account", words: expect.stringMatching(/"prac0002".*is PRAC0002 meant\?$/u) },
    { path: "followers[1].account", words: expect.stringMatching(/"NOSUCH".*choose one that it shows$/u) },
  ]);
});
