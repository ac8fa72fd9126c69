/**
 * Starts the embedded exchange for a profile: on free loopback ports, with its books in `practice.sqlite` and a
 * password that only this profile knows. The password guards play money, so it lies beside the books, for the owner.
 */
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import type { ProfileSettings } from "../../src-shared/group.ts";
import { startExchange, type RunningExchange } from "../practice/server.ts";
import type { Log } from "../runtime/port.ts";
import { readFileIfThere, writeFileWhole } from "./atomic-file.ts";
import { practiceLogins } from "./first-start.ts";

const PASSWORD_BYTES = 24;
const SEED_MAX = 2 ** 31 - 1;

export interface PracticeExchange {
  readonly running: RunningExchange;
  readonly password: string;
}

function passwordOf(folder: string): string {
  const file = join(folder, "practice.password");
  const known = readFileIfThere(file)?.trim() ?? "";
  if (known !== "") return known;
  const fresh = randomBytes(PASSWORD_BYTES).toString("base64url");
  writeFileWhole(file, `${fresh}\n`);
  return fresh;
}

/** Logins that the settings name beside the two of a first start get two accounts each. */
function loginsOf(settings: ProfileSettings): ReadonlyMap<string, number> {
  const logins = new Map<string, number>(
    Object.values(practiceLogins).map(({ username, accounts }) => [username, accounts]),
  );
  for (const { environment, username } of settings.connections) {
    if (environment === "practice" && !logins.has(username)) logins.set(username, 2);
  }
  return logins;
}

/** @throws what opening the file or listening throws. */
export async function startPracticeExchange(
  folder: string,
  settings: ProfileSettings,
  log: Log,
): Promise<PracticeExchange> {
  const password = passwordOf(folder);
  const running = await startExchange({
    seed: randomInt(SEED_MAX),
    users: Array.from(loginsOf(settings), ([name, accounts]) => ({ name, password, accounts })),
    file: join(folder, "practice.sqlite"),
    log: (words) => {
      log.info(`practice exchange: ${words}`);
    },
  });
  return { running, password };
}

export function accountsByUser({ running }: PracticeExchange): ReadonlyMap<string, readonly string[]> {
  return new Map(running.users.map(({ name, accounts }) => [name, accounts.map((account) => account.name)]));
}
