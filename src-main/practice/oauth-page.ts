/** The page of `GET /oauth`: a plain form to pick the practice user. No script, no style, no other host. */

export type AuthorizePage =
  | { readonly problem: string }
  | { readonly users: readonly string[]; readonly query: URLSearchParams };

const KEPT = [
  "response_type",
  "client_id",
  "redirect_uri",
  "state",
  "scope",
  "code_challenge",
  "code_challenge_method",
];

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/gu, (mark) => entities[mark] ?? mark);
}

function form(users: readonly string[], query: URLSearchParams): string {
  const hidden = KEPT.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`<input type="hidden" name="${name}" value="${escaped(value)}">`];
  });
  const buttons = users.map(
    (name) => `<p><button name="user" value="${escaped(name)}">Log in as ${escaped(name)}</button></p>`,
  );
  return `<form method="get" action="/oauth">${hidden.join("")}${buttons.join("")}</form>`;
}

export function authorizePage(page: AuthorizePage): string {
  const content = "problem" in page ? `<p>${escaped(page.problem)}</p>` : form(page.users, page.query);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice exchange</title><h1>Practice exchange</h1>${content}</html>`;
}
