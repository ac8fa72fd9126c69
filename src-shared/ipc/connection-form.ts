/**
 * A connection as the trader types it, for adding and editing: validated here for the form and for the host alike, every
 * problem at once with the field it belongs to. Secrets go one way, beside it, and never come back. Pure.
 */
import { connectionSettingsSchema, type ConnectionSettings } from "../group.ts";
import { connectionRuleProblems } from "../setup/connection-rules.ts";
import { canBeSeen } from "../setup/shape.ts";
import { z } from "../zod.ts";

/** Room for what is wrong, so that it can be said in words at its field. */
const typed = z.string().max(10_000);
const typedNumber = z.number().nullable();

export const connectionDraftSchema = z.strictObject({
  id: typed,
  environment: z.enum(["practice", "custom", "demo", "live"]),
  username: typed,
  passwordEnv: typed,
  httpUrl: typed,
  wsUrl: typed,
  mdUrl: typed,
  login: z.enum(["password", "oauth"]),
  /** Null: no API key. */
  apiKey: z.strictObject({ cid: typed, secEnv: typed }).nullable(),
  oauthClientId: typed,
  appId: typed,
  appVersion: typed,
  /** Null: the default of the environment. A number that can not be read is null. */
  limits: z.strictObject({ perSecond: typedNumber, perMinute: typedNumber, perHour: typedNumber }).nullable(),
});
export type ConnectionDraft = z.output<typeof connectionDraftSchema>;

/** Null: stays as it is. */
export const connectionSecretsSchema = z.strictObject({
  password: z.string().min(1).max(64).nullable(),
  apiSecret: z.string().min(1).max(8192).nullable(),
  oauthSecret: z.string().min(1).max(8192).nullable(),
});
export type ConnectionSecrets = z.output<typeof connectionSecretsSchema>;

export const fieldProblemSchema = z.object({
  /** `username`, `apiKey.cid`, `limits.perMinute`; empty for the connection as a whole. */
  path: z.string(),
  words: z.string(),
});
export type FieldProblem = z.output<typeof fieldProblemSchema>;

export type DraftRead =
  | { readonly kind: "valid"; readonly settings: ConnectionSettings }
  | { readonly kind: "problems"; readonly problems: readonly FieldProblem[] };

const rest = "ws://127.0.0.1:4001/v1/websocket";
const words: Readonly<Record<string, string>> = {
  id: "Give it a name of 1 to 120 characters.",
  username: "Enter the user name, at most 64 characters.",
  passwordEnv: "The name of an environment variable, such as MIMIK_PASSWORD_DESK.",
  httpUrl: "An address such as http://127.0.0.1:4001/v1.",
  wsUrl: `An address such as ${rest}.`,
  mdUrl: `An address such as ${rest}.`,
  "apiKey.cid": "Enter the key's client id (cid), at most 64 characters.",
  "apiKey.secEnv": "The name of an environment variable, such as MIMIK_SECRET_DESK.",
  oauthClientId: "At most 8,192 characters.",
  appId: "At most 64 characters.",
  appVersion: "At most 64 characters.",
  "limits.perSecond": "A whole number from 1 to 10,000.",
  "limits.perMinute": "A whole number from 1 to 100,000.",
  "limits.perHour": "A whole number from 1 to 1,000,000.",
};

const protocols = { httpUrl: /^https?:/iu, wsUrl: /^wss?:/iu, mdUrl: /^wss?:/iu } as const;

function textOrNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}

/** What the draft says, in the shape of the settings; whether that is valid is another question. */
function candidateOf(draft: ConnectionDraft) {
  const { id, environment, username, login, apiKey, limits } = draft;
  return {
    id: id.trim(),
    environment,
    username: username.trim(),
    login,
    passwordEnv: textOrNull(draft.passwordEnv),
    httpUrl: textOrNull(draft.httpUrl),
    wsUrl: textOrNull(draft.wsUrl),
    mdUrl: textOrNull(draft.mdUrl),
    apiKey: apiKey === null ? null : { cid: apiKey.cid.trim(), secEnv: textOrNull(apiKey.secEnv) },
    oauthClientId: textOrNull(draft.oauthClientId),
    appId: textOrNull(draft.appId),
    appVersion: textOrNull(draft.appVersion),
    limits,
  };
}

function shapeProblems(candidate: ReturnType<typeof candidateOf>): FieldProblem[] {
  const parsed = connectionSettingsSchema.safeParse(candidate);
  const paths = new Set(
    parsed.success ? [] : parsed.error.issues.map(({ path }) => path.map(String).join(".")),
  );
  for (const [key, protocol] of Object.entries(protocols)) {
    const url = candidate[key as keyof typeof protocols];
    if (url !== null && !protocol.test(url)) paths.add(key);
  }
  const problems = [...paths].map((path) => ({ path, words: words[path] ?? "This can not be used." }));
  if (paths.has("id") || canBeSeen(candidate.id)) return problems;
  return [
    ...problems,
    { path: "id", words: "A name without line breaks and characters that can not be seen." },
  ];
}

function asSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Every problem that the draft has by itself; what it means among the other settings is the host's to say. */
export function readConnectionDraft(draft: ConnectionDraft): DraftRead {
  const candidate = candidateOf(draft);
  const rules = connectionRuleProblems({ ...candidate, hasApiKey: candidate.apiKey !== null });
  const shape = shapeProblems(candidate);
  const said = new Set(rules.map(({ key }) => key as string));
  const problems = [
    ...shape.filter(({ path }) => !said.has(path)),
    ...rules.map(({ key, words: text }) => ({ path: key, words: asSentence(text) })),
  ];
  if (problems.length > 0) return { kind: "problems", problems };
  return { kind: "valid", settings: connectionSettingsSchema.parse(candidate) };
}

export function draftOf(settings: ConnectionSettings): ConnectionDraft {
  const text = (value: string | null): string => value ?? "";
  const { id, environment, username, login, apiKey, limits } = settings;
  return {
    id,
    environment,
    username,
    login,
    passwordEnv: text(settings.passwordEnv),
    httpUrl: text(settings.httpUrl),
    wsUrl: text(settings.wsUrl),
    mdUrl: text(settings.mdUrl),
    apiKey: apiKey === null ? null : { cid: apiKey.cid, secEnv: text(apiKey.secEnv) },
    oauthClientId: text(settings.oauthClientId),
    appId: text(settings.appId),
    appVersion: text(settings.appVersion),
    limits,
  };
}
