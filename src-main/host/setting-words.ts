/**
 * Changes of settings in a trader's words: for the activity (G5), a group's history, and the preview of an import. It
 * reads the paths that settings-diff.ts makes, also those that an older version wrote: what it does not know it shows
 * as it stands. Pure.
 */
import type { SessionWindow } from "../../src-shared/group.ts";
import { sessionWindowSchema } from "../../src-shared/group.ts";
import { hundredthsToText, type Hundredths } from "../../src-shared/money.ts";
import { windowWords } from "../../src-shared/session-windows-words.ts";
import { z } from "../../src-shared/zod.ts";
import type { SettingDifference } from "./settings-diff.ts";

export type SettingOwner =
  | { readonly kind: "connection"; readonly id: string }
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "follower"; readonly group: string; readonly id: string }
  | { readonly kind: "profile" };

export interface SettingPlace {
  readonly owner: SettingOwner;
  /** The path within it: `sizing.multiplier`. */
  readonly field: string;
}

const places = [
  /^groups\[(?<group>[^\]]*)\]\.followers\[(?<follower>.*)\]\.(?<field>[A-Za-z.]+)$/u,
  /^groups\[(?<group>[^\]]*)\]\.(?<field>[A-Za-z.]+)$/u,
  /^connections\[(?<connection>.*)\]\.(?<field>[A-Za-z.]+)$/u,
] as const;

export function placeOf(path: string): SettingPlace {
  for (const pattern of places) {
    const { group, follower, connection, field } = pattern.exec(path)?.groups ?? {};
    if (field === undefined) continue;
    if (connection !== undefined) return { owner: { kind: "connection", id: connection }, field };
    if (group === undefined) continue;
    if (follower !== undefined) return { owner: { kind: "follower", group, id: follower }, field };
    return { owner: { kind: "group", id: group }, field };
  }
  return { owner: { kind: "profile" }, field: path };
}

const pairsSchema = z.array(z.tuple([z.string(), z.string()]));
const onOff = z.boolean().transform((on) => (on ? "on" : "off"));
const yesNo = z.boolean().transform((yes) => (yes ? "yes" : "no"));
const text = z.union([z.string(), z.number()]).transform(String);
const contracts = z.number().transform((count) => `${count} ${count === 1 ? "contract" : "contracts"}`);
const seconds = z.number().transform((count) => `${count} s`);
/** A list of rows by their ids, whose last part is what the trader reads. */
const rowNames = z.array(z.string()).transform((ids) => ids.map(lastPart).join(", "));

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function hundredthsWords(unit: string) {
  return z.number().transform((value) => `${hundredthsToText(value as Hundredths)}${unit}`);
}

function listWords(none: string) {
  return z.array(z.string()).transform((list) => (list.length === 0 ? none : list.join(", ")));
}

function codes(words: Readonly<Record<string, string>>) {
  return z.string().transform((code) => words[code] ?? code);
}

const sessions = z
  .array(sessionWindowSchema)
  .transform((windows) => (windows.length === 0 ? "always" : windows.map(windowLine).join("; ")));

function windowLine(window: SessionWindow): string {
  return `${windowWords(window)}${window.flattenAtEnd ? ", flatten at its end" : ""}`;
}

interface FieldWords {
  readonly label: string;
  readonly value: z.ZodType<string>;
  /** What null means here. */
  readonly none?: string;
}

const never = { label: "", value: text };

/** Fields that say nothing to a trader: ids, and what other lines already say. */
const silent: ReadonlySet<string> = new Set(["id", "followers", "activatedMs", "sessionsSetMs"]);

const fields: Readonly<Record<string, FieldWords>> = {
  name: { label: "name", value: text },
  tag: { label: "tag", value: text },
  status: {
    label: "status",
    value: codes({ active: "active", "closing-only": "closing only", paused: "paused" }),
  },
  "leader.connection": { label: "leader's connection", value: text },
  "leader.account": { label: "leader", value: text },
  copyOn: {
    label: "copy entries",
    value: codes({ "each-fill": "at each fill", "order-complete": "when the leader's order completes" }),
  },
  onReversal: { label: "reversals", value: codes({ reverse: "reverse", "close-only": "only close" }) },
  symbols: { label: "symbols", value: listWords("all") },
  sessions: { label: "session windows", value: sessions },
  foreignTrades: {
    label: "foreign trades",
    value: codes({
      alert: "alert",
      ignore: "ignore",
      "flatten-and-stop-entries": "flatten and stop entries",
    }),
  },
  reduceAutomatically: { label: "automatic reduction", value: onOff },
  graceSeconds: { label: "grace time", value: seconds },
  "leaderLost.action": { label: "leader lost", value: codes({ alarm: "alarm", flatten: "flatten" }) },
  "leaderLost.afterSeconds": { label: "leader lost, flatten after", value: seconds },
  collar: { label: "price collar", value: hundredthsWords(" %"), none: "off" },
  mixedConfirmed: { label: "demo and live together confirmed", value: yesNo },
  "followers.order": { label: "order of the followers", value: rowNames },
  enabled: { label: "switch", value: onOff },
  whenOff: {
    label: "when switched off",
    value: codes({ "copy-exits": "keep copying exits", "leave-alone": "leave alone" }),
  },
  "ref.connection": { label: "connection", value: text },
  "ref.account": { label: "account", value: text },
  "sizing.mode": { label: "sizing", value: text },
  "sizing.multiplier": { label: "multiplier", value: hundredthsWords("") },
  "sizing.rounding": { label: "rounding", value: text },
  "sizing.atLeastOne": { label: "at least one", value: onOff },
  "sizing.contracts": { label: "fixed quantity", value: contracts },
  "sizing.maxContracts": { label: "position cap", value: contracts },
  "sizing.maxOrderContracts": { label: "order cap", value: contracts },
  contractMap: { label: "contracts", value: text },
  "contractMap.pairs": {
    label: "contract pairs",
    value: pairsSchema.transform((pairs) => pairs.map(([from, to]) => `${from} → ${to}`).join(", ")),
  },
  keepNotional: { label: "keep notional", value: onOff },
  largerConfirmed: { label: "larger product confirmed", value: yesNo },
  environment: { label: "environment", value: text },
  username: { label: "user name", value: text },
  passwordEnv: { label: "password from the variable", value: text, none: "none" },
  httpUrl: { label: "REST address", value: text, none: "the broker's" },
  wsUrl: { label: "WebSocket address", value: text, none: "the broker's" },
  mdUrl: { label: "market data address", value: text, none: "the broker's" },
  login: { label: "login", value: codes({ password: "password", oauth: "in the browser" }) },
  apiKey: { label: "API key", value: text, none: "none" },
  "apiKey.cid": { label: "API key", value: text },
  "apiKey.secEnv": { label: "API secret from the variable", value: text, none: "none" },
  oauthClientId: { label: "OAuth client id", value: text, none: "none" },
  appId: { label: "app id", value: text, none: "Mimik's" },
  appVersion: { label: "app version", value: text, none: "Mimik's" },
  limits: { label: "request limits", value: text, none: "the default" },
  "limits.perSecond": { label: "requests a second", value: text },
  "limits.perMinute": { label: "requests a minute", value: text },
  "limits.perHour": { label: "requests an hour", value: text },
};

export interface SettingLine {
  /** `multiplier`. */
  readonly field: string;
  /** In words; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
}

function valueWords(known: FieldWords, json: string | null): string | null {
  if (json === null) return null;
  const value: unknown = JSON.parse(json);
  if (value === null) return known.none ?? null;
  const said = known.value.safeParse(value);
  return said.success ? said.data : json;
}

/** Null for what says nothing to a trader. */
export function lineOf({ field }: SettingPlace, difference: SettingDifference): SettingLine | null {
  if (silent.has(field)) return null;
  const known = fields[field] ?? { ...never, label: field };
  const [before, after] = [valueWords(known, difference.before), valueWords(known, difference.after)];
  return before === after ? null : { field: known.label, before, after };
}
