/** Fetches a one-use path of our own origin and hands it to the browser as a file. */

const REVOKE_AFTER_MS = 60_000;

/** @throws Error in words when the path is spent or the engine stops in the middle. */
export async function downloadFile(path: string, fileName: string): Promise<number> {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) throw new Error("The download lies outside this page's origin.");
  const response = await fetch(url, { cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`The engine answered ${response.status} to the download.`);
  const blob = await response.blob();
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  // The browser reads the address after this turn; it is given up once the file has surely been taken.
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
  return blob.size;
}
