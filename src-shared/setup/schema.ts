/**
 * `mimik-setup.json`, version 1, as a strict schema: connections here, groups in group-schema.ts, and by name the parts
 * that this version does not have (later.ts).
 */
import { z } from "../zod.ts";
import { setupGroupSchema } from "./group-schema.ts";
import { laterInFile } from "./later.ts";
import { oneOf, text, whole, words } from "./shape.ts";

const url = (protocol: RegExp, like: string) => z.url({ protocol, error: `an address such as ${like}` });

const anEnvName = "the name of an environment variable, such as MIMIK_PASSWORD_DESK";
const envName = z.string(anEnvName).regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, anEnvName);

/** As in the settings (requestLimitsSchema). */
const limits = z.strictObject(
  { perSecond: whole(1, 10_000), perMinute: whole(1, 100_000), perHour: whole(1, 1_000_000) },
  "limits: perSecond, perMinute and perHour",
);

const apiKey = z.strictObject(
  { cid: text("the key's client id (cid)", 64), secEnv: envName.nullish() },
  "an API key: its cid and its secEnv",
);

const connection = z.strictObject(
  {
    name: words("a name", 120),
    environment: oneOf(["practice", "custom", "demo", "live"]),
    username: text("a user name", 64),
    passwordEnv: envName.nullish(),
    httpUrl: url(/^https?$/u, "http://127.0.0.1:4001/v1").nullish(),
    wsUrl: url(/^wss?$/u, "ws://127.0.0.1:4001/v1/websocket").nullish(),
    mdUrl: url(/^wss?$/u, "ws://127.0.0.1:4002/v1/websocket").nullish(),
    login: oneOf(["password", "oauth"]).default("password"),
    apiKey: apiKey.nullish(),
    oauthClientId: text("an OAuth client id", 8192).nullish(),
    appId: text("an app id", 64).nullish(),
    appVersion: text("an app version", 64).nullish(),
    limits: limits.nullish(),
  },
  "a connection: its name, its environment and its user name",
);

export const setupFileSchema = z.strictObject(
  {
    version: z.literal(1, "this version of Mimik reads version 1"),
    connections: z.array(connection, "a list of connections").max(100, "at most 100 connections").default([]),
    groups: z.array(setupGroupSchema, "a list of groups").max(200, "at most 200 groups").default([]),
    ...laterInFile,
  },
  'a setup file is one object: { "version": 1, "connections": [ … ], "groups": [ … ] }',
);

export type SetupFile = z.output<typeof setupFileSchema>;
export type SetupConnection = SetupFile["connections"][number];

/** What is written: plain JSON in the format of the file. */
export type SetupFileText = z.input<typeof setupFileSchema>;
