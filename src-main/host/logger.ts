/**
 * The log: one JSON line per entry in `logs/mimik-YYYY-MM-DD.log`, a new file each UTC day, the newest thirty kept.
 * Written at once, so that the lines before a crash are there. Secrets are blanked by key, by what they are and by where
 * they stand, whoever logs them. Never writes to stdout; what is worth a look is also echoed.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import type { Clock, Log } from "../runtime/port.ts";
import { CENSOR, createRedactor, type Redactor } from "./redact.ts";

const FILES_MAX = 30;
const DAY_TEXT_LENGTH = "2026-11-22".length;
const OWNER_ONLY = 0o600;

const secretKeys = [
  "password",
  "token",
  "accessToken",
  "access_token",
  "mdAccessToken",
  "refreshToken",
  "refresh_token",
  "idToken",
  "id_token",
  "authorization",
  "Authorization",
  "bearer",
  "sec",
  "secret",
  "apiSecret",
  "oauthSecret",
  "clientSecret",
  "client_secret",
  "code_verifier",
  "ticket",
  "p-ticket",
];
/** Keys at the top and in the three levels below. */
const secretPaths = ["", "*.", "*.*.", "*.*.*."].flatMap((prefix) =>
  secretKeys.map((key) =>
    key.includes("-") ? `${prefix.replace(/\.$/u, "")}["${key}"]` : `${prefix}${key}`,
  ),
);

export interface HostLog extends Log, Redactor {
  close(): void;
}

export interface LoggerOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Gets one plain line for each warning and error; the loopback shell writes it to stderr. */
  readonly echo: (line: string) => void;
}

function fileOf(folder: string, day: string): string {
  return join(folder, `mimik-${day}.log`);
}

function removeOld(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^mimik-\d{4}-\d{2}-\d{2}\.log$/u.test(name))
    .toSorted();
  for (const name of files.slice(0, Math.max(0, files.length - FILES_MAX))) rmSync(join(folder, name));
}

export function openLog({ folder: profile, clock, echo }: LoggerOptions): HostLog {
  const folder = join(profile, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const today = (): string => new Date(clock.now().wallMs).toISOString().slice(0, DAY_TEXT_LENGTH);
  let day = today();
  const destination = pino.destination({ dest: fileOf(folder, day), sync: true, mode: OWNER_ONLY });
  removeOld(folder);
  // A full disk must not stop the engine: it is said once, and entries are lost until there is room.
  let saidBroken = false;
  let closed = false;
  destination.on("error", (error: Error) => {
    if (!saidBroken) echo(`warn: the log can not be written: ${error.message}`);
    saidBroken = true;
  });
  const { hide, scrub } = createRedactor();
  const logger = pino(
    {
      base: null,
      redact: { paths: secretPaths, censor: CENSOR },
      timestamp: () => `,"time":"${new Date(clock.now().wallMs).toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    },
    { write: (line: string) => destination.write(scrub(line)) },
  );
  const turnDay = (): void => {
    if (today() === day) return;
    day = today();
    destination.reopen(fileOf(folder, day));
    removeOld(folder);
  };
  const write = (
    level: "info" | "warn" | "error",
    words: string,
    data?: Readonly<Record<string, unknown>>,
  ) => {
    // A request that ends after the log was closed has nobody left to tell.
    if (closed) return;
    turnDay();
    logger[level](data ?? {}, words);
    if (level !== "info") echo(scrub(`${level}: ${words}`));
  };
  return {
    hide,
    scrub,
    info: (words, data) => write("info", words, data),
    warn: (words, data) => write("warn", words, data),
    error: (words, data) => write("error", words, data),
    close: () => {
      closed = true;
      destination.end();
    },
  };
}
