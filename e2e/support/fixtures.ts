/**
 * What every spec has: an exchange in its own process, the built app on a temporary profile, and a page that may not
 * complain. On failure the app's log joins Playwright's trace and screenshot.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type TestInfo } from "playwright/test";
import { Exchange } from "./exchange.ts";
import { Guard } from "./guard.ts";
import { Mimik } from "./mimik.ts";

interface Options {
  /** Of the exchange's ids and prices. */
  readonly seed: number;
}

interface Fixtures {
  readonly guard: Guard;
  /** Temporary; removed after the test. */
  readonly folder: string;
  readonly exchange: Exchange;
  readonly mimik: Mimik;
}

async function keepLogs(mimik: Mimik, info: TestInfo): Promise<void> {
  await info.attach("app stderr", { body: mimik.logs(), contentType: "text/plain" });
  const folder = join(mimik.profile, "logs");
  for (const name of await readdir(folder).catch((): string[] => [])) {
    await info.attach(name, { body: await readFile(join(folder, name)), contentType: "text/plain" });
  }
}

export const test = base.extend<Options & Fixtures>({
  seed: [1, { option: true }],

  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "mimik-e2e-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },

  guard: async ({}, use) => {
    const guard = new Guard();
    await use(guard);
    expect(guard.problems()).toEqual([]);
  },

  page: async ({ page, guard }, use) => {
    await guard.watch(page);
    await use(page);
  },

  exchange: async ({ seed }, use) => {
    const exchange = await Exchange.start(seed);
    await use(exchange);
    await exchange.stop();
  },

  mimik: async ({ folder, page, exchange }, use, info) => {
    const mimik = new Mimik({ folder, page, exchange });
    await use(mimik);
    if (info.status !== info.expectedStatus) await keepLogs(mimik, info);
    // The page leaves first: the engine's end is no error of its.
    await page.goto("about:blank");
    await mimik.cleanUp();
  },
});

export { expect };
