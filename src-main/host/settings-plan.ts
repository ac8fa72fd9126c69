/**
 * The settings that a start works with: what the profile holds, the setup file merged into it, and the groups that
 * `--arm` names switched on. Pure; nothing is written here, so a file with errors changes nothing.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import { mergeSetup, setupProblemLines } from "../../src-shared/setup-file.ts";
import { settingsProblems } from "./group-rules.ts";
import { readSetupText } from "./setup-json.ts";
import { StartFailure } from "./start-failure.ts";

export interface SetupText {
  /** As the trader named it. */
  readonly file: string;
  readonly text: string;
}

export interface SettingsPlanOptions {
  readonly current: ProfileSettings;
  readonly setup: SetupText | null;
  readonly arm: readonly string[];
  readonly newId: () => string;
}

function refuse(setup: SetupText, lines: readonly string[]): never {
  const count = lines.length === 1 ? "a problem" : `${lines.length} problems`;
  throw new StartFailure(
    "usage",
    [`The setup file ${setup.file} has ${count}; nothing was changed:`, ...lines].join("\n  "),
  );
}

function merged(current: ProfileSettings, setup: SetupText, newId: () => string): ProfileSettings {
  const read = readSetupText(setup.text, current);
  if (read.kind === "no-json") return refuse(setup, [`it is not JSON: ${read.why}`]);
  if (read.kind === "problems") return refuse(setup, setupProblemLines(read.problems));
  const settings = mergeSetup(current, read.file, () => newId() as GroupId);
  const problems = settingsProblems(settings);
  return problems.length > 0 ? refuse(setup, problems) : settings;
}

/** @throws StartFailure `usage`, with every problem of the file. */
export function planSettings({ current, setup, arm, newId }: SettingsPlanOptions): ProfileSettings {
  const settings = setup ? merged(current, setup, newId) : current;
  const unknown = arm.filter((name) => !settings.groups.some((group) => group.name === name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `"${name}"`).join(", ");
    throw new StartFailure("usage", `--arm names no group of this profile: ${names}.`);
  }
  if (arm.length === 0) return settings;
  const groups = settings.groups.map((group) =>
    arm.includes(group.name) ? { ...group, status: "active" as const } : group,
  );
  return { ...settings, groups };
}
