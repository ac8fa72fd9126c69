/**
 * Passwords and tokens. A password comes from the environment, from the app, or from the system's own store; a token
 * is kept, so that a restart needs no new login (the broker limits those). `secrets.json` holds ciphertext only; how
 * it is sealed is the shell's: a `Vault`. What another shell has sealed counts as not there, and is left alone.
 */
import { join } from "node:path";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { z } from "../../src-shared/zod.ts";
import type { Log } from "../runtime/port.ts";
import { readFileIfThere, writeFileWhole } from "./atomic-file.ts";
import { messageOf } from "./start-failure.ts";

const sealedSchema = z.discriminatedUnion("kind", [
  /** Under a key that scrypt makes of the connection's password. Binary values as base64. */
  z.strictObject({
    kind: z.literal("scrypt"),
    salt: z.base64(),
    nonce: z.base64(),
    tag: z.base64(),
    data: z.base64(),
  }),
  /** By the operating system's store, in Electron. */
  z.strictObject({ kind: z.literal("os"), data: z.base64() }),
]);
export type Sealed = z.output<typeof sealedSchema>;

const fileSchema = z.strictObject({
  version: z.literal(1),
  passwords: z.record(z.string(), sealedSchema),
  tokens: z.record(z.string(), sealedSchema),
});
type SecretsFile = z.output<typeof fileSchema>;

export interface Vault {
  /** False where a password may be held in memory only. */
  readonly keepsPasswords: boolean;
  /** Null when it can not be sealed here; it is then not kept. `password` is the connection's, where it is known. */
  seal(text: string, password: string | null): Promise<Sealed | null>;
  /** Null when it was sealed otherwise or does not open. */
  open(sealed: Sealed, password: string | null): Promise<string | null>;
}

export interface PasswordOf {
  readonly id: ConnectionId;
  readonly passwordEnv: string | null;
}

export interface Secrets {
  /** Null: the trader has to be asked. */
  password(connection: PasswordOf): Promise<string | null>;
  keepPassword(connection: ConnectionId, password: string): Promise<void>;
  loadToken(connection: PasswordOf): Promise<string | null>;
  /** Null forgets it. */
  saveToken(connection: PasswordOf, token: string | null): Promise<void>;
}

export interface SecretsOptions {
  readonly folder: string;
  readonly vault: Vault;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

const nothing: SecretsFile = { version: 1, passwords: {}, tokens: {} };

/** A file that can not be read costs a login, nothing else: it is said, and replaced with the next secret. */
function readSecrets(file: string, log: Log): SecretsFile {
  try {
    const text = readFileIfThere(file);
    return text === null ? nothing : fileSchema.parse(JSON.parse(text));
  } catch (error) {
    log.warn("secrets.json can not be used: passwords are asked for again", { why: messageOf(error) });
    return nothing;
  }
}

export function openSecrets({ folder, vault, env, log }: SecretsOptions): Secrets {
  const file = join(folder, "secrets.json");
  let stored = readSecrets(file, log);
  const typed = new Map<ConnectionId, string>();

  const put = (kind: "passwords" | "tokens", id: ConnectionId, sealed: Sealed | null): void => {
    const { [id]: before, ...others } = stored[kind];
    if (sealed === null && before === undefined) return;
    stored = { ...stored, [kind]: sealed === null ? others : { ...others, [id]: sealed } };
    try {
      writeFileWhole(file, `${JSON.stringify(stored, null, 1)}\n`);
    } catch (error) {
      log.warn("secrets.json can not be written: the next start asks for the password", {
        why: messageOf(error),
      });
    }
  };
  const password = async ({ id, passwordEnv }: PasswordOf): Promise<string | null> => {
    const known = typed.get(id) ?? (passwordEnv === null ? undefined : env[passwordEnv]);
    if (known !== undefined && known !== "") return known;
    const sealed = stored.passwords[id];
    return sealed ? vault.open(sealed, null) : null;
  };
  return {
    password,
    async keepPassword(id, text) {
      typed.set(id, text);
      if (vault.keepsPasswords) put("passwords", id, await vault.seal(text, null));
    },
    async loadToken(connection) {
      const sealed = stored.tokens[connection.id];
      return sealed ? vault.open(sealed, await password(connection)) : null;
    },
    async saveToken(connection, token) {
      put(
        "tokens",
        connection.id,
        token === null ? null : await vault.seal(token, await password(connection)),
      );
    },
  };
}
