/**
 * The one window: sandboxed, isolated, without Node; it goes nowhere, opens nothing and is granted nothing. When its
 * process dies it is loaded again; the engine does not notice.
 */
import { BrowserWindow, type Session } from "electron";
import type { Log } from "../runtime/port.ts";
import { ORIGIN } from "./trusted-sender.ts";

export function denyPermissions(
  session: Pick<Session, "setPermissionCheckHandler" | "setPermissionRequestHandler">,
): void {
  session.setPermissionRequestHandler((_contents, _permission, done) => {
    done(false);
  });
  session.setPermissionCheckHandler(() => false);
}

export function openWindow(preload: string, log: Log): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    backgroundColor: "#0b0e13",
    title: "Mimik",
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  const { webContents } = window;
  window.once("ready-to-show", () => {
    window.show();
  });
  webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  webContents.on("will-navigate", (event) => {
    if (!event.url.startsWith(`${ORIGIN}/`)) event.preventDefault();
  });
  webContents.on("will-attach-webview", (event) => {
    event.preventDefault();
  });
  webContents.on("render-process-gone", (_event, details) => {
    log.error("the window's process ended and is started again", { reason: details.reason });
    if (!window.isDestroyed()) window.reload();
  });
  return window;
}
