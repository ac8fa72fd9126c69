/**
 * The vault of the Electron shell: the operating system's own store, by its asynchronous calls. Where the system
 * offers no real one (Linux without a keyring) nothing is kept, and the trader is asked at each start.
 */
import type { SafeStorage } from "electron";
import type { Vault } from "../host/secrets.ts";

export type SystemStore = Pick<
  SafeStorage,
  "decryptStringAsync" | "encryptStringAsync" | "getSelectedStorageBackend" | "isAsyncEncryptionAvailable"
>;

export function osVault(store: SystemStore, platform: NodeJS.Platform): Vault {
  const isReal = async (): Promise<boolean> => {
    if (!(await store.isAsyncEncryptionAvailable())) return false;
    // `basic_text` hides nothing: its key is the same on every machine.
    return platform !== "linux" || store.getSelectedStorageBackend() !== "basic_text";
  };
  return {
    keepsPasswords: true,
    async seal(text) {
      if (!(await isReal())) return null;
      return { kind: "os", data: (await store.encryptStringAsync(text)).toString("base64") };
    },
    async open(sealed) {
      if (sealed.kind !== "os" || !(await isReal())) return null;
      try {
        return (await store.decryptStringAsync(Buffer.from(sealed.data, "base64"))).result;
      } catch {
        // Sealed for another user or machine: the trader is asked, as if nothing were there.
        return null;
      }
    },
  };
}
