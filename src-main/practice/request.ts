/**
 * Reads what clients send over the socket, as leniently as the broker does: two to four lines, `undefined` where
 * nothing was meant, a quoted token, pretty-printed bodies. Never throws; what is no request is said to be none.
 */

export type SocketRequest =
  | { readonly kind: "heartbeat" }
  | { readonly kind: "authorize"; readonly id: number; readonly token: string }
  | {
      readonly kind: "request";
      readonly id: number;
      readonly endpoint: string;
      readonly query: URLSearchParams;
      readonly body: RequestBody;
    }
  | { readonly kind: "malformed"; readonly reason: string };

/** `malformed` is answered with 400, once the request's id is known. */
export type RequestBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed" };

/** `/v1/Order/PlaceOrder?` and `order/placeorder` are the same. */
export function normalEndpoint(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\?.*$/u, "")
    .replace(/^\/+/u, "")
    .replace(/^v1\//u, "")
    .replace(/\/+$/u, "");
}

export function parseBody(text: string): RequestBody {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "undefined" || trimmed === "null") return { kind: "none" };
  try {
    return { kind: "json", value: JSON.parse(trimmed) };
  } catch {
    return { kind: "malformed" };
  }
}

/** Names of query keys are taken without regard to case, as paths are. */
export function parseQuery(text: string): URLSearchParams {
  const trimmed = text.trim();
  const query = new URLSearchParams();
  if (trimmed === "undefined") return query;
  for (const [name, value] of new URLSearchParams(trimmed)) query.append(name.toLowerCase(), value);
  return query;
}

function splitLines(text: string): [string, string, string, string] {
  const first = text.indexOf("\n");
  const second = first < 0 ? -1 : text.indexOf("\n", first + 1);
  const third = second < 0 ? -1 : text.indexOf("\n", second + 1);
  const cut = (from: number, to: number): string =>
    from < 0 ? "" : text.slice(from + 1, to < 0 ? undefined : to);
  return [first < 0 ? text : text.slice(0, first), cut(first, second), cut(second, third), cut(third, -1)];
}

function bareToken(text: string): string {
  const trimmed = text.trim();
  return /^".*"$/u.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

export function parseRequest(text: string): SocketRequest {
  if (text.trim() === "[]") return { kind: "heartbeat" };
  const [endpointLine, idLine, queryLine, bodyText] = splitLines(text);
  const endpoint = normalEndpoint(endpointLine);
  const idText = idLine.trim();
  if (endpoint === "") return { kind: "malformed", reason: "no endpoint" };
  if (!/^\d{1,15}$/u.test(idText)) return { kind: "malformed", reason: "the id is not an integer" };
  const id = Number(idText);
  if (endpoint === "authorize") return { kind: "authorize", id, token: bareToken(bodyText) };
  return { kind: "request", id, endpoint, query: parseQuery(queryLine), body: parseBody(bodyText) };
}
