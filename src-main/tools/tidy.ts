/** `npm run tidy`: the repository's own rules over every file git knows or would add. See tidy/rules.ts. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";
import { inspect, weigh } from "./tidy/check.ts";
import { exceptions } from "./tidy/exceptions.ts";

const BINARY = /\.(png|jpg|ico|icns|wav|mp3|ogg|woff2|sqlite)$/;

const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
// A file that git still lists but that is deleted in the working tree has nothing to say.
const paths = listed
  .split("\0")
  .filter((path) => path !== "" && !BINARY.test(path) && existsSync(join(root, path)));
if (paths.length === 0) throw new Error("git lists no files: tidy would check nothing");

const found = paths.flatMap((path) => inspect(path, readFileSync(join(root, path), "utf8")));
const open = weigh(found, exceptions);
for (const { path, line, rule, says } of open) console.log(`${path}:${line} [${rule}] ${says}`);
console.log(`tidy: ${paths.length} files, ${open.length} findings, ${exceptions.length} exceptions`);
process.exitCode = open.length === 0 ? 0 : 1;
