import { defineConfig } from "playwright/test";
import { findChromium } from "./e2e/support/chromium.ts";

const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 90_000,
  // Generous for a loaded machine: what is expected holds within milliseconds.
  expect: { timeout: 15_000 },
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // A second try would hide exactly the races these tests are for.
  retries: 0,
  reporter: [["list"], ["json", { outputFile: "out/reports/e2e.json" }]],
  use: {
    browserName: "chromium",
    ...(executablePath === undefined ? {} : { launchOptions: { executablePath } }),
    // What the page was at each step, without the film: that costs more than the tests themselves.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: false },
    screenshot: "only-on-failure",
    locale: "en-US",
    timezoneId: "America/Chicago",
    colorScheme: "dark",
    viewport: { width: 1440, height: 900 },
  },
});
