/**
 * The text of a setup file: JSON as a trader wrote it. A key that stands twice in one object is a fault: the last one would win and the
 * others be dropped without a word. Pure.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import { readSetupFile, type SetupProblem, type SetupRead } from "../../src-shared/setup-file.ts";
import { pathText } from "../../src-shared/setup/problem.ts";
import { messageOf } from "./start-failure.ts";

type JsonRead =
  | { readonly kind: "json"; readonly raw: unknown; readonly problems: readonly SetupProblem[] }
  | { readonly kind: "no-json"; readonly why: string };

/** Where the scanner is: in an object behind its newest key, or at a place of a list. */
interface Frame {
  /** Null: a list. */
  readonly keys: Set<string> | null;
  at: string | number;
  isKeyNext: boolean;
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gu;

function keyOf(quoted: string): string {
  const key: unknown = JSON.parse(quoted);
  return typeof key === "string" ? key : quoted;
}

/** Only for text that JSON.parse accepts. */
function repeatedKeys(text: string): SetupProblem[] {
  const frames: Frame[] = [];
  const problems: SetupProblem[] = [];
  for (const [found] of text.matchAll(token)) {
    const frame = frames.at(-1);
    if (found === "{") frames.push({ keys: new Set(), at: "", isKeyNext: true });
    else if (found === "[") frames.push({ keys: null, at: 0, isKeyNext: false });
    else if (found === "}" || found === "]") frames.pop();
    else if (frame === undefined || found === ":") continue;
    else if (found === ",") {
      if (typeof frame.at === "number") frame.at += 1;
      else frame.isKeyNext = true;
    } else if (frame.keys !== null && frame.isKeyNext) {
      frame.at = keyOf(found);
      frame.isKeyNext = false;
      if (frame.keys.has(frame.at)) {
        const path = pathText(frames.map(({ at }) => at));
        problems.push({ path, words: "this key stands here more than once: keep one of them" });
      }
      frame.keys.add(frame.at);
    }
  }
  return problems;
}

/** A byte order mark before it is no fault. */
export function readJson(given: string): JsonRead {
  const text = given.replace(/^\uFEFF/u, "");
  try {
    const raw: unknown = JSON.parse(text);
    return { kind: "json", raw, problems: repeatedKeys(text) };
  } catch (error) {
    return { kind: "no-json", why: messageOf(error) };
  }
}

/** Beside the problems of its values it says which keys stand twice. */
export function readSetupText(
  text: string,
  profile: ProfileSettings,
): SetupRead | { readonly kind: "no-json"; readonly why: string } {
  const json = readJson(text);
  if (json.kind === "no-json") return json;
  const read = readSetupFile(json.raw, profile);
  if (json.problems.length === 0) return read;
  const others = read.kind === "problems" ? read.problems : [];
  return { kind: "problems", problems: [...json.problems, ...others] };
}
