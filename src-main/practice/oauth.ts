/**
 * OAuth as the broker offers it: an authorise page that sends the browser back to a loopback address with a one-use
 * code, and the exchange of codes and rotating refresh tokens for access tokens. Errors are `error` and
 * `error_description` with status 200, as observed. Anyone who reaches loopback may pick a user: it is play money.
 */
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Auth } from "./auth.ts";
import type { Clock } from "./clock.ts";
import { defined } from "./defined.ts";
import type { Faults } from "./faults.ts";
import type { HttpReply } from "./http-server.ts";
import { authorizePage } from "./oauth-page.ts";
import type { RequestBody } from "./request.ts";
import type { User } from "./users.ts";

export interface OAuthOptions {
  readonly auth: Auth;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly users: readonly User[];
}

interface Grant {
  readonly user: User;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly expiresAt: number;
}

interface Refresh {
  readonly user: User;
  readonly clientId: string;
  readonly expiresAt: number;
}

const CODE_LIFE_MS = 600_000;
const REFRESH_LIFE_MS = 25 * 3_600_000;
const GRANTS_MAX = 1_000;
const TOKEN_BYTES = 32;

const tokenSchema = z.object({
  grant_type: z.enum(["authorization_code", "refresh_token"]),
  code: z.string().max(8192).nullish(),
  redirect_uri: z.string().max(8192).nullish(),
  client_id: z.string().max(8192).nullish(),
  client_secret: z.string().max(8192).nullish(),
  code_verifier: z.string().max(8192).nullish(),
  refresh_token: z.string().max(8192).nullish(),
});
type TokenRequest = z.infer<typeof tokenSchema>;

function failure(error: string, description: string): HttpReply {
  return { status: 200, body: { error, error_description: description } };
}

function refusedPage(words: string): HttpReply {
  return { status: 400, html: authorizePage({ problem: words }) };
}

function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, username } = new URL(uri);
  return protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname) && username === "";
}

function bounded<Value>(map: Map<string, Value>): void {
  for (const key of map.keys()) {
    if (map.size < GRANTS_MAX) return;
    map.delete(key);
  }
}

/** Client id and secret as many OAuth libraries send them. */
function basicFields(authorization = ""): object {
  const [scheme = "", encoded = ""] = authorization.split(" ");
  if (scheme.toLowerCase() !== "basic") return {};
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const fields = new URLSearchParams(`client_id=${id}&client_secret=${secret.join(":")}`);
  return Object.fromEntries(fields);
}

/** Both encodings are taken, whatever the request calls its body. */
function fieldsOf(body: RequestBody, text: string): object {
  if (body.kind === "json" && typeof body.value === "object" && body.value !== null) return body.value;
  return Object.fromEntries(new URLSearchParams(text));
}

export class OAuth {
  readonly #options: OAuthOptions;
  readonly #codes = new Map<string, Grant>();
  readonly #refreshes = new Map<string, Refresh>();

  constructor(options: OAuthOptions) {
    this.#options = options;
  }

  /** `GET /oauth`: the page, or, once `user` is picked, the way back to the client. */
  authorize(query: URLSearchParams): HttpReply {
    const redirectUri = query.get("redirect_uri") ?? "";
    const clientId = query.get("client_id") ?? "";
    if (!isLoopback(redirectUri)) return refusedPage("redirect_uri is not a loopback http address");
    if (query.get("response_type") !== "code" || clientId === "" || !this.#knows(clientId))
      return refusedPage("response_type is not code, or client_id is not known");
    const challenge = query.get("code_challenge") ?? undefined;
    if (challenge !== undefined && query.get("code_challenge_method") !== "S256")
      return refusedPage("code_challenge_method is not S256");
    const { users, clock } = this.#options;
    const picked = query.get("user");
    if (picked === null)
      return { status: 200, html: authorizePage({ users: users.map(({ name }) => name), query }) };
    const user = users.find(({ name }) => name === picked);
    if (!user) return refusedPage("There is no such user");
    const code = randomBytes(TOKEN_BYTES).toString("base64url");
    bounded(this.#codes);
    const expiresAt = clock.now() + CODE_LIFE_MS;
    this.#codes.set(code, { user, clientId, redirectUri, challenge, expiresAt });
    const target = new URL(redirectUri);
    target.searchParams.set("code", code);
    const state = query.get("state");
    if (state !== null) target.searchParams.set("state", state);
    return { status: 302, location: target.href };
  }

  /** `POST /auth/oauthtoken`. */
  token(body: RequestBody, text: string, authorization?: string): HttpReply {
    const parsed = tokenSchema.safeParse({ ...basicFields(authorization), ...fieldsOf(body, text) });
    if (!parsed.success) return failure("invalid_request", "grant_type or another field is missing");
    const request = parsed.data;
    switch (request.grant_type) {
      case "authorization_code":
        return this.#exchangeCode(request);
      case "refresh_token":
        return this.#refresh(request);
      default:
        return request.grant_type satisfies never;
    }
  }

  #exchangeCode(request: TokenRequest): HttpReply {
    const code = request.code ?? "";
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    if (!grant || grant.expiresAt <= this.#options.clock.now())
      return failure("invalid_grant", "The code is unknown, used or too old");
    if (request.redirect_uri !== grant.redirectUri || request.client_id !== grant.clientId)
      return failure("invalid_grant", "The code belongs to another client or redirect_uri");
    if (!this.#proved(request, grant)) return failure("invalid_client", "client_secret or code_verifier");
    return this.#issue(grant.user, grant.clientId);
  }

  #refresh(request: TokenRequest): HttpReply {
    const token = request.refresh_token ?? "";
    const known = this.#refreshes.get(token);
    this.#refreshes.delete(token);
    if (!known || known.expiresAt <= this.#options.clock.now()) return failure("invalid_token", "");
    if (request.client_id && request.client_id !== known.clientId) return failure("invalid_client", "");
    return this.#issue(known.user, known.clientId);
  }

  #knows(clientId: string): boolean {
    const { oauthClient } = this.#options.faults.settings;
    return oauthClient === null || oauthClient.id === clientId;
  }

  #proved(request: TokenRequest, grant: Grant): boolean {
    const { oauthClient } = this.#options.faults.settings;
    const { challenge } = grant;
    const verifier = request.code_verifier ?? "";
    const proved =
      challenge !== undefined && createHash("sha256").update(verifier).digest("base64url") === challenge;
    if (challenge !== undefined && !proved) return false;
    if (oauthClient) return request.client_secret === oauthClient.secret;
    return proved || (request.client_secret ?? "") !== "";
  }

  #issue(user: User, clientId: string): HttpReply {
    const { auth, clock } = this.#options;
    const { accessToken, expiresInSeconds } = auth.grant(user, clientId);
    const refreshToken = randomBytes(TOKEN_BYTES).toString("base64url");
    bounded(this.#refreshes);
    this.#refreshes.set(refreshToken, { user, clientId, expiresAt: clock.now() + REFRESH_LIFE_MS });
    const body = defined({
      access_token: accessToken,
      token_type: "bearer",
      expires_in: expiresInSeconds,
      refresh_token: refreshToken,
      refresh_token_expires_in: REFRESH_LIFE_MS / 1_000,
    });
    return { status: 200, body };
  }
}
