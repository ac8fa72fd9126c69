/**
 * Fails when package-lock.json lacks a platform binding that some package lists: `npm ci` would then fail or install
 * half a toolchain on the platforms that the lockfile's author does not have. Needs no network.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "./root.ts";

const names = z.record(z.string(), z.string());
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      optionalDependencies: names.optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
    }),
  ),
});
const manifest = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
});
export type Lockfile = z.infer<typeof lockfile>;

/** Where Node would look for `name` from a package at `path`, nearest first. */
function places(path: string, name: string): readonly string[] {
  const found: string[] = [];
  for (let base = path; base !== ""; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    found.push(`${base}/node_modules/${name}`);
  }
  return [...found, `node_modules/${name}`];
}

export function lockfileProblems({ packages }: Lockfile): readonly string[] {
  const found: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!places(path, name).some((place) => place in packages)) found.push(`${path || "."} lacks ${name}`);
    }
    if (path !== "" && entry.integrity === undefined) found.push(`${path} has no integrity hash`);
  }
  return found;
}

/** Versions are exact: `^` would let two clones differ on the day that a lockfile is made anew. */
export function looseVersions(versions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(versions)
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `package.json: ${name} ${version} is not an exact version`);
}

if (process.argv[1] === import.meta.filename) {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), "utf8"));
  const { dependencies, devDependencies, optionalDependencies } = manifest.parse(read("package.json"));
  const problems = [
    ...lockfileProblems(lockfile.parse(read("package-lock.json"))),
    ...looseVersions({ ...dependencies, ...devDependencies, ...optionalDependencies }),
  ];
  for (const problem of problems) console.log(problem);
  console.log(`lockfile: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
