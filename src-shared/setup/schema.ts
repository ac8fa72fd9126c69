/**
 * `mimik-setup.json`, version 1, as a strict schema: connections here, groups in group-schema.ts, and by name the parts
 * that this version does not have (later.ts).
 */
import { envName, requestLimitsSchema } from "../group.ts";
import { z } from "../zod.ts";
import { setupGroupSchema } from "./group-schema.ts";
import { laterInFile } from "./later.ts";

const url = (protocol: RegExp, like: string) => z.url({ protocol, error: `an address such as ${like}` });

const connection = z.strictObject({
  name: z.string().trim().min(1).max(120),
  environment: z.enum(["practice", "custom", "demo", "live"]),
  username: z.string().min(1).max(64),
  passwordEnv: envName.nullish(),
  httpUrl: url(/^https?$/u, "http://127.0.0.1:4001/v1").nullish(),
  wsUrl: url(/^wss?$/u, "ws://127.0.0.1:4001/v1/websocket").nullish(),
  mdUrl: url(/^wss?$/u, "ws://127.0.0.1:4002/v1/websocket").nullish(),
  login: z.enum(["password", "oauth"]).default("password"),
  apiKey: z.strictObject({ cid: z.string().min(1).max(64), secEnv: envName.nullish() }).nullish(),
  oauthClientId: z.string().min(1).max(8192).nullish(),
  appId: z.string().min(1).max(64).nullish(),
  appVersion: z.string().min(1).max(64).nullish(),
  limits: requestLimitsSchema.nullish(),
});

export const setupFileSchema = z.strictObject({
  version: z.literal(1, "this version of Mimik reads version 1"),
  connections: z.array(connection).max(100).default([]),
  groups: z.array(setupGroupSchema).max(200).default([]),
  ...laterInFile,
});

export type SetupFile = z.output<typeof setupFileSchema>;
export type SetupConnection = SetupFile["connections"][number];

/** What is written: plain JSON in the format of the file. */
export type SetupFileText = z.input<typeof setupFileSchema>;
