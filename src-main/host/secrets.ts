/**
 * Passwords, API secrets, OAuth secrets and tokens, by login: what belongs to one login is never tried on another. A
 * secret comes from the environment, from the app, or from the system's own store; a token is kept, so that a restart
 * needs no new login (the broker limits those). `secrets.json` holds ciphertext only; how it is sealed is the shell's:
 * a `Vault`. What another shell has sealed counts as not there, and is left alone.
 */
import { join } from "node:path";
import type { ConnectionSettings } from "../../src-shared/group.ts";
import type { SecretSource } from "../../src-shared/ipc/connections.ts";
import { loginKeyOf, type LoginKey } from "../../src-shared/login.ts";
import { z } from "../../src-shared/zod.ts";
import type { Log } from "../runtime/port.ts";
import { readFileIfThere, writeFileWhole } from "./atomic-file.ts";
import type { Redactor } from "./redact.ts";
import { messageOf } from "./start-failure.ts";

const sealedSchema = z.discriminatedUnion("kind", [
  /** Under a key that scrypt makes of the login's password. Binary values as base64. */
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

/** By login key. */
const sealedByLogin = z.record(z.string(), sealedSchema).default({});
const fileSchema = z.strictObject({
  version: z.literal(1),
  passwords: sealedByLogin,
  apiSecrets: sealedByLogin,
  oauthSecrets: sealedByLogin,
  tokens: sealedByLogin,
});
type SecretsFile = z.output<typeof fileSchema>;
type Shelf = Exclude<keyof SecretsFile, "version">;

export interface Vault {
  /** False where secrets may be held in memory only. */
  readonly keepsPasswords: boolean;
  /** Null when it can not be sealed here; it is then not kept. `password` is the login's, where it is known. */
  seal(text: string, password: string | null): Promise<Sealed | null>;
  /** Null when it was sealed otherwise or does not open. */
  open(sealed: Sealed, password: string | null): Promise<string | null>;
}

export type SecretKind = "password" | "apiSecret" | "oauthSecret";

/** A connection as far as its secrets go. */
export type SecretOwner = Pick<
  ConnectionSettings,
  "environment" | "httpUrl" | "username" | "passwordEnv" | "apiKey"
>;

export interface Secrets {
  /** Null: the trader has to be asked. */
  read(kind: SecretKind, owner: SecretOwner): Promise<string | null>;
  keep(kind: SecretKind, owner: SecretOwner, text: string): Promise<void>;
  sourceOf(kind: SecretKind, owner: SecretOwner): SecretSource;
  loadToken(owner: SecretOwner): Promise<string | null>;
  /** Null forgets it. */
  saveToken(owner: SecretOwner, token: string | null): Promise<void>;
  /** Everything of this login, here and on disk. */
  forget(owner: SecretOwner): Promise<void>;
}

export interface SecretsOptions {
  readonly folder: string;
  readonly vault: Vault;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log & Pick<Redactor, "hide">;
}

const nothing: SecretsFile = { version: 1, passwords: {}, apiSecrets: {}, oauthSecrets: {}, tokens: {} };
const shelves: Readonly<Record<SecretKind, Shelf>> = {
  password: "passwords",
  apiSecret: "apiSecrets",
  oauthSecret: "oauthSecrets",
};

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

class ProfileSecrets implements Secrets {
  readonly #options: SecretsOptions;
  readonly #file: string;
  #stored: SecretsFile;
  readonly #typed: Readonly<Record<SecretKind, Map<LoginKey, string>>> = {
    password: new Map(),
    apiSecret: new Map(),
    oauthSecret: new Map(),
  };
  readonly #tokens = new Map<LoginKey, string>();
  /** Sealing takes its time: what was saved last is what stays. */
  #sealing: Promise<unknown> = Promise.resolve();

  constructor(options: SecretsOptions) {
    this.#options = options;
    this.#file = join(options.folder, "secrets.json");
    this.#stored = readSecrets(this.#file, options.log);
  }

  async read(kind: SecretKind, owner: SecretOwner): Promise<string | null> {
    const login = loginKeyOf(owner);
    const known = this.#typed[kind].get(login) ?? this.#fromEnvironment(kind, owner);
    if (known !== undefined && known !== "") return this.#hidden(known);
    const sealed = this.#stored[shelves[kind]][login];
    const opened = sealed ? await this.#options.vault.open(sealed, null) : null;
    return opened === null ? null : this.#hidden(opened);
  }

  async keep(kind: SecretKind, owner: SecretOwner, text: string): Promise<void> {
    const login = loginKeyOf(owner);
    this.#hidden(text);
    // Whoever gives another password wants it to be tried; a token that it has sealed may still open.
    if (kind === "password" && (await this.read(kind, owner)) !== text) this.#tokens.delete(login);
    this.#typed[kind].set(login, text);
    const { vault } = this.#options;
    if (vault.keepsPasswords) await this.#put(shelves[kind], login, () => vault.seal(text, null));
  }

  sourceOf(kind: SecretKind, owner: SecretOwner): SecretSource {
    const login = loginKeyOf(owner);
    const kept = this.#options.vault.keepsPasswords && this.#stored[shelves[kind]][login]?.kind === "os";
    if (this.#typed[kind].has(login)) return kept ? "stored" : "memory";
    if ((this.#fromEnvironment(kind, owner) ?? "") !== "") return "environment";
    return kept ? "stored" : "none";
  }

  async loadToken(owner: SecretOwner): Promise<string | null> {
    const login = loginKeyOf(owner);
    const known = this.#tokens.get(login);
    if (known !== undefined) return known;
    const sealed = this.#stored.tokens[login];
    return sealed ? this.#options.vault.open(sealed, await this.read("password", owner)) : null;
  }

  async saveToken(owner: SecretOwner, token: string | null): Promise<void> {
    const login = loginKeyOf(owner);
    if (token === null) this.#tokens.delete(login);
    else this.#tokens.set(login, token);
    await this.#put("tokens", login, async () =>
      token === null ? null : this.#options.vault.seal(token, await this.read("password", owner)),
    );
  }

  async forget(owner: SecretOwner): Promise<void> {
    const login = loginKeyOf(owner);
    this.#tokens.delete(login);
    for (const typed of Object.values(this.#typed)) typed.delete(login);
    for (const shelf of [...Object.values(shelves), "tokens"] as const) {
      await this.#put(shelf, login, () => Promise.resolve(null));
    }
  }

  /** From now on no log line holds it. */
  #hidden(secret: string): string {
    this.#options.log.hide(secret);
    return secret;
  }

  #fromEnvironment(kind: SecretKind, { passwordEnv, apiKey }: SecretOwner): string | undefined {
    const names = { password: passwordEnv, apiSecret: apiKey?.secEnv ?? null, oauthSecret: null };
    const name = names[kind];
    return name === null ? undefined : this.#options.env[name];
  }

  #put(shelf: Shelf, login: LoginKey, seal: () => Promise<Sealed | null>): Promise<void> {
    const put = async (): Promise<void> => {
      const sealed = await seal();
      const { [login]: before, ...others } = this.#stored[shelf];
      if (sealed === null && before === undefined) return;
      const entries = sealed === null ? others : { ...others, [login]: sealed };
      this.#stored = { ...this.#stored, [shelf]: entries };
      this.#write();
    };
    const done = this.#sealing.then(put);
    // Whoever saves hears of a failure; the next one is sealed all the same.
    this.#sealing = Promise.allSettled([done]);
    return done;
  }

  #write(): void {
    try {
      writeFileWhole(this.#file, `${JSON.stringify(this.#stored, null, 1)}\n`);
    } catch (error) {
      this.#options.log.warn("secrets.json can not be written: the next start asks for the password", {
        why: messageOf(error),
      });
    }
  }
}

export function openSecrets(options: SecretsOptions): Secrets {
  return new ProfileSecrets(options);
}
