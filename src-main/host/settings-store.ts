/**
 * `settings.json`: connections, groups and followers of the profile. Replaced whole or not at all. A file that can not
 * be read is an error and stays as it is: what the trader set up is never overwritten by a guess.
 */
import { join } from "node:path";
import { profileSettingsSchema, type ProfileSettings } from "../../src-shared/group.ts";
import { readFileIfThere, writeFileWhole } from "./atomic-file.ts";
import { settingsProblems } from "./group-rules.ts";
import { messageOf, StartFailure } from "./start-failure.ts";

export interface SettingsStore {
  /** Null when the profile has none yet. @throws StartFailure `usage` for a broken file. */
  read(): ProfileSettings | null;
  /** @throws when nothing was written. */
  write(settings: ProfileSettings): void;
}

function parse(text: string): { settings: ProfileSettings } | { problems: readonly string[] } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { problems: [`it is not JSON: ${messageOf(error)}`] };
  }
  const parsed = profileSettingsSchema.safeParse(raw);
  if (!parsed.success) {
    return { problems: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const problems = settingsProblems(parsed.data);
  return problems.length > 0 ? { problems } : { settings: parsed.data };
}

export function settingsStore(folder: string): SettingsStore {
  const file = join(folder, "settings.json");
  return {
    read() {
      let text: string | null;
      try {
        text = readFileIfThere(file);
      } catch (error) {
        throw new StartFailure("unwritable", `${file} can not be read: ${messageOf(error)}`, error);
      }
      if (text === null) return null;
      const result = parse(text);
      if ("settings" in result) return result.settings;
      throw new StartFailure(
        "usage",
        `The settings file ${file} can not be used and was left as it is: ${result.problems.join("; ")}`,
      );
    },
    write(settings) {
      writeFileWhole(file, `${JSON.stringify(profileSettingsSchema.parse(settings), null, 2)}\n`);
    },
  };
}
