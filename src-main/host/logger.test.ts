import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "./logger.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-log-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function harness(wallMs = Date.UTC(2026, 10, 22, 23, 59, 59)) {
  const lines: string[] = [];
  let now = wallMs;
  const clock = { monoNs: () => 0, now: () => ({ monoNs: 0, wallMs: now }) };
  return {
    lines,
    options: { folder, clock, echo: (line: string) => lines.push(line) },
    pass: (ms: number) => (now += ms),
  };
}

const textOf = (day: string): string => readFileSync(join(folder, "logs", `mimik-${day}.log`), "utf8");

test("secrets are blanked at every depth, and the rest is written", () => {
  const { options } = harness();
  const log = openLog(options);
  const secret = "hunter2";
  log.info("login", {
    password: secret,
    username: "leader",
    reply: {
      accessToken: secret,
      deep: { mdAccessToken: secret, deeper: { sec: secret, "p-ticket": secret } },
    },
    list: [{ token: secret }],
  });
  log.close();
  const text = textOf("2026-11-22");
  expect(text).toContain('"username":"leader"');
  expect(text).toContain("[redacted]");
  expect(text).not.toContain(secret);
});

test("a secret that is known is blanked wherever it stands, in messages, errors and echoed lines", () => {
  const { options, lines } = harness();
  const log = openLog(options);
  log.hide("planted-secret");
  log.warn("it said planted-secret", {
    why: "planted-secret and Bearer abc.def",
    list: ["x planted-secret"],
  });
  log.error("twice", { refresh_token: "r", client_secret: "c", reply: { "p-ticket": "t", code: "network" } });
  log.close();
  const text = textOf("2026-11-22");
  expect(text).not.toMatch(/planted|abc\.def|"r"|"c"|"t"/u);
  expect(text).toContain('"code":"network"');
  expect(lines[0]).toBe("warn: it said [redacted]");
});

test("a new UTC day begins a new file, for the owner only, and warnings are echoed as plain lines", () => {
  const { options, pass, lines } = harness();
  const log = openLog(options);
  log.info("before");
  pass(2000);
  log.warn("after", { code: "x" });
  log.close();
  expect(JSON.parse(textOf("2026-11-22"))).toEqual({
    level: "info",
    msg: "before",
    time: "2026-11-22T23:59:59.000Z",
  });
  expect(JSON.parse(textOf("2026-11-23"))).toMatchObject({ level: "warn", msg: "after", code: "x" });
  expect(statSync(join(folder, "logs", "mimik-2026-11-23.log")).mode & 0o077).toBe(0);
  expect(lines).toEqual(["warn: after"]);
});

test("only the newest thirty files stay, and nothing else is touched", () => {
  const { options } = harness();
  const first = openLog(options);
  first.close();
  for (let day = 1; day <= 35; day += 1) {
    const name = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
    writeFileSync(join(folder, "logs", `mimik-${name}.log`), "");
  }
  writeFileSync(join(folder, "logs", "note.txt"), "mine");
  const log = openLog(options);
  log.close();
  const names = readdirSync(join(folder, "logs"));
  expect(names.filter((name) => name.endsWith(".log"))).toHaveLength(30);
  expect(names).toContain("mimik-2026-11-22.log");
  expect(names).toContain("note.txt");
  expect(names).not.toContain("mimik-2026-01-01.log");
});

test("what comes after the end is dropped, not thrown", () => {
  const { options, lines } = harness();
  const log = openLog(options);
  log.info("before");
  log.close();
  log.warn("after");
  expect(textOf("2026-11-22")).not.toContain("after");
  expect(lines).toEqual([]);
});
