import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProfileSettings } from "../../src-shared/group.ts";
import { readJson, readSetupText } from "./setup-json.ts";

const pathsOf = (text: string): readonly string[] => {
  const read = readJson(text);
  return read.kind === "json" ? read.problems.map(({ path }) => path) : [read.why];
};

test.each<[string, readonly string[]]>([
  ['{"groups":[],"groups":[]}', ["groups"]],
  ['{"a":{"x":1},"b":{"x":2},"c":["x","x",{"x":1}]}', []],
  ['{"groups":[{"name":"A"},{"name":"B","tag":"T","name":"C"}]}', ["groups[1].name"]],
  ['{"a":1,"a":2,"a":3}', ["a", "a"]],
  [String.raw`{"na\u006de":1,"name":2}`, ["name"]],
  [String.raw`{"a":"\"a\":{\\","b":"},{","a":[[{"q":1,"q":2}]]}`, ["a", "a[0][0].q"]],
  ['\uFEFF{"a":[1,[2,3],{"k":{"z":0,"z":0}}]}', ["a[2].k.z"]],
  ['"only a text"', []],
])("%s", (text, paths) => {
  expect(pathsOf(text)).toEqual(paths);
});

test("what is no JSON is said", () => {
  expect(readJson('{"a":1,')).toMatchObject({ kind: "no-json" });
});

test("no value that JSON itself writes holds a key twice, and it comes back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(readJson(text)).toEqual({ kind: "json", raw: JSON.parse(text), problems: [] });
    }),
  );
});

const empty: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };

test("a key that stands twice in a setup file is refused beside everything else, however harmless it is", () => {
  const words = "this key stands here more than once: keep one of them";
  const twice = readSetupText('{"version":2,"groups":[],"groups":[]}', empty);
  expect(twice).toEqual({
    kind: "problems",
    problems: [
      { path: "groups", words },
      { path: "version", words: "this version of Mimik reads version 1" },
    ],
  });
  expect(readSetupText('{"version":1,"version":1}', empty)).toEqual({
    kind: "problems",
    problems: [{ path: "version", words }],
  });
  expect(readSetupText('{"version":1}', empty).kind).toBe("valid");
  expect(readSetupText("{", empty).kind).toBe("no-json");
});
