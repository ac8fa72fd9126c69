/**
 * Limits that the broker states or that were observed, as a switch: all off by default, `"real"` for the documented
 * figures, or single ones. Keyed by user, where the broker keys by address block: here everybody comes from loopback.
 */
import { z } from "zod";

const limit = z.number().int().min(1).max(1_000_000);
const perHour = z
  .strictObject({
    perHour: limit,
    backOffSeconds: z.number().int().min(0).max(3_600).describe("p-time of the ticket past the limit."),
  })
  .nullable();

const limits = z.strictObject({
  sessions: limit.nullable().describe("Sessions per user; one more login ends the oldest."),
  endedStatus: z
    .union([z.literal(408), z.literal(429), z.literal(500), z.literal(502)])
    .describe("What REST answers to the token of an ended session."),
  connections: limit
    .nullable()
    .describe("User sockets per user; one more closes the oldest, ends its token."),
  devices: limit.nullable().describe("Distinct device ids per user; one more ends the oldest one's session."),
  deviceIdStrict: z.boolean().describe("Orders of a session that logged in without deviceId get 401."),
  logins: perHour.describe("auth/accesstokenrequest: failures count. Tickets carry p-captcha."),
  renewals: perHour.describe("auth/renewaccesstoken: all count."),
  me: perHour.describe("auth/me: failures count."),
  syncs: perHour.describe("user/syncrequest: all count."),
  dryRuns: perHour.describe("order/dryrun: all count."),
  requests: z
    .strictObject({ perSecond: limit, perMinute: limit, perHour: limit })
    .nullable()
    .describe("All requests of a user: past a limit a ticket, then 423, then 429."),
  lockoutMs: z.number().int().min(0).max(7_200_000).describe("Length of a 429, restarted by each request."),
});

export type Quotas = z.infer<typeof limits>;
export type HourlyLimit = NonNullable<Quotas["logins"]>;

const HOUR_MS = 3_600_000;

const NO_QUOTAS: Quotas = {
  sessions: null,
  endedStatus: 408,
  connections: null,
  devices: null,
  deviceIdStrict: false,
  logins: null,
  renewals: null,
  me: null,
  syncs: null,
  dryRuns: null,
  requests: null,
  lockoutMs: HOUR_MS,
};

/** The figures of the notes; where sources disagree, the partner pages of 2026. */
const REAL_QUOTAS: Quotas = {
  ...NO_QUOTAS,
  sessions: 2,
  connections: 50,
  devices: 15,
  deviceIdStrict: true,
  logins: { perHour: 5, backOffSeconds: 15 },
  renewals: { perHour: 15, backOffSeconds: 15 },
  me: { perHour: 10, backOffSeconds: 30 },
  syncs: { perHour: 300, backOffSeconds: 3 },
  dryRuns: { perHour: 500, backOffSeconds: 1 },
  requests: { perSecond: 5_000, perMinute: 5_000, perHour: 5_000 },
};

export const quotasSchema = z
  .union([z.literal("real"), limits.partial()])
  .nullable()
  .describe('Session, connection, device and request limits. null: none. "real": the documented ones.');

export function quotasOf(setting: z.infer<typeof quotasSchema>): Quotas {
  if (setting === null) return NO_QUOTAS;
  if (setting === "real") return REAL_QUOTAS;
  const given = Object.entries(setting).filter(([, value]) => value !== undefined);
  return { ...NO_QUOTAS, ...Object.fromEntries(given) };
}
