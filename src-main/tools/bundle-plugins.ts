/**
 * Two additions to the bundler: one leaves pino's worker transports out, one writes down what every chunk is made of
 * and what it loads, for check-bundles.ts. The second is the bundler's own knowledge, not a guess from the text.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

/** One line of the report: paths of modules are relative to the repository, so no build names its machine. */
export interface ChunkReport {
  readonly file: string;
  readonly entry: boolean;
  /** Other chunks and packages that it imports at its top, and at run time. */
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly modules: readonly string[];
}

const NO_TRANSPORT = "\0pino-without-transports";

/** pino's transports start a worker from a file beside it, which no bundle has; Mimik writes its own daily file. */
export function pinoWithoutTransports(): Plugin {
  return {
    name: "mimik:pino-without-transports",
    enforce: "pre",
    resolveId(source, importer) {
      const fromPino = importer !== undefined && /[\\/]node_modules[\\/]pino[\\/]/.test(importer);
      return fromPino && /^\.\/(lib\/)?transport(\.js)?$/.test(source) ? NO_TRANSPORT : null;
    },
    load(id) {
      if (id !== NO_TRANSPORT) return null;
      return `module.exports = function transport() { throw new Error("Log transports are not part of this build"); };`;
    },
  };
}

/** Writes `<folder>/<environment>.json`, a list of ChunkReport. */
export function bundleReport(root: string, folder: string): Plugin {
  const named = (id: string): string =>
    id.startsWith("\0") ? id.slice(1) : relative(root, id).replaceAll("\\", "/");
  return {
    name: "mimik:bundle-report",
    writeBundle(_options, bundle) {
      const chunks: ChunkReport[] = [];
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        const { fileName: file, isEntry: entry, imports, dynamicImports } = output;
        chunks.push({ file, entry, imports, dynamicImports, modules: output.moduleIds.map(named) });
      }
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${this.environment.name}.json`), `${JSON.stringify(chunks, null, 1)}\n`);
    },
  };
}
