/** Validates electron-builder.yml against electron-builder's own schema. Needs no network and no Electron binary. */
import { createRequire } from "node:module";
import { root } from "./root.ts";

/** The part of electron-builder that its own command line uses; it publishes no types for it. */
interface BuilderConfig {
  readonly getConfig: (projectFolder: string, file: string, overrides: null) => Promise<object>;
  readonly validateConfiguration: (config: object, logger: object) => Promise<void>;
}
interface BuilderUtil {
  readonly DebugLogger: new (enabled: boolean) => object;
}

const load = createRequire(import.meta.url);
const { getConfig, validateConfiguration } = load(
  "app-builder-lib/out/util/config/config.js",
) as BuilderConfig;
const { DebugLogger } = load("builder-util") as BuilderUtil;

const config = await getConfig(root, "electron-builder.yml", null);
await validateConfiguration(config, new DebugLogger(false));
console.log(`electron-builder.yml is valid (${Object.keys(config).length} keys)`);
