import { expect, test } from "vitest";
import { flagsOf } from "./arguments.ts";

test("in Electron only our flags are ours", () => {
  const words = [
    ".",
    "--remote-debugging-port=0",
    "--profile=/p",
    "--arm",
    "A",
    "--no-sandbox",
    "--port",
    "1",
  ];
  expect(flagsOf(words)).toEqual({ profile: "/p", port: 0, importFile: null, arm: ["A"], open: true });
});
