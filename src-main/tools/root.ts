/** Where the repository lies. Every tool works from here, whatever folder it was started in. */
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** The layers' compiler settings, innermost first. One list for the type check and for its planted violations. */
export const tsconfigs = [
  "tsconfig.shared.json",
  "tsconfig.core.json",
  "tsconfig.renderer.json",
  "tsconfig.renderer-test.json",
  "tsconfig.node.json",
  "tsconfig.e2e.json",
] as const;
export type TsConfig = (typeof tsconfigs)[number];
