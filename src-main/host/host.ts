/**
 * The composition root: builds the application of one profile, in an order in which every step can still be undone.
 * It knows no shell and no trading rule. What it opens it closes, also when a later step fails.
 */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { Ledger, LedgerReader } from "../ledger/port.ts";
import { openLedgerReader } from "../ledger/reader.ts";
import { systemClock } from "../runtime/clock.ts";
import { createEngine } from "../runtime/engine.ts";
import type { Clock, Log } from "../runtime/port.ts";
import { systemTimers } from "../runtime/timers.ts";
import { warmUp } from "../runtime/warm-up.ts";
import { openBooks, keepExitsOfStart, refuseAbandoned } from "./books.ts";
import { openBudgetBook } from "./budget-book.ts";
import { Closers } from "./closers.ts";
import { createConnectionDesk } from "./connection-desk.ts";
import { createConnections } from "./connections.ts";
import { firstStartSettings } from "./first-start.ts";
import { settingsOfVersion } from "./group-history.ts";
import type { Host } from "./host-port.ts";
import { LiveSettings, withStamps } from "./live-settings.ts";
import { openLog } from "./logger.ts";
import { endedFacts } from "./open-followers.ts";
import { accountsByUser, startPracticeExchange, type PracticeExchange } from "./practice-exchange.ts";
import { isEmptyProfile, prepareProfileFolder } from "./profile-folder.ts";
import { holdProfileLock } from "./profile-lock.ts";
import { recordFirstVersions, recordSettings } from "./record-settings.ts";
import { RunningHost } from "./running-host.ts";
import { openSecrets, type Vault } from "./secrets.ts";
import { planSettings, type SetupText } from "./settings-plan.ts";
import { settingsStore, type SettingsStore } from "./settings-store.ts";
import { messageOf, StartFailure } from "./start-failure.ts";

export interface HostOptions {
  readonly folder: string;
  readonly setup: SetupText | null;
  readonly arm: readonly string[];
  readonly version: string;
  readonly vault: Vault;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets a plain line for each warning and error. */
  readonly echo: (line: string) => void;
  /** Shows a page in the system's browser; left out, or false: it has to be shown as a link. */
  readonly openBrowser?: (url: string) => Promise<boolean>;
}

interface Profile {
  /** What it held before this start. */
  readonly before: ProfileSettings;
  /** What it is to hold; a first start without a setup file adds what a newcomer finds. */
  readonly planned: ProfileSettings;
  readonly isFirst: boolean;
}

function freshSettings(): ProfileSettings {
  return { version: 1, deviceId: randomUUID(), connections: [], groups: [] };
}

function plan(options: HostOptions, current: ProfileSettings): ProfileSettings {
  return planSettings({ current, setup: options.setup, arm: options.arm, newId: randomUUID });
}

function readProfile(options: HostOptions, store: SettingsStore): Profile {
  const stored = store.read();
  const isFirst = stored === null && options.setup === null && isEmptyProfile(options.folder);
  const before = stored ?? freshSettings();
  return { before, planned: isFirst ? before : plan(options, before), isFirst };
}

interface Settled {
  readonly settings: ProfileSettings;
  readonly exchange: PracticeExchange | null;
}

/** The settings of this start, and the exchange where they need it; a first start without a setup file makes both. */
async function settle(
  options: HostOptions,
  { planned, isFirst }: Profile,
  { log, closers }: { log: Log; closers: Closers },
): Promise<Settled> {
  const needsExchange = isFirst || planned.connections.some(({ environment }) => environment === "practice");
  const exchange = needsExchange ? await startPracticeExchange(options.folder, planned, log) : null;
  if (exchange) closers.add("practice exchange", () => exchange.running.close());
  if (!isFirst || !exchange) return { settings: planned, exchange };
  const first = firstStartSettings(planned, accountsByUser(exchange), randomUUID);
  return { settings: plan(options, first), exchange };
}

function writeSettings(store: SettingsStore, settings: ProfileSettings): void {
  try {
    store.write(settings);
  } catch (error) {
    throw new StartFailure("unwritable", `The settings can not be written: ${messageOf(error)}`, error);
  }
}

interface StartRecord {
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly clock: Clock;
}

/**
 * What this start changed, and the first record of groups that an older version never recorded. A change that was in
 * force and recorded, but not saved, is over: what the ledger has last of a group is what this start is compared with.
 */
function recordStart(
  { ledger, reader, clock }: StartRecord,
  change: { readonly before: ProfileSettings; readonly after: ProfileSettings },
): void {
  const { wallMs } = clock.now();
  const groups = change.before.groups.map(
    (group) => settingsOfVersion(reader.groupVersion(group.id, wallMs)) ?? group,
  );
  recordSettings(ledger, { before: { ...change.before, groups }, after: change.after }, wallMs);
  const isRecorded = (group: GroupId): boolean => reader.groupVersion(group, wallMs) !== null;
  recordFirstVersions(ledger, change.after, { wallMs, isRecorded });
}

async function build(options: HostOptions, closers: Closers): Promise<Host> {
  const { folder, version } = options;
  const clock = systemClock();
  const timers = systemTimers(clock);
  const log = openLog({ folder, clock, echo: options.echo });
  closers.add("log", () => log.close());
  const store = settingsStore(folder);
  const profile = readProfile(options, store);
  const { before } = profile;
  const booksOptions = { folder, clock, log, closers };
  // What is open by the ledger is looked at before anything is changed. An empty profile has nothing open, and its
  // settings are written before its ledger: a start that was cut off between them begins anew.
  const known = isEmptyProfile(folder) ? null : openBooks(booksOptions);
  const source = options.setup?.file ?? "settings.json";
  if (known) refuseAbandoned(known.restored, { before, settings: profile.planned, source });
  const { settings: settled, exchange } = await settle(options, profile, { log, closers });
  const kept = keepExitsOfStart(known?.restored ?? null, { before, settings: settled, log });
  const settings = withStamps(before, kept, clock.now().wallMs);
  writeSettings(store, settings);
  const { ledger, restored } = known ?? openBooks(booksOptions);
  ledger.commit(endedFacts(restored, settings));
  const reader = openLedgerReader(folder);
  closers.add("ledger reader", () => reader.close());
  // The engine calls back only once connections run, and those are started by the host.
  const late: { host?: RunningHost } = {};
  const onGroupClosed = (group: GroupId): void => late.host?.groupClosed(group);
  warmUp(() => clock.now());
  const engine = createEngine({
    clock,
    timers,
    log,
    ledger,
    restored,
    groups: settings.groups,
    groupsBefore: before.groups,
    onGroupClosed,
  });
  closers.add("engine", () => engine.stop());
  recordStart({ ledger, reader, clock }, { before, after: settings });
  const live = new LiveSettings({ settings, store, ledger, engine, clock, log });
  const budgets = openBudgetBook({ folder, clock, timers, log });
  closers.add("request budgets", () => budgets.close());
  const secrets = openSecrets({ folder, vault: options.vault, env: options.env, log });
  const common = { engine, exchange, clock, timers, log, version, deviceId: settings.deviceId, secrets };
  const openBrowser = options.openBrowser ?? (() => Promise.resolve(false));
  const connections = createConnections({ ...common, budgets, openBrowser, settings: () => live.current });
  closers.add("connections", () => connections.stop());
  const connectionDesk = createConnectionDesk({
    ...common,
    live,
    connections,
    keepsSecrets: options.vault.keepsPasswords,
    snapshot: () => engine.snapshot(),
  });
  const close = (): Promise<void> => closers.closeAll();
  const host = new RunningHost({ ...common, folder, live, reader, connections, connectionDesk, close });
  late.host = host;
  log.info("started", { version, node: process.version, groups: settings.groups.length });
  return host;
}

/** What failed first is what the trader is told. */
async function undo(closers: Closers, echo: HostOptions["echo"]): Promise<void> {
  try {
    await closers.closeAll();
  } catch (error) {
    echo(`Not everything closed in order: ${messageOf(error)}`);
  }
}

/** @throws StartFailure with its exit code and one clear sentence; then nothing stays open. */
export async function openHost(given: HostOptions): Promise<Host> {
  const options = { ...given, folder: resolve(given.folder) };
  // A setup file with errors changes nothing, not even by making the folder.
  if (options.setup) plan(options, settingsStore(options.folder).read() ?? freshSettings());
  prepareProfileFolder(options.folder);
  const closers = new Closers();
  const lock = holdProfileLock(options.folder);
  closers.add("profile lock", () => lock.release());
  try {
    return await build(options, closers);
  } catch (error) {
    await undo(closers, options.echo);
    throw error;
  }
}
