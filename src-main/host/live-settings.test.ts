/** A change that is in force leaves a record, or else an alarm, whichever file fails. */
import { expect, test } from "vitest";
import { groupOfDraft } from "../../src-shared/group-draft.ts";
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { SettingChange } from "../ledger/port.ts";
import { LiveSettings } from "./live-settings.ts";
import { RefusedError } from "./refused.ts";

const draft = { name: "Scalps", leader: { connection: "Desk", account: "L" }, followers: [] };
const group = { ...groupOfDraft(draft, "g1" as GroupId, null), status: "active" as const, activatedMs: 1 };
const settings: ProfileSettings = { version: 1, deviceId: "device-01", connections: [], groups: [group] };
const paused: ProfileSettings = { ...settings, groups: [{ ...group, status: "paused" }] };

function harness(broken: { readonly file: boolean; readonly ledger: boolean }) {
  const recorded: SettingChange[] = [];
  const alarms: string[] = [];
  const fail = (words: string): never => {
    throw new Error(words);
  };
  const live = new LiveSettings({
    settings,
    store: { read: () => null, write: () => (broken.file ? fail("no space") : undefined) },
    ledger: {
      recordSettingChanges: (changes) =>
        broken.ledger ? fail("key-1 is locked") : recorded.push(...changes),
    },
    engine: { applySettings: () => {}, alarm: (words) => alarms.push(words) },
    clock: { now: () => ({ wallMs: 5, monoNs: 5 }), monoNs: () => 5 },
    log: {
      info: () => {},
      warn: () => {},
      error: () => {},
      scrub: (text) => text.replace("key-1", "[hidden]"),
    },
  });
  return { live, recorded, alarms };
}

test("a reduction that could not be saved is in force and in the history", () => {
  const { live, recorded, alarms } = harness({ file: true, ledger: false });
  expect(() => live.change(paused, true)).toThrow("It is in force until the next start");
  expect(live.current.groups[0]?.status).toBe("paused");
  expect(recorded.map(({ after }) => after)).toEqual(['"paused"']);
  expect(alarms).toEqual([]);
});

test("when the ledger fails as well, an alarm says so, without secrets", () => {
  const { live, recorded, alarms } = harness({ file: true, ledger: true });
  live.force(paused, "could not be saved");
  expect(live.current.groups[0]?.status).toBe("paused");
  expect(recorded).toEqual([]);
  expect(alarms).toEqual([
    "A change of the settings is in force and could not be recorded: [hidden] is locked",
  ]);
});

test("what adds exposure and could not be saved is neither in force nor recorded", () => {
  const { live, recorded, alarms } = harness({ file: true, ledger: false });
  expect(() => live.change(paused, false)).toThrow(RefusedError);
  expect(live.current).toBe(settings);
  expect([recorded, alarms]).toEqual([[], []]);
});
