/**
 * The Electron shell: the same host as the loopback shell behind a sandboxed window. Thin: everything that trades is
 * in the host, everything that the page may ask is in the contract.
 */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { app, dialog, ipcMain, protocol, safeStorage, session, shell, type BrowserWindow } from "electron";
import { EVENT_CHANNEL, INVOKE_CHANNEL } from "../../src-shared/ipc/bridge.ts";
import type { Host } from "../host/host-port.ts";
import { openHost } from "../host/host.ts";
import { keepRunning, takeUncaught } from "../host/keep-running.ts";
import { defaultProfileFolder, prepareProfileFolder } from "../host/profile-folder.ts";
import { readSetupText } from "../host/setup-text.ts";
import { messageOf, StartFailure } from "../host/start-failure.ts";
import { version } from "../host/version.ts";
import { createDispatch } from "../ipc/dispatch.ts";
import { createHandlers } from "../ipc/handlers.ts";
import { systemClock } from "../runtime/clock.ts";
import { systemTimers } from "../runtime/timers.ts";
import { flagsOf } from "./arguments.ts";
import { osVault } from "./os-vault.ts";
import { declareScheme, serveScheme } from "./protocol.ts";
import { saveExport } from "./save-export.ts";
import { showPage } from "./show-page.ts";
import { isTrustedSender, ORIGIN } from "./trusted-sender.ts";
import { denyPermissions, openWindow } from "./window.ts";

const rendererRoot = join(import.meta.dirname, "../renderer");
const preload = join(import.meta.dirname, "../preload/index.cjs");

function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

function openProfile(folder: string, flags: ReturnType<typeof flagsOf>): Promise<Host> {
  const { importFile, arm } = flags;
  return openHost({
    folder,
    setup: readSetupText(importFile),
    arm,
    version,
    vault: osVault(safeStorage, process.platform),
    env: process.env,
    echo: say,
    openBrowser: (url) => showPage(shell, url),
  });
}

/** Answers our own page only, and sends it the engine's events. */
function connect(host: Host, window: BrowserWindow): void {
  const dispatch = createDispatch(
    createHandlers(host, {
      shell: "electron",
      deliver: async ({ fileName, content }) => ({
        kind: "saved",
        file: await saveExport({ dialog, window, fileName, content }),
      }),
    }),
    host.log,
  );
  ipcMain.handle(INVOKE_CHANNEL, (event, command: unknown, input: unknown) => {
    if (!isTrustedSender(event.senderFrame)) throw new Error("untrusted sender");
    return dispatch(command, input);
  });
  const unsubscribe = host.subscribe((frame) => {
    if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, frame);
  });
  window.on("closed", unsubscribe);
}

/** Quitting waits until sockets, ledger and lock are closed in order. */
function stopWithApp(host: Host): void {
  let stopped = false;
  app.on("window-all-closed", () => {
    app.quit();
  });
  app.on("will-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    host
      .stop()
      .catch((error: unknown) => {
        say(`Mimik did not shut down in order: ${messageOf(error)}`);
      })
      .finally(() => {
        stopped = true;
        app.quit();
      });
  });
}

/** Exits go on after an error that nothing caught; the app ends once nothing is open, and says so then. */
function outliveErrors(host: Host): void {
  const clock = systemClock();
  const end = (): void => {
    const words = "Mimik met an error that nothing caught and has ended, with nothing open. Start it again.";
    host
      .stop()
      .catch((error: unknown) => {
        say(`Mimik did not shut down in order: ${messageOf(error)}`);
      })
      .finally(() => {
        say(words);
        dialog.showErrorBox("Mimik has ended", words);
        app.exit(1);
      });
  };
  takeUncaught(process, keepRunning({ host, clock, timers: systemTimers(clock), echo: say, end }));
}

async function run(folder: string, flags: ReturnType<typeof flagsOf>): Promise<void> {
  await app.whenReady();
  const host = await openProfile(folder, flags);
  stopWithApp(host);
  outliveErrors(host);
  denyPermissions(session.defaultSession);
  serveScheme(protocol, rendererRoot);
  const window = openWindow(preload, host.log);
  app.on("second-instance", () => {
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  connect(host, window);
  host.start();
  await window.loadURL(`${ORIGIN}/`);
}

function fail(error: unknown): void {
  const words = error instanceof StartFailure ? error.message : `Mimik can not start: ${messageOf(error)}`;
  say(words);
  dialog.showErrorBox("Mimik can not start", words);
  app.exit(error instanceof StartFailure ? error.exitCode : 1);
}

function main(): void {
  process.umask(0o077);
  app.enableSandbox();
  declareScheme();
  const { platform, env } = process;
  const flags = flagsOf(process.argv.slice(1));
  const profile = flags.profile ?? defaultProfileFolder({ platform, env, home: homedir() });
  const folder = prepareProfileFolder(profile);
  // Chromium's own files lie in the profile too, so that the single-instance lock is one per profile.
  const chromium = join(folder, "electron");
  mkdirSync(chromium, { recursive: true });
  app.setPath("userData", chromium);
  if (app.requestSingleInstanceLock()) run(folder, flags).catch(fail);
  else app.quit();
}

try {
  main();
} catch (error) {
  fail(error);
}
