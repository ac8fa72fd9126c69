/** Hands the app to components, and reads the store narrowly. */
import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { App } from "../actions/app.ts";
import type { AppState } from "../state/store.ts";

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("Invariant: a component outside AppContext");
  return app;
}

/** Re-renders only when the selected value changes (by identity). */
export function useSelect<Value>(select: (state: AppState) => Value): Value {
  return useStore(useApp().store, select);
}

/** The same for a list that is made by selecting: re-renders only when an element changes. */
export function useSelectList<Value>(select: (state: AppState) => readonly Value[]): readonly Value[] {
  return useStore(useApp().store, useShallow(select));
}

/** The present time, renewed every `everyMs`; only the component that calls it re-renders. */
export function useNow(everyMs: number): number {
  const { clock } = useApp();
  const [nowMs, setNowMs] = useState(() => clock.nowMs());
  useEffect(() => {
    let cancel = (): void => undefined;
    const tick = (): void => {
      const now = clock.nowMs();
      setNowMs(now);
      // Aligned to whole steps, so that a clock of seconds never skips one.
      cancel = clock.after(everyMs - (now % everyMs), tick);
    };
    cancel = clock.after(everyMs - (clock.nowMs() % everyMs), tick);
    return () => cancel();
  }, [clock, everyMs]);
  return nowMs;
}
