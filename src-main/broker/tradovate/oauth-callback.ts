/**
 * Where the browser comes back to after a login: one path on 127.0.0.1, open for one answer or five minutes. Only a
 * request that carries the state of this very login counts; anything else that knocks is turned away and changes
 * nothing. It says nothing but a sentence, and repeats nothing of what it was sent.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, Timers } from "../../runtime/port.ts";

export type CallbackResult =
  | { readonly kind: "code"; readonly code: string }
  /** The broker's page said no. */
  | { readonly kind: "denied"; readonly why: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "cancelled" };

export interface Callback {
  readonly redirectUri: string;
  readonly result: Promise<CallbackResult>;
  cancel(): void;
}

export interface CallbackOptions {
  readonly state: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Pick<Clock, "monoNs">;
  readonly timers: Timers;
}

const PATH = "/oauth/callback";
const WAIT_NS = 300e9;
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  connection: "close",
};

/** @throws when the port can not be opened. */
export async function openCallback(options: CallbackOptions): Promise<Callback> {
  const server = createServer({ maxHeaderSize: 32 * 1024, requestTimeout: 10_000 });
  await listening(server, options.port);
  const { port } = server.address() as AddressInfo;
  const { promise, resolve } = Promise.withResolvers<CallbackResult>();
  let done = false;
  const finish = (result: CallbackResult): void => {
    if (done) return;
    done = true;
    cancelTimer();
    // The browser gets its sentence; what else is open is cut.
    server.close();
    server.closeIdleConnections();
    resolve(result);
  };
  const { clock, timers, state } = options;
  const cancelTimer = timers.at(clock.monoNs() + WAIT_NS, () => finish({ kind: "timeout" }));
  server.on("request", (request, response) => {
    const result = done ? null : resultOf(request, port, state);
    response.once("close", () => {
      if (result !== null) finish(result);
    });
    if (result === null) return say(response, 404, "Nothing is waiting here.");
    say(response, 200, sentenceOf(result));
  });
  return {
    redirectUri: `http://127.0.0.1:${port}${PATH}`,
    result: promise,
    cancel: () => finish({ kind: "cancelled" }),
  };
}

async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Null: not the answer that is waited for. */
function resultOf(request: IncomingMessage, port: number, state: string): CallbackResult | null {
  const { method, url, headers } = request;
  if (method !== "GET" || headers.host !== `127.0.0.1:${port}` || url === undefined) return null;
  if (!URL.canParse(url, "http://127.0.0.1")) return null;
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const [given, ...more] = searchParams.getAll("state");
  if (pathname !== PATH || given === undefined || more.length > 0 || !sameText(given, state)) return null;
  const [code, ...codes] = searchParams.getAll("code");
  if (code !== undefined && code !== "" && codes.length === 0) return { kind: "code", code };
  const why = searchParams.get("error_description") ?? searchParams.get("error") ?? "no code came back";
  return { kind: "denied", why: why.slice(0, 200) };
}

/** Takes as long whatever the difference is. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function sentenceOf(result: CallbackResult): string {
  return result.kind === "code"
    ? "You are logged in. This page can be closed; Mimik goes on by itself."
    : "The login was not completed. This page can be closed; Mimik says why.";
}

function say(response: ServerResponse, status: number, sentence: string): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mimik</title><p>${sentence}</p></html>`;
  response.writeHead(status, { ...HEADERS, "content-length": Buffer.byteLength(page) });
  response.end(page);
}
