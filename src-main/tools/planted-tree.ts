/**
 * The tree in which planted.test.ts plants its violations: one clean module per layer, each with the imports that
 * its layer may have. Neither lint nor compiler may find anything in these.
 */
export const scaffold: Readonly<Record<string, string>> = {
  "src-shared/leaf.ts": `export const leaf = 1;\n`,
  "src-shared/ipc/contract.ts": `export const contract = 1;\n`,
  "src-shared/uses-packages.ts": `import { Temporal } from "temporal-polyfill";\nimport { z } from "zod";\nexport const schema = z.string();\nexport const day = Temporal.PlainDate.from("2026-11-22");\n`,
  "src-main/core/step.ts": `import { contract } from "../../src-shared/ipc/contract.ts";\nimport { leaf } from "../../src-shared/leaf.ts";\nexport const step = leaf + contract;\n`,
  "src-main/core/risk/check.ts": `import { step } from "../step.ts";\nexport const check = step;\n`,
  "src-main/core/step.test.ts": `import assert from "node:assert";\nimport { step } from "./step.ts";\nassert.equal(step, Date.parse("1970-01-01T00:00:00.002Z"));\n`,
  "src-main/ledger/open.ts": `import Database from "better-sqlite3";\nimport { step } from "../core/step.ts";\nexport const open = () => new Database(":memory:").pragma(String(step));\n`,
  "src-main/broker/port.ts": `import { step } from "../core/step.ts";\nexport const port = step;\n`,
  "src-main/broker/tradovate/wire.ts": `export const wire = 1;\n`,
  "src-main/broker/tradovate/frame.ts": `import { wire } from "./wire.ts";\nexport const frame = wire;\n`,
  "src-main/runtime/clock.ts": `export const clock = () => Date.now();\n`,
  "src-main/runtime/run.ts": `import { port } from "../broker/port.ts";\nimport { open } from "../ledger/open.ts";\nexport const run = () => [port, open()];\n`,
  "src-main/practice/server.ts": `import { wire } from "../broker/tradovate/wire.ts";\nexport const server = wire;\n`,
  "src-main/host/application.ts": `import { server } from "../practice/server.ts";\nimport { run } from "../runtime/run.ts";\nexport const application = () => [run(), server];\n`,
  "src-main/ipc/handlers.ts": `import { application } from "../host/application.ts";\nexport const handlers = application;\n`,
  "src-main/electron/window.ts": `import { app } from "electron";\nimport { handlers } from "../ipc/handlers.ts";\nexport const open = () => [handlers(), app.name];\n`,
  "src-main/electron/preload.ts": `import { contextBridge } from "electron";\nimport { leaf } from "../../src-shared/leaf.ts";\ncontextBridge.exposeInMainWorld("leaf", leaf);\n`,
  "src-main/serve/http.ts": `import { handlers } from "../ipc/handlers.ts";\nexport const http = handlers;\n`,
  "src-main/sim/seeded.ts": `import { server } from "../practice/server.ts";\nimport { run } from "../runtime/run.ts";\nexport const seeded = () => [run(), server];\n`,
  "src-main/bench/floor.ts": `import { run } from "../runtime/run.ts";\nexport const floor = run;\n`,
  "src-main/tools/say.ts": `import { floor } from "../bench/floor.ts";\nconsole.log(floor());\n`,
  "src-renderer/state/store.ts": `import { leaf } from "../../src-shared/leaf.ts";\nexport const store = leaf;\n`,
  "src-renderer/state/store.test.ts": `import assert from "node:assert";\nimport { store } from "./store.ts";\nassert.equal(store, 1);\n`,
  "src-renderer/transport/socket.ts": `export const socket = () => new WebSocket("ws://127.0.0.1:1");\n`,
  "e2e/support/app.ts": `import { run } from "../../src-main/runtime/run.ts";\nexport const app = run;\n`,
};
