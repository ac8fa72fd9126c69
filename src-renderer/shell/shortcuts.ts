/** Keys that work everywhere: 1–n pages, Ctrl/Cmd+Shift+F flatten, Esc disarms. A held key counts once. */
import { useEffect } from "react";
import type { App } from "../actions/app.ts";
import { disarm, pressFlatten } from "../actions/flatten.ts";
import { openPageAt } from "../actions/navigate.ts";
import { useApp } from "../ui/context.ts";

const onMac = (): boolean => navigator.userAgent.includes("Mac");

/** How the accelerator of flatten is written on this computer. */
export function flattenKeys(): string {
  return onMac() ? "⌘⇧F" : "Ctrl ⇧ F";
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null
  );
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
  if (plain && !isTyping(event.target) && /^[1-9]$/u.test(event.key)) openPageAt(app, Number(event.key) - 1);
}

export function useShortcuts(): void {
  const app = useApp();
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => act(app, event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [app]);
}
