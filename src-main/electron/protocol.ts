/**
 * `app://mimik/`: the cockpit's files and nothing else, under the same policy as in the browser. A scheme of our own
 * instead of `file://`: it has an origin, and it leads to one folder only.
 */
import { protocol, type Protocol } from "electron";
import { contentSecurityPolicy } from "../ipc/content-policy.ts";
import { readRendererFile } from "../ipc/renderer-file.ts";
import { HOST, SCHEME } from "./trusted-sender.ts";

/** Before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const headers = {
  "content-security-policy": contentSecurityPolicy(),
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
} as const;

async function answerRequest(
  request: Pick<Request, "method" | "url">,
  rendererRoot: string,
): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== HOST) return new Response(null, { status: 404, headers });
  if (request.method !== "GET") return new Response(null, { status: 405, headers });
  const file = await readRendererFile(rendererRoot, url.pathname);
  if (!file) return new Response(null, { status: 404, headers });
  return new Response(new Uint8Array(file.body), { headers: { ...headers, "content-type": file.type } });
}

/** Once the app is ready. */
export function serveScheme(target: Pick<Protocol, "handle">, rendererRoot: string): void {
  target.handle(SCHEME, (request) => answerRequest(request, rendererRoot));
}
