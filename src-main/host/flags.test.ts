import { expect, test } from "vitest";
import { parseFlags } from "./flags.ts";
import { StartFailure } from "./start-failure.ts";

test("nothing given means the default profile, any port, and the browser", () => {
  expect(parseFlags([])).toEqual({ profile: null, port: 0, importFile: null, arm: [], open: true });
});

test("every flag is read, with a space or an equals sign; --arm may be repeated", () => {
  expect(
    parseFlags([
      "--profile",
      "/p",
      "--port=4100",
      "--import",
      "s.json",
      "--arm",
      "A",
      "--arm=B",
      "--no-open",
    ]),
  ).toEqual({ profile: "/p", port: 4100, importFile: "s.json", arm: ["A", "B"], open: false });
});

test.each([
  [["--verbose"], "unknown flag --verbose"],
  [["setup.json"], 'unexpected "setup.json"'],
  [["--port"], "--port wants a value"],
  [["--port", "70000"], "0 to 65535"],
  [["--port", "80a"], "0 to 65535"],
  [["--profile", ""], "--profile wants a value"],
  [["--profile", "a", "--profile", "b"], "more than once"],
  [["--no-open=1"], "unknown flag"],
])("%j is a usage error", (words, says) => {
  expect(() => parseFlags(words)).toThrow(StartFailure);
  expect(() => parseFlags(words)).toThrow(says);
});

test("all faults are said at once", () => {
  expect(() => parseFlags(["--a", "b", "--port"])).toThrow(/--a.*"b".*--port/u);
});
