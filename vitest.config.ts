import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src-*/**/*.test.{ts,tsx}"],
    environment: "node",
    pool: "threads",
    restoreMocks: true,
    // Most long tests wait for sockets and other processes, not for this one: more of them than cores run at a time.
    maxWorkers: 4,
    // A limit for what hangs, never a measure of speed: a loaded machine must not make a test red.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Fixed on purpose: a test that depends on the machine's zone would pass here and fail at a trader's.
    env: { TZ: "UTC" },
    coverage: { provider: "v8", include: ["src-*/**/*.{ts,tsx}"] },
  },
});
