import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { passwordVault } from "./password-vault.ts";
import { openSecrets, type SecretOwner, type Vault } from "./secrets.ts";

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-secrets-"));
  warnings = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const log = {
  info: () => {},
  warn: (words: string) => warnings.push(words),
  error: () => {},
  hide: () => {},
};
const desk: SecretOwner = {
  environment: "demo",
  httpUrl: null,
  username: "desk",
  passwordEnv: "DESK_PASSWORD",
  apiKey: { cid: "7", secEnv: "DESK_SEC" },
};
const asked: SecretOwner = { ...desk, username: "asked", passwordEnv: null, apiKey: null };

function open(env: Record<string, string> = {}, vault: Vault = passwordVault) {
  return openSecrets({ folder, vault, env, log });
}
const onDisk = (): string => readFileSync(join(folder, "secrets.json"), "utf8");

test("a password comes from the environment or the app, and never reaches the disk", async () => {
  const secrets = open({ DESK_PASSWORD: "from-env" });
  expect(await secrets.read("password", desk)).toBe("from-env");
  expect(await secrets.read("password", asked)).toBeNull();
  await secrets.keep("password", asked, "typed-password");
  await secrets.saveToken(asked, "token-1");
  expect(await secrets.read("password", asked)).toBe("typed-password");
  expect(onDisk()).not.toMatch(/typed-password|from-env|token-1/u);
  expect(statSync(join(folder, "secrets.json")).mode & 0o077).toBe(0);
  expect(await open().read("password", asked)).toBeNull();
});

test("a token opens again with the same password only", async () => {
  await open({ DESK_PASSWORD: "right" }).saveToken(desk, "token-1");
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBe("token-1");
  expect(await open({ DESK_PASSWORD: "wrong" }).loadToken(desk)).toBeNull();
  expect(await open().loadToken(desk)).toBeNull();
  await open({ DESK_PASSWORD: "right" }).saveToken(desk, null);
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBeNull();
});

test("a changed byte of the ciphertext does not open", async () => {
  await open({ DESK_PASSWORD: "right" }).saveToken(desk, "token-1");
  const file = JSON.parse(onDisk());
  const data = Buffer.from(file.tokens["demo|desk"].data, "base64");
  data[0] = (data[0] ?? 0) ^ 1;
  file.tokens["demo|desk"].data = data.toString("base64");
  writeFileSync(join(folder, "secrets.json"), JSON.stringify(file));
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBeNull();
});

test("what the other shell has sealed counts as not there, and survives", async () => {
  const system: Vault = {
    keepsPasswords: true,
    seal: (text) => Promise.resolve({ kind: "os", data: Buffer.from(text).toString("base64") }),
    open: (sealed) =>
      Promise.resolve(sealed.kind === "os" ? Buffer.from(sealed.data, "base64").toString() : null),
  };
  const electron = open({}, system);
  await electron.keep("password", asked, "kept");
  await electron.saveToken(asked, "token-2");
  const browser = open();
  expect(await browser.read("password", asked)).toBeNull();
  expect(await browser.loadToken(asked)).toBeNull();
  await open({ DESK_PASSWORD: "right" }).saveToken(desk, "token-1");
  const again = open({}, system);
  expect(await again.read("password", asked)).toBe("kept");
  expect(await again.loadToken(asked)).toBe("token-2");
});

test("a broken secrets file is said, and costs a login only", async () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  const secrets = open({ DESK_PASSWORD: "right" });
  expect(warnings).toHaveLength(1);
  expect(await secrets.loadToken(desk)).toBeNull();
  await secrets.saveToken(desk, "token-1");
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBe("token-1");
});

test("what belongs to one login is never given to another: environment, address and user name make it", async () => {
  const secrets = open({ DESK_PASSWORD: "right" });
  await secrets.saveToken(desk, "demo-token");
  await secrets.keep("apiSecret", asked, "sec-1");
  const custom = { ...desk, environment: "custom", httpUrl: "http://127.0.0.1:1/v1" } as const;
  for (const other of [
    { ...desk, environment: "live" } as const,
    { ...desk, username: "desk2" },
    custom,
    { ...custom, httpUrl: "http://127.0.0.1:2/v1" },
  ]) {
    expect(await secrets.loadToken(other)).toBeNull();
    expect(await open({ DESK_PASSWORD: "right" }).loadToken(other)).toBeNull();
  }
  expect(await secrets.read("apiSecret", asked)).toBe("sec-1");
  expect(await secrets.read("apiSecret", { ...asked, environment: "live" })).toBeNull();
});

test("says where each secret comes from, and never the secret", async () => {
  const secrets = open({ DESK_SEC: "sec-env" });
  expect(secrets.sourceOf("password", desk)).toBe("none");
  expect(secrets.sourceOf("apiSecret", desk)).toBe("environment");
  expect(secrets.sourceOf("oauthSecret", desk)).toBe("none");
  await secrets.keep("password", desk, "typed");
  expect(secrets.sourceOf("password", desk)).toBe("memory");
  expect(await secrets.read("apiSecret", desk)).toBe("sec-env");
  await secrets.forget(desk);
  expect(secrets.sourceOf("password", desk)).toBe("none");
});

test("without a password there is no key in this shell: the token serves this run and reaches no file", async () => {
  const secrets = open();
  await secrets.saveToken(asked, "browser-token");
  expect(await secrets.loadToken(asked)).toBe("browser-token");
  expect(await open().loadToken(asked)).toBeNull();
});

test("another password drops the token in memory; the same one keeps it", async () => {
  const secrets = open();
  await secrets.keep("password", asked, "one");
  await secrets.saveToken(asked, "token-1");
  await secrets.keep("password", asked, "one");
  expect(await secrets.loadToken(asked)).toBe("token-1");
  await secrets.keep("password", asked, "two");
  expect(await secrets.loadToken(asked)).toBeNull();
  await secrets.keep("password", asked, "one");
  expect(await secrets.loadToken(asked)).toBe("token-1");
});

test("of two tokens saved at once the later stays", async () => {
  const secrets = open({ DESK_PASSWORD: "right" });
  await Promise.all([secrets.saveToken(desk, "older"), secrets.saveToken(desk, "newer")]);
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBe("newer");
});

test("forgetting a login leaves nothing of it on disk, and the others as they are", async () => {
  const secrets = open({ DESK_PASSWORD: "right" });
  await secrets.saveToken(desk, "token-1");
  await secrets.keep("password", asked, "p");
  await secrets.saveToken(asked, "token-2");
  await secrets.forget(asked);
  expect(onDisk()).not.toContain("asked");
  expect(await secrets.loadToken(asked)).toBeNull();
  expect(await open({ DESK_PASSWORD: "right" }).loadToken(desk)).toBe("token-1");
});
