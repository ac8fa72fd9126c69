/**
 * One build for both shells: `main` (two entries, ESM, Node), `preload` (one CJS file, as the sandbox wants it) and
 * `client` (the cockpit). MIMIK_BUILD=test builds the same into out/test with the crash points of the kill tests in.
 */
import { builtinModules } from "node:module";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { bundleReport, pinoWithoutTransports } from "./src-main/tools/bundle-plugins.ts";

const root = import.meta.dirname;
const isTestBuild = process.env["MIMIK_BUILD"] === "test";
const out = join(root, isTestBuild ? "out/test" : "out");
const node = [...builtinModules, /^node:/];

export default defineConfig({
  root: join(root, "src-renderer"),
  base: "./",
  publicDir: false,
  plugins: [react(), tailwindcss(), pinoWithoutTransports(), bundleReport(root, join(out, ".bundles"))],
  build: { target: "chrome144", sourcemap: true, modulePreload: { polyfill: false } },
  environments: {
    client: {
      build: { outDir: join(out, "renderer"), emptyOutDir: true, assetsInlineLimit: 0 },
    },
    main: {
      consumer: "server",
      // A constant in the bundle: what it guards is dropped from the shipped one, and check-bundles proves that.
      define: { "process.env.MIMIK_TEST_BUILD": JSON.stringify(isTestBuild ? "yes" : "no") },
      resolve: {
        noExternal: true,
        external: ["electron", "better-sqlite3"],
        conditions: ["node", "import", "module"],
      },
      build: {
        outDir: join(out, "main"),
        emptyOutDir: true,
        target: "node24",
        minify: false,
        rolldownOptions: {
          input: {
            electron: join(root, "src-main/electron/main.ts"),
            serve: join(root, "src-main/serve/main.ts"),
          },
          external: ["electron", "better-sqlite3", ...node],
          output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    },
    preload: {
      consumer: "server",
      resolve: { noExternal: true, external: ["electron"] },
      build: {
        outDir: join(out, "preload"),
        emptyOutDir: true,
        target: "chrome144",
        minify: false,
        rolldownOptions: {
          input: { index: join(root, "src-main/electron/preload.ts") },
          external: ["electron"],
          output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== "ssr") await builder.build(environment);
      }
    },
  },
});
