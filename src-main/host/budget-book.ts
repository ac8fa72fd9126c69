/**
 * The request budgets of a profile, one per login, and `budgets.json`, which keeps them over a restart: what the last
 * hour has spent, and until when the broker wants silence. Requests are counted where they leave; here is only written
 * down what the budgets say, off the order path, whole or not at all. A damaged file costs nothing but is said.
 */
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RequestLimits } from "../../src-shared/group.ts";
import type { LoginKey } from "../../src-shared/login.ts";
import { z } from "../../src-shared/zod.ts";
import { FREE_LOGINS, LoginHistory, STRICT_LOGINS } from "../broker/tradovate/login-history.ts";
import { RequestBudget, type StoredBudget } from "../core/budget.ts";
import type { Now } from "../core/input.ts";
import type { Clock, Log, Timers } from "../runtime/port.ts";
import { readFileIfThere, writeFileWhole } from "./atomic-file.ts";
import { messageOf } from "./start-failure.ts";

const OWNER_ONLY = 0o600;
/** What a crash may forget at most: requests of this long. A pause is written at once. */
const WRITE_NS = 1_000_000_000;
/** Seconds of an hour, and one that is cut at both ends. */
const SECONDS_MAX = 3601;
const HOUR_MS = 3_600_000;

const whole = z.number().int().nonnegative();
const untilMs = whole.nullable();
const storedSchema = z.strictObject({
  spent: z.array(z.tuple([whole, z.number().int().min(1).max(1_000_000)])).max(SECONDS_MAX),
  ticketUntilMs: untilMs,
  lockedUntilMs: untilMs,
  lockedBy: z.enum(["LockoutWarning", "LockedOut"]).nullable(),
  /** When the logins of the last hour were made: the broker allows few. */
  loginsMs: z.array(whole).max(1000).default([]),
});
const fileSchema = z.strictObject({ version: z.literal(1), logins: z.record(z.string(), storedSchema) });

export interface BudgetBookOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface BudgetBook {
  /** The one of this login; another one, with what was spent so far, when its limits are other than before. */
  of(login: LoginKey, limits: RequestLimits | null): RequestBudget;
  /** The logins of the last hour, one history for whoever makes them; of a login that has a budget here. */
  historyOf(login: LoginKey): LoginHistory;
  /** Something was spent, the broker wants silence, or a login was made. */
  changed(login: LoginKey): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

interface Kept {
  readonly budget: RequestBudget;
  readonly limits: RequestLimits | null;
  readonly history: LoginHistory;
}

/** What is kept of one login. */
type StoredLogin = StoredBudget & { readonly loginsMs: readonly number[] };

function storedOf({ budget, history }: Kept, now: Now): StoredLogin {
  return { ...budget.stored(now), loginsMs: history.stored(now) };
}

function readStored(file: string, log: Log): Map<LoginKey, StoredLogin> {
  try {
    const text = readFileIfThere(file);
    const logins = text === null ? {} : fileSchema.parse(JSON.parse(text)).logins;
    return new Map(Object.entries(logins).map(([login, stored]) => [login as LoginKey, stored]));
  } catch (error) {
    log.warn("budgets.json can not be used: requests of the last hour and lock-outs are not known", {
      why: messageOf(error),
    });
    return new Map();
  }
}

/** Times are told by two clocks, which do not agree to the millisecond. */
const SAME_MS = 1500;

function differs(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one !== other;
  return Math.abs(one - other) > SAME_MS;
}

function pausesDiffer(before: StoredBudget | undefined, now: StoredBudget): boolean {
  return (
    differs(before?.ticketUntilMs ?? null, now.ticketUntilMs) ||
    differs(before?.lockedUntilMs ?? null, now.lockedUntilMs)
  );
}

function isLoginNews(before: StoredLogin | undefined, now: StoredLogin): boolean {
  return differs(before?.loginsMs.at(-1) ?? null, now.loginsMs.at(-1) ?? null);
}

/** Something that a restart would have to know. What has only grown old is not. */
function isNews(before: StoredLogin | undefined, now: StoredLogin): boolean {
  if (isLoginNews(before, now)) return true;
  const [atMs, requests] = now.spent.at(-1) ?? [0, 0];
  const [beforeMs, beforeRequests] = before?.spent.at(-1) ?? [0, 0];
  return atMs > beforeMs || (atMs === beforeMs && requests > beforeRequests) || pausesDiffer(before, now);
}

class ProfileBudgets implements BudgetBook {
  readonly #options: BudgetBookOptions;
  readonly #file: string;
  readonly #kept = new Map<LoginKey, Kept>();
  /** As written, or read at the start: of logins that no connection uses now too. */
  readonly #stored: Map<LoginKey, StoredLogin>;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | null = null;
  #closed = false;
  #unwritten = false;

  constructor(options: BudgetBookOptions) {
    this.#options = options;
    this.#file = join(options.folder, "budgets.json");
    this.#stored = readStored(this.#file, options.log);
    this.#tick();
  }

  of(login: LoginKey, limits: RequestLimits | null): RequestBudget {
    const known = this.#kept.get(login);
    if (known && JSON.stringify(known.limits) === JSON.stringify(limits)) return known.budget;
    const now = this.#options.clock.now();
    const stored = known ? storedOf(known, now) : (this.#stored.get(login) ?? null);
    const budget = new RequestBudget(limits, stored, now);
    // Where nothing is limited the exchange stands on this computer.
    const most = limits === null ? FREE_LOGINS : STRICT_LOGINS;
    const history = new LoginHistory(most, stored?.loginsMs ?? [], now);
    this.#kept.set(login, { budget, limits, history });
    return budget;
  }

  historyOf(login: LoginKey): LoginHistory {
    const kept = this.#kept.get(login);
    if (!kept) throw new Error(`Invariant: the login ${login} has no budget`);
    return kept.history;
  }

  changed(login: LoginKey): void {
    const kept = this.#kept.get(login);
    if (!kept || this.#closed) return;
    const before = this.#stored.get(login);
    const now = storedOf(kept, this.#options.clock.now());
    if (isLoginNews(before, now) || pausesDiffer(before, now)) void this.#write();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancel?.();
    await this.#writing;
    if (!this.#take()) return;
    try {
      writeFileWhole(this.#file, this.#render());
    } catch (error) {
      this.#said(error);
    }
  }

  /** Orders are counted by the core, which tells nobody: so it is looked, once a second. */
  #tick(): void {
    const { clock, timers } = this.#options;
    this.#cancel = timers.at(clock.monoNs() + WRITE_NS, () => {
      void this.#write();
      this.#tick();
    });
  }

  /** Takes over what the budgets say; true when it is worth writing. */
  #take(): boolean {
    const now = this.#options.clock.now();
    let news = this.#unwritten;
    for (const [login, kept] of this.#kept) {
      const stored = storedOf(kept, now);
      if (!isNews(this.#stored.get(login), stored)) continue;
      this.#stored.set(login, stored);
      news = true;
    }
    return news;
  }

  #render(): string {
    const { wallMs } = this.#options.clock.now();
    const logins = [...this.#stored].flatMap(([login, stored]) => {
      const fresh = freshened(stored, wallMs);
      return fresh === null ? [] : [[login, fresh] as const];
    });
    return `${JSON.stringify({ version: 1, logins: Object.fromEntries(logins) })}\n`;
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNews());
    return this.#writing;
  }

  async #writeNews(): Promise<void> {
    if (this.#closed || !this.#take()) return;
    try {
      await replaceFile(this.#file, this.#render());
      this.#unwritten = false;
    } catch (error) {
      this.#said(error);
    }
  }

  /** Once: it is tried again each second. */
  #said(error: unknown): void {
    if (this.#unwritten) return;
    this.#unwritten = true;
    this.#options.log.warn("budgets.json can not be written: a restart would forget requests and lock-outs", {
      why: messageOf(error),
    });
  }
}

/** Without what is over; null when nothing is left. Times of the wall clock, so that a login that rests ages too. */
function freshened(stored: StoredLogin, wallMs: number): StoredLogin | null {
  const until = (atMs: number | null): number | null => (atMs !== null && atMs > wallMs ? atMs : null);
  const lockedUntilMs = until(stored.lockedUntilMs);
  const loginsMs = stored.loginsMs.filter((atMs) => atMs > wallMs - HOUR_MS);
  const fresh: StoredLogin = {
    loginsMs,
    spent: stored.spent.filter(([atMs]) => atMs > wallMs - HOUR_MS),
    ticketUntilMs: until(stored.ticketUntilMs),
    lockedUntilMs,
    lockedBy: lockedUntilMs === null ? null : stored.lockedBy,
  };
  const nothing = fresh.spent.length === 0 && loginsMs.length === 0;
  return nothing && fresh.ticketUntilMs === null && lockedUntilMs === null ? null : fresh;
}

/** As `writeFileWhole`, without holding up the orders of this process. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.next`;
  try {
    const handle = await open(temporary, "w", OWNER_ONLY);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function openBudgetBook(options: BudgetBookOptions): BudgetBook {
  return new ProfileBudgets(options);
}
