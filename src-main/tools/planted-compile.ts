/** What must not compile in its layer: one small file each, with the diagnostic that the compiler must give. */
import type { TsConfig } from "./root.ts";

export interface CompileCase {
  readonly name: string;
  readonly config: TsConfig;
  readonly path: string;
  readonly code: string;
  /** Diagnostic code, e.g. `TS2322`; undefined where TypeScript picks one of several for an unknown name. */
  readonly diagnostic: string | undefined;
  readonly says: string;
}

export const compileCases: readonly CompileCase[] = [
  {
    name: "node: in shared",
    config: "tsconfig.shared.json",
    path: "src-shared/compile-node.ts",
    code: `import { readFileSync } from "node:fs";\nexport const planted = readFileSync;\n`,
    diagnostic: "TS2591",
    says: "node:fs",
  },
  ...(
    [
      ["process in shared", "tsconfig.shared.json", "src-shared", "process.pid", "process"],
      [
        "setTimeout in the core",
        "tsconfig.core.json",
        "src-main/core",
        "setTimeout(() => 1, 1)",
        "setTimeout",
      ],
      ["console in the core", "tsconfig.core.json", "src-main/core", "console.log(1)", "console"],
      ["performance in the core", "tsconfig.core.json", "src-main/core", "performance.now()", "performance"],
      ["the DOM in the core", "tsconfig.core.json", "src-main/core", "document.title", "document"],
      [
        "a global Temporal in the core",
        "tsconfig.core.json",
        "src-main/core",
        "Temporal.Now.instant()",
        "Temporal",
      ],
      [
        "a global Temporal in node",
        "tsconfig.node.json",
        "src-main/host",
        "Temporal.Now.instant()",
        "Temporal",
      ],
      ["the DOM in node", "tsconfig.node.json", "src-main/host", "document.title", "document"],
      ["process in the renderer", "tsconfig.renderer.json", "src-renderer", "process.pid", "process"],
    ] as const
  ).map(([name, config, folder, expression, says]) => ({
    name,
    config,
    path: `${folder}/compile-${says}.ts`,
    code: `export const planted = () => ${expression};\n`,
    diagnostic: undefined,
    says: `'${says}'`,
  })),
  {
    name: "an array read that may be undefined",
    config: "tsconfig.core.json",
    path: "src-main/core/compile-index.ts",
    code: `export const planted = (values: readonly number[]): number => values[0];\n`,
    diagnostic: "TS2322",
    says: "undefined",
  },
  {
    name: "an enum",
    config: "tsconfig.core.json",
    path: "src-main/core/compile-enum.ts",
    code: `export enum Planted {\n  Buy,\n}\n`,
    diagnostic: "TS1294",
    says: "erasableSyntaxOnly",
  },
  {
    name: "a switch that returns nothing for a member",
    config: "tsconfig.core.json",
    path: "src-main/core/compile-switch.ts",
    code: `export function planted(side: "buy" | "sell"): number {\n  switch (side) {\n    case "buy":\n      return 1;\n  }\n}\n`,
    diagnostic: "TS2366",
    says: "return",
  },
];
