import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { saveExport } from "./save-export.ts";

type Listener = (...values: unknown[]) => unknown;
type Handler = (event: { senderFrame: unknown }, ...values: unknown[]) => unknown;

const electron = vi.hoisted(() => ({
  calls: [] as string[],
  app: new Map<string, (...values: unknown[]) => unknown>(),
  contents: new Map<string, (...values: unknown[]) => unknown>(),
  window: new Map<string, (...values: unknown[]) => unknown>(),
  handlers: new Map<string, unknown>(),
  scheme: undefined as unknown,
  windowOptions: undefined as unknown,
  openHandler: undefined as unknown,
  permissionRequest: undefined as unknown,
  permissionCheck: undefined as unknown,
  paths: {} as Record<string, string>,
  url: "",
  sent: [] as unknown[],
  errors: [] as string[],
  uncaught: new Map<string, unknown>(),
  saveTo: { canceled: true, filePath: "" },
}));

vi.mock("electron", () => {
  class BrowserWindow {
    webContents = {
      send: (_channel: string, frame: unknown) => electron.sent.push(frame),
      setWindowOpenHandler: (handler: unknown) => (electron.openHandler = handler),
      on: (name: string, listener: Listener) => electron.contents.set(name, listener),
    };
    constructor(options: unknown) {
      electron.windowOptions = options;
    }
    on = (name: string, listener: Listener) => electron.window.set(name, listener);
    once = (name: string, listener: Listener) => electron.window.set(name, listener);
    show = () => electron.calls.push("show");
    reload = () => electron.calls.push("reload");
    restore = () => electron.calls.push("restore");
    focus = () => electron.calls.push("focus");
    isDestroyed = () => false;
    isMinimized = () => true;
    loadURL = (url: string) => {
      electron.url = url;
      return Promise.resolve();
    };
  }
  return {
    shell: { openExternal: () => Promise.resolve() },
    app: {
      enableSandbox: () => electron.calls.push("enableSandbox"),
      setPath: (name: string, path: string) => (electron.paths[name] = path),
      requestSingleInstanceLock: () => {
        electron.calls.push("lock");
        return true;
      },
      whenReady: () => {
        electron.calls.push("whenReady");
        return Promise.resolve();
      },
      on: (name: string, listener: Listener) => electron.app.set(name, listener),
      quit: () => electron.calls.push("quit"),
      exit: (code: number) => electron.calls.push(`exit ${code}`),
    },
    protocol: {
      registerSchemesAsPrivileged: () => electron.calls.push("scheme"),
      handle: (_scheme: string, handler: unknown) => (electron.scheme = handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: unknown) => (electron.permissionRequest = handler),
        setPermissionCheckHandler: (handler: unknown) => (electron.permissionCheck = handler),
      },
    },
    ipcMain: { handle: (channel: string, handler: unknown) => electron.handlers.set(channel, handler) },
    dialog: {
      showErrorBox: (_title: string, words: string) => electron.errors.push(words),
      showSaveDialog: () => Promise.resolve(electron.saveTo),
    },
    safeStorage: {
      isAsyncEncryptionAvailable: () => Promise.resolve(false),
      getSelectedStorageBackend: () => "basic_text",
    },
    BrowserWindow,
  };
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-electron-"));
  vi.spyOn(process, "umask").mockReturnValue(0);
  // What the shell wants to hear of uncaught errors stays away from the runner's own process.
  const on = process.on.bind(process);
  vi.spyOn(process, "on").mockImplementation(function take(this: NodeJS.Process, name, listener) {
    if (name !== "uncaughtException" && name !== "unhandledRejection") return on(name, listener);
    electron.uncaught.set(name, listener);
    return this;
  });
  vi.spyOn(process, "argv", "get").mockReturnValue(["electron", ".", "--profile", folder]);
  await import("./main.ts");
  await vi.waitUntil(() => electron.url === "app://mimik/", 10_000);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const own = { parent: null, origin: "app://mimik" };
const invoke = (command: string, input: unknown, senderFrame: unknown = own): unknown =>
  (electron.handlers.get("mimik:invoke") as Handler)({ senderFrame }, command, input);
const call = (stored: unknown, ...values: unknown[]): unknown => (stored as Listener)(...values);

describe("the Electron shell", () => {
  test("sandboxes before anything else and keeps Chromium's files in the profile", () => {
    expect(electron.calls.slice(0, 4)).toEqual(["enableSandbox", "scheme", "lock", "whenReady"]);
    expect(electron.paths["userData"]).toBe(join(folder, "electron"));
  });

  test("has one window without Node that goes nowhere and is granted nothing", () => {
    expect(electron.windowOptions).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
    });
    expect(call(electron.openHandler, { url: "https://evil.example" })).toEqual({ action: "deny" });
    const event = { url: "https://evil.example/", preventDefault: vi.fn<() => void>() };
    call(electron.contents.get("will-navigate"), event);
    call(electron.contents.get("will-attach-webview"), event);
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
    call(electron.contents.get("will-navigate"), { ...event, url: "app://mimik/x" });
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
    const done = vi.fn<(granted: boolean) => void>();
    call(electron.permissionRequest, {}, "media", done);
    expect(done).toHaveBeenCalledWith(false);
    expect(call(electron.permissionCheck)).toBe(false);
  });

  test("answers its own top frame, and throws at everyone else before anything is read", async () => {
    expect(electron.handlers.size).toBe(1);
    expect(await invoke("app.info", {})).toMatchObject({ ok: true, value: { shell: "electron" } });
    expect(await invoke("nothing", {})).toMatchObject({ ok: false, error: { code: "UNKNOWN_COMMAND" } });
    for (const frame of [null, { ...own, origin: "https://evil.example" }, { ...own, parent: own }]) {
      expect(() => invoke("app.info", {}, frame)).toThrow("untrusted sender");
    }
  });

  test("serves only the cockpit's files under its scheme, with the policy", async () => {
    const answer = (url: string, method = "GET") =>
      call(electron.scheme, { url, method }) as Promise<Response>;
    for (const url of ["app://other/", "app://mimik/..%2f..%2fpackage.json", "app://mimik/none.js"]) {
      const response = await answer(url);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    expect((await answer("app://mimik/", "POST")).status).toBe(405);
  });

  test("loads a dead page again, and a second start brings the window to the front", () => {
    call(electron.contents.get("render-process-gone"), {}, { reason: "crashed" });
    call(electron.app.get("second-instance"));
    expect(electron.calls).toEqual(expect.arrayContaining(["reload", "restore", "focus"]));
  });

  test("exports to the file that the trader chooses, or not at all", async () => {
    expect(await invoke("activity.export", { format: "csv" })).toEqual({
      ok: true,
      value: { kind: "saved", file: null },
    });
    const filePath = join(folder, "out.csv");
    electron.saveTo = { canceled: false, filePath };
    expect(await invoke("activity.export", { format: "csv" })).toEqual({
      ok: true,
      value: { kind: "saved", file: filePath },
    });
    expect(readFileSync(filePath, "utf8")).toMatch(/^id,time,/u);
    const content = async function* rows() {
      yield "half";
      throw new Error("disk full");
    };
    const dialog = { showSaveDialog: () => Promise.resolve(electron.saveTo) } as never;
    await expect(saveExport({ dialog, window: {} as never, fileName: "x", content })).rejects.toThrow(
      "disk full",
    );
    expect(() => readFileSync(filePath)).toThrow("ENOENT");
  });

  test("ends after an error that nothing caught, once entries are off, the trader is told and nothing is open", async () => {
    expect([...electron.uncaught.keys()]).toEqual(["uncaughtException", "unhandledRejection"]);
    const group = async () => (await invoke("cockpit.snapshot", {})) as { value: unknown };
    expect(JSON.stringify(await group())).toContain('"status":"active"');
    call(electron.uncaught.get("uncaughtException"), new Error("planted"));
    const after = JSON.stringify(await group());
    expect(after).toContain('"status":"closing-only"');
    expect(after).toContain("(planted)");
    expect(electron.calls).not.toContain("exit 1");
    await vi.waitFor(() => expect(electron.calls.at(-1)).toBe("exit 1"), 10_000);
    expect(electron.errors.splice(0)).toEqual([expect.stringContaining("Start it again")]);
  });

  test("quits only after everything is closed in order", async () => {
    const event = { preventDefault: vi.fn<() => void>() };
    call(electron.app.get("will-quit"), event);
    expect(event.preventDefault).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(electron.calls.at(-1)).toBe("quit"), 10_000);
    call(electron.app.get("will-quit"), event);
    expect(event.preventDefault).toHaveBeenCalledTimes(1);
    expect(electron.errors).toEqual([]);
  });
});
