/**
 * The vault of the loopback shell, which has no store of the system: tokens are sealed (AES-256-GCM) under a key that
 * scrypt makes of the connection's password. So a restart with the same password reuses the session, and the file
 * alone opens nothing. Passwords themselves are never kept.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import type { Sealed, Vault } from "./secrets.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 32 MiB and about a tenth of a second for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function keyOf(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");

function decrypt(key: Buffer, sealed: Extract<Sealed, { kind: "scrypt" }>): string | null {
  try {
    const tag = bytes(sealed.tag);
    const decipher = createDecipheriv(CIPHER, key, bytes(sealed.nonce), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes(sealed.data)), decipher.final()]).toString("utf8");
  } catch {
    // Another password, or a file that was tampered with: GCM can not tell them apart, and neither opens.
    return null;
  }
}

export const passwordVault: Vault = {
  keepsPasswords: false,
  async seal(text, password) {
    if (password === null) return null;
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const key = await keyOf(password, salt);
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const base64 = (value: Buffer): string => value.toString("base64");
    return {
      kind: "scrypt",
      salt: base64(salt),
      nonce: base64(nonce),
      tag: base64(cipher.getAuthTag()),
      data: base64(data),
    };
  },
  async open(sealed, password) {
    if (sealed.kind !== "scrypt" || password === null) return null;
    return decrypt(await keyOf(password, bytes(sealed.salt)), sealed);
  },
};
