/** The chaos drill: faults on and off, drills run and stopped, the sheet exported. The engine says what became of it. */
import type { FaultControlView, FaultsView } from "../../src-shared/ipc/drill.ts";
import type { DrillSlice } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";

const FILE_NAME = "mimik-drill.csv";

function patch({ store }: App, change: Partial<DrillSlice>): void {
  store.setState((state) => ({ drill: { ...state.drill, ...change } }));
}

export async function readDrill(app: App): Promise<void> {
  try {
    const [faults, state] = await Promise.all([
      app.client.call("practice.faults", {}),
      app.client.call("drill.state", {}),
    ]);
    patch(app, { faults, state });
    await readTimeline(app);
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

async function readTimeline(app: App): Promise<void> {
  const { open } = app.store.getState().drill;
  if (open === null) return;
  const { moments } = await app.client.call("drill.timeline", { drill: open });
  if (app.store.getState().drill.open === open) patch(app, { moments });
}

export function chooseDrillView(app: App, view: DrillSlice["view"]): void {
  patch(app, { view });
  if (view === "drill") void app.refresh.drill();
}

/** What is picked of each field: what was picked here, else what is in force, else the first choice. */
export function pickedOf({ picked }: DrillSlice, control: FaultControlView): Record<string, string> {
  const here = picked[control.id];
  return Object.fromEntries(
    control.fields.map(({ id, choices }) => {
      const known = [here?.[id], control.chosen[id]].find((each) =>
        choices.some((choice) => choice.id === each),
      );
      return [id, known ?? choices[0]?.id ?? ""];
    }),
  );
}

async function takeFaults(app: App, call: () => Promise<FaultsView>): Promise<void> {
  try {
    patch(app, { faults: await call(), problem: null });
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

/** Sets a fault as picked; one that is on is set anew. */
export function setFault(app: App, control: FaultControlView, on: boolean): Promise<void> {
  const chosen = pickedOf(app.store.getState().drill, control);
  return takeFaults(app, () => app.client.call("practice.setFault", { fault: control.id, on, chosen }));
}

export function pickChoice(app: App, control: FaultControlView, field: string, choice: string): void {
  const { drill } = app.store.getState();
  const picked = { ...pickedOf(drill, control), [field]: choice };
  patch(app, { picked: { ...drill.picked, [control.id]: picked } });
  if (control.on && control.kind === "switch") void setFault(app, control, true);
}

export function allFaultsOff(app: App): Promise<void> {
  return takeFaults(app, () => app.client.call("practice.faultsOff", {}));
}

/** Runs at once where nothing is held; else the trader is asked first. */
export async function runDrills(app: App, drills: readonly string[]): Promise<void> {
  const { state } = app.store.getState().drill;
  if (state !== null && state.open.length > 0) patch(app, { asking: drills });
  else await start(app, drills, false);
}

/** The trader agrees: what the practice accounts hold is closed. */
export async function runAsked(app: App): Promise<void> {
  const { asking } = app.store.getState().drill;
  patch(app, { asking: null });
  if (asking !== null) await start(app, asking, true);
}

export function dropAsked(app: App): void {
  patch(app, { asking: null });
}

async function start(app: App, drills: readonly string[], flattenFirst: boolean): Promise<void> {
  try {
    await app.client.call("drill.run", { drills: [...drills], flattenFirst });
    patch(app, { problem: null, exported: null });
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
  await app.refresh.drill();
}

export async function stopDrills(app: App): Promise<void> {
  try {
    await app.client.call("drill.stop", {});
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
  await app.refresh.drill();
}

/** Opens a row, or closes it when it is open. */
export async function toggleDrill(app: App, id: string): Promise<void> {
  const open = app.store.getState().drill.open === id ? null : id;
  patch(app, { open, moments: [] });
  try {
    await readTimeline(app);
  } catch (error) {
    patch(app, { problem: wordsOfError(error) });
  }
}

export async function exportDrill(app: App): Promise<void> {
  patch(app, { exported: "Exporting…", problem: null });
  try {
    const result = await app.client.call("drill.export", {});
    switch (result.kind) {
      case "download":
        await app.download(result.path, FILE_NAME);
        patch(app, { exported: `Saved ${FILE_NAME}` });
        return;
      case "saved":
        patch(app, { exported: result.file === null ? null : `Saved ${result.file}` });
    }
  } catch (error) {
    patch(app, { exported: null, problem: `The export failed: ${wordsOfError(error)}` });
  }
}
