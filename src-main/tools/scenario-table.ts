/**
 * `node src-main/tools/scenario-table.ts`: the scenarios of the last run as a table, from its report. For docs/results;
 * the long form of `npm test` leaves the report behind.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "../../src-shared/zod.ts";
import { root } from "./root.ts";

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), duration: z.number().nullish() }),
      ),
    }),
  ),
});

const report = reportSchema.parse(JSON.parse(readFileSync(join(root, "out/reports/scenarios.json"), "utf8")));
const rows = report.testResults
  .toSorted((a, b) => a.name.localeCompare(b.name))
  .flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status, duration }) => {
      const seconds = ((duration ?? 0) / 1000).toFixed(1);
      return `| ${fullName.trim()} | ${basename(name)} | ${status} | ${seconds} |`;
    }),
  );
process.stdout.write(
  ["| Scenario | File | Result | Seconds |", "| --- | --- | --- | --- |", ...rows, ""].join("\n"),
);
