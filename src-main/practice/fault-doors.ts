/**
 * What the switches of the doors may be set to: connections, replies, hosts, tickets, lock-outs, logins, market data;
 * and the acts that happen at once. Zod only.
 */
import { z } from "zod";
import { count, milliseconds } from "./fault-groups.ts";
import { quotasSchema } from "./quotas.ts";

const operations = z
  .enum(["orders", "auth", "reads", "all"])
  .describe("orders: order/* and orderstrategy/*. auth: auth/*. reads: everything else.");
const user = z.string().optional().describe("Only this user's requests; left out: everybody's.");

const revokedStatus = z.union([
  z.literal(401),
  z.literal(408),
  z.literal(429),
  z.literal(500),
  z.literal(502),
]);

const replyFaults = {
  ackDelayMs: milliseconds.describe("Replies to order requests are held back; events are not."),
  loseReplies: count.describe("The replies to this many order requests are never sent; the orders stand."),
  errorBodies: z
    .enum(["plain", "quoted", "object"])
    .describe('Texts of errors: plain "x", double-encoded "\\"x\\"", or {"errorText":"x"}.'),
};

const socketFaults = {
  silent: z
    .boolean()
    .describe("User sockets stay open and send nothing, heartbeats included. Requests still act."),
  heartbeats: z
    .enum(["quiet", "always", "never"])
    .describe("quiet: h after 2.5 s without another frame. always: every 2.5 s. never: none."),
  clientBeatMsMax: milliseconds
    .nullable()
    .describe("A user socket that sent nothing for this long is closed. null: beats are not enforced."),
  authorizeMsMax: milliseconds.describe("A socket that is not authorised within this time is closed."),
};

const doorFaults = {
  apiHosts: z
    .record(z.string().max(64), z.string().max(256))
    .nullable()
    .describe(
      "Auth replies carry apiHosts: these, over the broker's own for the keys that are left out. null: none.",
    ),
  wrongHost: z
    .strictObject({
      host: z.string().max(256).describe("The right host, with port. Requests that name it as Host pass."),
      rest: z.boolean().optional().describe("REST is answered 307 with Location. True when left out."),
      sockets: z.boolean().optional().describe("Upgrades are refused with 421. True when left out."),
    })
    .nullable(),
  wrongService: z.boolean().describe("REST knows nothing but auth/*: 404 with an empty body."),
  penalty: z
    .strictObject({
      on: operations,
      seconds: z.number().int().min(0).max(7_200).describe("p-time."),
      captcha: z.boolean().optional().describe("p-captcha."),
      count: count.describe("How many requests are penalised, besides those that come without their ticket."),
      user,
    })
    .nullable()
    .describe(
      "Requests are not executed and get a ticket; repeated with it, after p-time, they are executed.",
    ),
  rateLimit: z
    .strictObject({
      status: z.union([z.literal(423), z.literal(429)]),
      on: operations,
      count: count.optional().describe("The next n requests."),
      forMs: milliseconds.optional().describe("All requests for this long."),
      lockoutMs: milliseconds
        .optional()
        .describe("All requests until this long after the last one: each restarts the time."),
      user,
    })
    .refine(
      ({ count: n, forMs, lockoutMs }) =>
        [n, forMs, lockoutMs].filter((each) => each !== undefined).length === 1,
      { message: "Give exactly one of count, forMs and lockoutMs" },
    )
    .nullable()
    .describe("Requests are answered with the status and nothing else, and are not executed."),
  mfaReplies: count.describe(
    "The next n right logins are answered without a token, as if by a second factor.",
  ),
  marketData: z
    .enum(["on", "refused", "denied"])
    .describe("Without entitlement the socket authorises; subscriptions fail by errorText or with 401."),
  oauthClient: z
    .strictObject({ id: z.string().max(64), secret: z.string().max(8192) })
    .nullable()
    .describe("The only OAuth client that is known. null: any id with any secret."),
  quotas: quotasSchema,
};

export const acts = {
  dropConnections: z
    .union([
      z.literal(true),
      z.strictObject({ sockets: z.enum(["user", "marketData", "all"]).optional(), user }),
    ])
    .describe("Cuts sockets now, without a close frame: all user sockets, or those that are named."),
  halfOpen: z
    .strictObject({ forMs: milliseconds, user })
    .describe("User sockets that are open now neither hear nor say anything for so long; all of it is lost."),
  stallMs: milliseconds.describe("User sockets deliver nothing for this long, then all of it, in order."),
  shutdown: z
    .strictObject({
      reason: z.enum(["Maintenance", "ConnectionQuotaReached", "IPQuotaReached"]),
      text: z.string().max(256).optional(),
      user,
    })
    .describe("Tells user and market-data sockets of their end by a shutdown event and closes them."),
  maintenance: z
    .strictObject({ forMs: milliseconds })
    .describe("The same with Maintenance; for that long upgrades and REST are answered 503. 0: it is over."),
  revokeTokens: z
    .union([
      z.literal(true),
      z.strictObject({
        status: revokedStatus.optional().describe("What REST answers to them; 401 when left out."),
        closeSockets: z.boolean().optional().describe("False when left out: open sockets go on."),
        user,
      }),
    ])
    .describe("Ends every session that there is; new logins are fine."),
  replayEvents: z
    .union([
      count,
      z.strictObject({
        count,
        when: z.enum(["now", "reconnect"]).describe("reconnect: after each user's next user/syncrequest."),
      }),
    ])
    .describe("Delivers the last n events again; a bare number means on reconnect."),
  liquidate: z
    .strictObject({ account: z.string().max(64) })
    .describe("The broker closes an account by its own automatic liquidation; 409 when it is flat."),
  bust: z
    .strictObject({ fillId: z.number().int().positive() })
    .describe("Takes a fill of this trade date back: inactive, out of position, cash and pairs."),
};

export const wireFaults = { ...replyFaults, ...socketFaults, ...doorFaults };
