import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src-*/**/*.test.{ts,tsx}"],
    environment: "node",
    pool: "threads",
    restoreMocks: true,
    // Fixed on purpose: a test that depends on the machine's zone would pass here and fail at a trader's.
    env: { TZ: "UTC" },
    coverage: { provider: "v8", include: ["src-*/**/*.{ts,tsx}"] },
  },
});
