/** Which shell `npm start` opens, and the honest line it says when that is not Electron. Pure. */

export interface StartFacts {
  readonly hasDisplay: boolean;
  /** Running as root on Linux, where Chromium's sandbox does not work. */
  readonly isRoot: boolean;
  readonly binary: string | undefined;
  /** MIMIK_NO_ELECTRON_FETCH=1 keeps it from being fetched. */
  readonly mayFetch: boolean;
}

export type StartPlan =
  | { readonly kind: "electron"; readonly binary: string }
  | { readonly kind: "fetch" }
  | { readonly kind: "browser"; readonly line: string };

const INSTEAD = "Mimik runs in your browser instead.";

export const lines = {
  noDisplay: `There is no display for the desktop window: ${INSTEAD}`,
  isRoot: `Electron's sandbox does not work for root: ${INSTEAD}`,
  notFetched: `Electron is not installed and could not be fetched: ${INSTEAD}`,
  notInstalled: `Electron is not installed: ${INSTEAD}`,
  notStarted: `Electron could not start on this machine: ${INSTEAD}`,
} as const;

export function planStart({ hasDisplay, isRoot, binary, mayFetch }: StartFacts): StartPlan {
  if (!hasDisplay) return { kind: "browser", line: lines.noDisplay };
  if (isRoot) return { kind: "browser", line: lines.isRoot };
  if (binary !== undefined) return { kind: "electron", binary };
  return mayFetch ? { kind: "fetch" } : { kind: "browser", line: lines.notInstalled };
}

/** The dynamic linker and a missing program end a child with these; Electron itself never does. */
const NOT_STARTED = new Set([126, 127]);

export function couldNotStart(status: number | NodeJS.Signals | "failed"): boolean {
  return status === "failed" || (typeof status === "number" && NOT_STARTED.has(status));
}
