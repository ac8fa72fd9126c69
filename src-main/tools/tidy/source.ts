/**
 * A source file as the tidy rules see it: its text, and the same text with comments and the insides of literals blanked
 * out, so that a rule about calls is not set off by prose. Offsets and line numbers are the same in both.
 */
import { parseSync, Visitor } from "vite";

export interface Source {
  readonly path: string;
  readonly text: string;
  /** Comments and literals as spaces, quotes kept; equals `text` for what is not TypeScript. */
  readonly code: string;
  /** Comments as spaces, literals kept: for SQL and other languages inside strings. */
  readonly uncommented: string;
  /** True when a comment stands before the first statement that is not an import. */
  readonly hasHeader: boolean;
  readonly parseErrors: readonly string[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");

function blanked(text: string, spans: readonly Span[]): string {
  let code = "";
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    // A literal inside a template's hole lies between two template spans, never inside one.
    code += text.slice(at, start) + blank(text.slice(start, end));
    at = end;
  }
  return code + text.slice(at);
}

export function readSource(path: string, text: string): Source {
  if (!/\.tsx?$/.test(path)) {
    return { path, text, code: text, uncommented: text, hasHeader: true, parseErrors: [] };
  }
  const parsed = parseSync(path, text);
  const comments: readonly Span[] = parsed.comments.map(({ start, end }) => ({ start, end }));
  const spans: Span[] = [...comments];
  const inside = ({ start, end }: Span): number =>
    spans.push({ start: start + 1, end: Math.max(start + 1, end - 1) });
  new Visitor({
    Literal: (node) => {
      if (typeof node.value !== "number" && typeof node.value !== "boolean") inside(node);
    },
    TemplateElement: inside,
    JSXText: (node) => {
      spans.push({ start: node.start, end: node.end });
    },
  }).visit(parsed.program);
  const first = parsed.program.body.find((statement) => statement.type !== "ImportDeclaration");
  return {
    path,
    text,
    code: blanked(text, spans),
    uncommented: blanked(text, comments),
    hasHeader: parsed.comments.some(({ start }) => start < (first?.start ?? text.length)),
    parseErrors: parsed.errors.map((error) => error.message),
  };
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
