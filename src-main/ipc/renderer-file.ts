/** Finds a file of the cockpit by its URL path, and nothing outside the cockpit's own folder. */
import { readFile } from "node:fs/promises";
import { extname, normalize, resolve, sep } from "node:path";
import { contentTypeOf } from "./content-policy.ts";

export interface RendererFile {
  readonly body: Buffer;
  readonly type: string;
}

/** The path inside `root` that `pathname` names, or undefined when it leads out of it or is malformed. */
function containedPath(root: string, pathname: string): string | undefined {
  let relative: string;
  try {
    relative = decodeURIComponent(pathname).slice(1);
  } catch {
    return undefined;
  }
  if (relative.includes("\0") || relative.includes("\\")) return undefined;
  const base = resolve(root);
  const file = normalize(resolve(base, relative === "" ? "index.html" : relative));
  return file.startsWith(base + sep) ? file : undefined;
}

/** Undefined when there is no such file. `pathname` as in a URL: percent-encoded, with its leading slash. */
export async function readRendererFile(root: string, pathname: string): Promise<RendererFile | undefined> {
  const file = containedPath(root, pathname);
  const type = file === undefined ? undefined : contentTypeOf(extname(file));
  if (file === undefined || type === undefined) return undefined;
  try {
    return { body: await readFile(file), type };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
