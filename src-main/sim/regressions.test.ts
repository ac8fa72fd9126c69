import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Plan } from "./plan.ts";
import { runSession } from "./session.ts";

/** Sessions that once broke a rule, each named after what it was about. They are plans as the property tests print them. */
const folder = join(import.meta.dirname, "regressions");
const plans = readdirSync(folder).filter((name) => name.endsWith(".json"));

it.each(plans)("%s holds", (name) => {
  const plan = JSON.parse(readFileSync(join(folder, name), "utf8")) as Plan;
  expect(runSession(plan)).toEqual([]);
});
