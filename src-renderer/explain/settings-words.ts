/**
 * A group's settings, as the setup file writes them, as lines that a trader reads. What is said nowhere else is said by
 * the file's own name: nothing is left out because it is new.
 */

export interface SettingLine {
  readonly name: string;
  readonly value: string;
}

export interface SettingsThen {
  readonly group: readonly SettingLine[];
  readonly followers: readonly { readonly account: string; readonly lines: readonly SettingLine[] }[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `maxOrderContracts` → `max order contracts`. */
export function wordsOfName(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function wordsOfValue(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(wordsOfValue).join(", ");
  if (isRecord(value)) {
    return Object.entries(value)
      .map(([name, inner]) => `${wordsOfName(name)} ${wordsOfValue(inner)}`)
      .join(", ");
  }
  return "none";
}

/** One level down, a record becomes lines of its own: `sizing: multiplier`. */
function linesOf(record: Readonly<Record<string, unknown>>, without: readonly string[]): SettingLine[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (without.includes(name)) return [];
    return [{ name: wordsOfName(name), value: wordsOfValue(value) }];
  });
}

export function settingsThen(draft: Readonly<Record<string, unknown>>): SettingsThen {
  const followers = Array.isArray(draft["followers"]) ? draft["followers"].filter(isRecord) : [];
  return {
    group: linesOf(draft, ["followers"]),
    followers: followers.map((follower) => ({
      account: wordsOfValue(follower["account"]),
      lines: linesOf(follower, ["account"]),
    })),
  };
}
