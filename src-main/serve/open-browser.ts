/** Opens an address in the trader's browser, where there is a screen to show it on. */
import { spawn } from "node:child_process";

export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function hasDisplay({ platform, env }: Desktop): boolean {
  if (platform === "darwin" || platform === "win32") return true;
  const named = (name: string): boolean => (env[name] ?? "") !== "";
  return named("DISPLAY") || named("WAYLAND_DISPLAY");
}

/** The program and its arguments that open `url`. Pure. */
export function openerOf(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === "darwin") return ["open", url];
  // Not through a shell, which would read the address.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}

/** An opener that has not failed by then has handed the address on, or has become the browser itself. */
const VERDICT_MS = 3000;

/** True when a program took the address. It runs on by itself. */
export function openBrowser(platform: NodeJS.Platform, url: string): Promise<boolean> {
  const [program, ...parameters] = openerOf(platform, url);
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { detached: true, stdio: "ignore" });
    const verdict = setTimeout(() => {
      resolve(true);
    }, VERDICT_MS);
    const settle = (taken: boolean): void => {
      clearTimeout(verdict);
      resolve(taken);
    };
    child.once("error", () => {
      settle(false);
    });
    child.once("exit", (code) => {
      settle(code === 0);
    });
    child.unref();
  });
}

/** Only pages of the web: an address may come from settings. */
export function isWebPage(url: string): boolean {
  return URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
}
