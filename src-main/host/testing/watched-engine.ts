/**
 * The real engine, watched: which contracts its connections have made known, and the engine itself, so that a test can
 * be the broker. For `vi.mock("../runtime/engine.ts", …)`; the host under test is built as always.
 */
import type { Engine, EngineOptions } from "../../runtime/port.ts";

type Create = (options: EngineOptions) => Engine;

const engines: Engine[] = [];
const contracts = new Set<string>();

export function watched({ createEngine }: { readonly createEngine: Create }): { createEngine: Create } {
  return {
    createEngine(options) {
      const engine = createEngine(options);
      const sink: Engine["sink"] = {
        ...engine.sink,
        events(events, receivedNs) {
          for (const event of events) if (event.kind === "contract") contracts.add(event.spec.contract);
          engine.sink.events(events, receivedNs);
        },
      };
      engines.push(engine);
      return { ...engine, sink };
    },
  };
}

/** The engine of the host that was opened last. */
export function newestEngine(): Engine {
  const engine = engines.at(-1);
  if (!engine) throw new Error("no host was opened");
  return engine;
}

/** A connection looks contracts up beside its snapshot: a copy into one that is not known yet is denied, rightly. */
export function isKnown(contract: string): boolean {
  return contracts.has(contract);
}

export function forgetEngines(): void {
  engines.length = 0;
  contracts.clear();
}
