/** Keys that work everywhere: 1–n pages, P closing only for all, Ctrl/Cmd+Shift+F flatten, Esc disarms. A held key counts once. */
import { useEffect } from "react";
import type { App } from "../actions/app.ts";
import { closingOnlyForAll } from "../actions/copying.ts";
import { disarm, pressFlatten } from "../actions/flatten.ts";
import { openPageAt } from "../actions/navigate.ts";
import { useApp } from "../ui/context.ts";

const onMac = (): boolean => navigator.userAgent.includes("Mac");

/** How the accelerator of flatten is written on this computer. */
export function flattenKeys(): string {
  return onMac() ? "⌘⇧F" : "Ctrl ⇧ F";
}

/** Where a letter is typed. */
function takesLetters(target: EventTarget | null): boolean {
  const fields = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
  return target instanceof HTMLElement && target.closest(fields) !== null;
}

function act(app: App, event: KeyboardEvent): void {
  if (event.repeat) return;
  if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === "KeyF") {
    event.preventDefault();
    pressFlatten(app, { kind: "everything" });
    return;
  }
  if (event.key === "Escape") {
    disarm(app);
    return;
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (!plain || takesLetters(event.target)) return;
  if (/^[1-9]$/u.test(event.key)) openPageAt(app, Number(event.key) - 1);
  else if (event.code === "KeyP") void closingOnlyForAll(app);
}

export function useShortcuts(): void {
  const app = useApp();
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => act(app, event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [app]);
}
