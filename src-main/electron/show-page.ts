/**
 * Shows a page of the web in the system's browser: a login at the broker, or at an exchange on this computer. Anything
 * else that an address could start is refused; it may come from settings that were imported.
 */
import type { Shell } from "electron";

const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

/** False when it was not shown; the page then shows the address as text. */
export async function showPage(shell: Pick<Shell, "openExternal">, url: string): Promise<boolean> {
  if (!isAllowed(url)) return false;
  try {
    await shell.openExternal(url);
    return true;
  } catch {
    // No browser, or none that would start: the trader is shown the address instead.
    return false;
  }
}
