/**
 * The connection form as data: everything as typed, whatever is shown just now, so that nothing typed is ever lost. What
 * is wrong is said by the same shared schema that the engine uses. Pure.
 */
import type { ConnectionSettings, RequestLimits } from "../../src-shared/group.ts";
import {
  draftOf,
  readConnectionDraft,
  type ConnectionDraft,
  type ConnectionSecrets,
  type FieldProblem,
} from "../../src-shared/ipc/connection-form.ts";
import { STRICTEST_LIMITS } from "../../src-shared/limits.ts";

export type LimitName = "perSecond" | "perMinute" | "perHour";

export interface FormFields {
  readonly id: string;
  readonly environment: ConnectionDraft["environment"];
  readonly username: string;
  readonly login: ConnectionDraft["login"];
  readonly passwordEnv: string;
  readonly httpUrl: string;
  readonly wsUrl: string;
  readonly mdUrl: string;
  readonly usesApiKey: boolean;
  readonly cid: string;
  readonly secEnv: string;
  readonly oauthClientId: string;
  readonly appId: string;
  readonly appVersion: string;
  readonly ownLimits: boolean;
  readonly limits: Readonly<Record<LimitName, string>>;
  /** Write-only. */
  readonly password: string;
  readonly apiSecret: string;
  readonly oauthSecret: string;
}

function textOf(limits: RequestLimits): FormFields["limits"] {
  const { perSecond, perMinute, perHour } = limits;
  return { perSecond: String(perSecond), perMinute: String(perMinute), perHour: String(perHour) };
}

export const emptyFields: FormFields = {
  id: "",
  environment: "demo",
  username: "",
  login: "password",
  passwordEnv: "",
  httpUrl: "",
  wsUrl: "",
  mdUrl: "",
  usesApiKey: false,
  cid: "",
  secEnv: "",
  oauthClientId: "",
  appId: "",
  appVersion: "",
  ownLimits: false,
  // Where the trader begins when he sets his own.
  limits: textOf(STRICTEST_LIMITS),
  password: "",
  apiSecret: "",
  oauthSecret: "",
};

export function fieldsOf(settings: ConnectionSettings): FormFields {
  const { apiKey, limits, ...draft } = draftOf(settings);
  return {
    ...emptyFields,
    ...draft,
    usesApiKey: apiKey !== null,
    cid: apiKey?.cid ?? "",
    secEnv: apiKey?.secEnv ?? "",
    ownLimits: limits !== null,
    limits: textOf(settings.limits ?? STRICTEST_LIMITS),
  };
}

/** "5,000" and "5000" alike; null where it is no whole number. */
function numberOf(text: string): number | null {
  const digits = text.replaceAll(/[,\s]/gu, "");
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : null;
}

/** What is sent: of what was typed only what the chosen environment and login have. */
export function draftOfFields(fields: FormFields): ConnectionDraft {
  const { id, environment, username, ownLimits, limits } = fields;
  const custom = environment === "custom";
  const practice = environment === "practice";
  const login = practice ? "password" : fields.login;
  const password = !practice && login === "password";
  return {
    id,
    environment,
    username,
    login,
    passwordEnv: password ? fields.passwordEnv : "",
    httpUrl: custom ? fields.httpUrl : "",
    wsUrl: custom ? fields.wsUrl : "",
    mdUrl: custom ? fields.mdUrl : "",
    apiKey: password && fields.usesApiKey ? { cid: fields.cid, secEnv: fields.secEnv } : null,
    oauthClientId: login === "oauth" ? fields.oauthClientId : "",
    appId: fields.appId,
    appVersion: fields.appVersion,
    limits: ownLimits
      ? {
          perSecond: numberOf(limits.perSecond),
          perMinute: numberOf(limits.perMinute),
          perHour: numberOf(limits.perHour),
        }
      : null,
  };
}

/** Empty means that what is stored stays. */
export function secretsOfFields(fields: FormFields): ConnectionSecrets {
  const { login, apiKey, environment } = draftOfFields(fields);
  const typed = (text: string, used: boolean): string | null => (used && text !== "" ? text : null);
  const password = environment !== "practice" && login === "password";
  return {
    password: typed(fields.password, password),
    apiSecret: typed(fields.apiSecret, apiKey !== null),
    oauthSecret: typed(fields.oauthSecret, login === "oauth"),
  };
}

export function problemsOfFields(fields: FormFields): readonly FieldProblem[] {
  const read = readConnectionDraft(draftOfFields(fields));
  return read.kind === "valid" ? [] : read.problems;
}
