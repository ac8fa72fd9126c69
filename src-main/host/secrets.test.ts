import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { passwordVault } from "./password-vault.ts";
import { openSecrets, type Vault } from "./secrets.ts";

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-secrets-"));
  warnings = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const log = { info: () => {}, warn: (words: string) => warnings.push(words), error: () => {} };
const desk = { id: "Desk" as ConnectionId, passwordEnv: "DESK_PASSWORD" };
const asked = { id: "Asked" as ConnectionId, passwordEnv: null };

function open(env: Record<string, string> = {}, vault: Vault = passwordVault) {
  return openSecrets({ folder, vault, env, log });
}
const onDisk = (): string => readFileSync(join(folder, "secrets.json"), "utf8");

test("a password comes from the environment or the app, and never reaches the disk", async () => {
  const secrets = open({ DESK_PASSWORD: "from-env" });
  expect(await secrets.password(desk)).toBe("from-env");
  expect(await secrets.password(asked)).toBeNull();
  await secrets.keepPassword(asked.id, "typed-password");
  await secrets.saveToken(asked, "token-1");
  expect(await secrets.password(asked)).toBe("typed-password");
  expect(onDisk()).not.toMatch(/typed-password|from-env|token-1/u);
  expect(statSync(join(folder, "secrets.json")).mode & 0o077).toBe(0);
  expect(await open().password(asked)).toBeNull();
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
  const data = Buffer.from(file.tokens.Desk.data, "base64");
  data[0] = (data[0] ?? 0) ^ 1;
  file.tokens.Desk.data = data.toString("base64");
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
  await electron.keepPassword(asked.id, "kept");
  await electron.saveToken(asked, "token-2");
  const browser = open();
  expect(await browser.password(asked)).toBeNull();
  expect(await browser.loadToken(asked)).toBeNull();
  await open({ DESK_PASSWORD: "right" }).saveToken(desk, "token-1");
  const again = open({}, system);
  expect(await again.password(asked)).toBe("kept");
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
