import { describe, expect, test, vi } from "vitest";
import { EVENT_CHANNEL, INVOKE_CHANNEL, type Bridge } from "../../src-shared/ipc/bridge.ts";
import { osVault, type SystemStore } from "./os-vault.ts";
import { showPage } from "./show-page.ts";
import { isTrustedSender } from "./trusted-sender.ts";

const exposed = vi.hoisted(() => ({
  bridges: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Map<string, (event: unknown, frame: unknown) => void>(),
}));

vi.mock("electron", () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.bridges.set(name, value) },
  ipcRenderer: {
    invoke: (...values: unknown[]) => {
      exposed.invoked.push(values);
      return Promise.resolve({ ok: true, value: 1 });
    },
    on: (channel: string, listener: never) => exposed.listeners.set(channel, listener),
    off: (channel: string) => exposed.listeners.delete(channel),
  },
}));

test("the preload exposes the bridge and nothing else", async () => {
  await import("./preload.ts");
  expect([...exposed.bridges.keys()]).toEqual(["mimik"]);
  const bridge = exposed.bridges.get("mimik") as Bridge;
  expect(Object.keys(bridge)).toEqual(["request", "onEvent"]);
  await bridge.request("app.info", {});
  expect(exposed.invoked).toEqual([[INVOKE_CHANNEL, "app.info", {}]]);
  const frames: unknown[] = [];
  const stop = bridge.onEvent((frame) => frames.push(frame));
  exposed.listeners.get(EVENT_CHANNEL)?.({ sender: "electron's own event stays outside" }, { event: "x" });
  stop();
  expect(frames).toEqual([{ event: "x" }]);
  expect(exposed.listeners.size).toBe(0);
});

test("only our own top frame is trusted", () => {
  const own = { parent: null, origin: "app://mimik" };
  expect(isTrustedSender(own)).toBe(true);
  expect(isTrustedSender(null)).toBe(false);
  expect(isTrustedSender({ ...own, parent: own as never })).toBe(false);
  for (const origin of ["app://other", "app://mimik.evil", "https://mimik", "null", ""]) {
    expect(isTrustedSender({ ...own, origin })).toBe(false);
  }
});

test("only pages of the web, or of this computer, reach the system's browser", async () => {
  const opened: string[] = [];
  const shell = {
    openExternal: (url: string) => {
      opened.push(url);
      return url.includes("broken") ? Promise.reject(new Error("no browser")) : Promise.resolve();
    },
  };
  const pages = ["https://trader.tradovate.com/oauth?x=1", "http://127.0.0.1:4001/oauth"];
  for (const url of pages) expect(await showPage(shell, url)).toBe(true);
  for (const url of ["file:///etc/passwd", "javascript:alert(1)", "http://evil.example/", "not an address"]) {
    expect(await showPage(shell, url)).toBe(false);
  }
  expect(opened).toEqual(pages);
  expect(await showPage(shell, "https://broken/")).toBe(false);
});

describe("the vault of the system", () => {
  function store(parts: Partial<SystemStore> = {}): SystemStore {
    return {
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      getSelectedStorageBackend: () => "gnome_libsecret",
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(`sealed ${text}`)),
      decryptStringAsync: (data) =>
        Promise.resolve({ shouldReEncrypt: false, result: data.toString().replace("sealed ", "") }),
      ...parts,
    };
  }

  test("seals and opens", async () => {
    const vault = osVault(store(), "linux");
    const sealed = await vault.seal("secret", null);
    expect(sealed).toMatchObject({ kind: "os" });
    expect(sealed && (await vault.open(sealed, null))).toBe("secret");
  });

  test("keeps nothing where the system hides nothing", async () => {
    const plain = store({ getSelectedStorageBackend: () => "basic_text" });
    expect(await osVault(plain, "linux").seal("secret", null)).toBeNull();
    expect(await osVault(plain, "darwin").seal("secret", null)).not.toBeNull();
    const none = store({ isAsyncEncryptionAvailable: () => Promise.resolve(false) });
    expect(await osVault(none, "win32").seal("secret", null)).toBeNull();
  });

  test("what does not open, or is not its own, is as if it were not there", async () => {
    const broken = store({ decryptStringAsync: () => Promise.reject(new Error("another user")) });
    expect(await osVault(broken, "linux").open({ kind: "os", data: "" }, null)).toBeNull();
    const other = { kind: "scrypt", salt: "", nonce: "", tag: "", data: "" } as const;
    expect(await osVault(store(), "linux").open(other, "password")).toBeNull();
  });
});
