/** The lockfile check against planted lockfiles: a binding that is missing anywhere on its search path is named. */
import { expect, it } from "vitest";
import { lockfileProblems, looseVersions } from "./check-lockfile.ts";
import type { Lockfile } from "./check-lockfile.ts";

const integrity = "sha512-planted";
const parent = { integrity, optionalDependencies: { "binding-mac": "1.0.0" } };
const lock = (packages: Lockfile["packages"]): Lockfile => ({ packages: { "": {}, ...packages } });

it("names the platform binding that a package lists and the lockfile lacks", () => {
  expect(lockfileProblems(lock({ "node_modules/a": parent }))).toEqual(["node_modules/a lacks binding-mac"]);
});

it.each(["node_modules/binding-mac", "node_modules/a/node_modules/binding-mac"])(
  "finds it at %s",
  (place) => {
    expect(lockfileProblems(lock({ "node_modules/a": parent, [place]: { integrity } }))).toEqual([]);
  },
);

it("does not take a binding of another package for it", () => {
  const packages = {
    "node_modules/a": parent,
    "node_modules/b": { integrity },
    "node_modules/b/node_modules/binding-mac": { integrity },
  };
  expect(lockfileProblems(lock(packages))).toHaveLength(1);
});

it("names a package without an integrity hash", () => {
  expect(lockfileProblems(lock({ "node_modules/a": {} }))).toEqual(["node_modules/a has no integrity hash"]);
});

it("names every version that is not exact", () => {
  expect(looseVersions({ a: "1.2.3", b: "^1.2.3", c: "latest" })).toHaveLength(2);
});
