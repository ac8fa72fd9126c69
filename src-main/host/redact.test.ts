import { expect, test } from "vitest";
import { CENSOR, createRedactor } from "./redact.ts";

test("a known secret is blanked as it stands, in JSON and in a form", () => {
  const redactor = createRedactor();
  const secret = `p"ss\\w&rd ü`;
  redactor.hide(secret);
  expect(redactor.scrub(`it was ${secret}!`)).toBe(`it was ${CENSOR}!`);
  expect(redactor.scrub(JSON.stringify({ a: secret }))).toBe(`{"a":"${CENSOR}"}`);
  expect(redactor.scrub(`x=${encodeURIComponent(secret)}`)).toBe(`x=${CENSOR}`);
});

test.each([
  ["Authorization: Bearer abc.def-1", `Authorization: Bearer ${CENSOR}`],
  ["grant_type=x&client_secret=abc&code=123", `grant_type=x&client_secret=${CENSOR}&code=${CENSOR}`],
  ["http://127.0.0.1:5/cb?code=abc&state=s", `http://127.0.0.1:5/cb?code=${CENSOR}&state=s`],
  ['{"mdAccessToken":"abc","p-ticket":"t"}', `{"mdAccessToken":"${CENSOR}","p-ticket":"${CENSOR}"}`],
  [
    String.raw`{"why":"{\"refresh_token\":\"abc\"}"}`,
    String.raw`{"why":"{\"refresh_token\":\"${CENSOR}\"}"}`,
  ],
  ["password=hunter2", `password=${CENSOR}`],
])("%s loses its secret", (text, clean) => {
  expect(createRedactor().scrub(text)).toBe(clean);
});

test("what only looks alike stays: codes of failures, and words", () => {
  const redactor = createRedactor();
  redactor.hide("short");
  const text = '{"code":"network","msg":"a short password is no token of trust, exit code=1"}';
  expect(redactor.scrub(text)).toBe(text);
});

test("many secrets are remembered, not endlessly many: the oldest go first", () => {
  const redactor = createRedactor();
  for (let index = 0; index < 2000; index += 1) redactor.hide(`secret-${index}-end`);
  expect(redactor.scrub("secret-1999-end")).toBe(CENSOR);
  expect(redactor.scrub("secret-0-end")).toBe("secret-0-end");
});
