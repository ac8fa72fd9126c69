/** Fault switches of connections, logins and hosts, in a trader's words. */
import { next, seconds, times, userKey, whoseRequests, type FaultControl } from "./fault-control.ts";

const drops: readonly FaultControl[] = [
  {
    id: "drop",
    group: "connection",
    label: "Drop the connection",
    line: "Cuts every user connection now, without a goodbye.",
    kind: "act",
    key: "dropConnections",
    on: () => ({ dropConnections: true }),
  },
  {
    id: "drop-after",
    group: "connection",
    label: "Drop it at an exact moment",
    line: "Cuts one connection, once, right at an order or an event.",
    kind: "switch",
    key: "dropAfter",
    fields: [
      {
        id: "at",
        label: "When",
        choices: [
          { id: "order-after", label: "after an order acted, before its answer" },
          { id: "order-before", label: "before an order acts" },
          { id: "fill", label: "right after the next fill" },
          { id: "events", label: "after three events" },
        ],
      },
      whoseRequests,
    ],
    on: (chosen) => {
      const user = userKey(chosen);
      switch (chosen("at")) {
        case "order-after":
          return { dropAfter: { orders: 1, when: "after", ...user } };
        case "order-before":
          return { dropAfter: { orders: 1, when: "before", ...user } };
        case "fill":
          return { dropAfter: { events: 1, entityType: "fill", ...user } };
        default:
          return { dropAfter: { events: 3, ...user } };
      }
    },
  },
  {
    id: "silent",
    group: "connection",
    label: "Go silent",
    line: "Connections stay open and say nothing, not even a heartbeat. Orders still act.",
    kind: "switch",
    key: "silent",
    on: () => ({ silent: true }),
  },
  {
    id: "half-open",
    group: "connection",
    label: "Lose the line",
    line: "Connections look open and carry nothing either way: orders are not even read. New ones are fine.",
    kind: "act",
    key: "halfOpen",
    fields: [{ id: "ms", label: "For", choices: seconds(30, 10, 120) }, whoseRequests],
    on: (chosen) => ({ halfOpen: { forMs: Number(chosen("ms")), ...userKey(chosen) } }),
    lastsMs: (chosen) => Number(chosen("ms")),
  },
  {
    id: "stall",
    group: "connection",
    label: "Stall",
    line: "Holds everything back for a while, then delivers it all at once.",
    kind: "act",
    key: "stallMs",
    fields: [{ id: "ms", label: "For", choices: seconds(3, 10, 30) }],
    on: (chosen) => ({ stallMs: Number(chosen("ms")) }),
    lastsMs: (chosen) => Number(chosen("ms")),
  },
];

const sessions: readonly FaultControl[] = [
  {
    id: "shutdown",
    group: "connection",
    label: "End the connections",
    line: "The broker says why it ends the connections, and closes them.",
    kind: "act",
    key: "shutdown",
    fields: [
      {
        id: "reason",
        label: "Because",
        choices: [
          { id: "ConnectionQuotaReached", label: "too many connections" },
          { id: "IPQuotaReached", label: "too many from this address" },
          { id: "Maintenance", label: "maintenance" },
        ],
      },
      whoseRequests,
    ],
    on: (chosen) => ({
      shutdown: {
        reason: chosen("reason") as "ConnectionQuotaReached" | "IPQuotaReached" | "Maintenance",
        ...userKey(chosen),
      },
    }),
  },
  {
    id: "maintenance",
    group: "connection",
    label: "Maintenance",
    line: "Closes everything and refuses every request until it is over.",
    kind: "act",
    key: "maintenance",
    fields: [{ id: "ms", label: "For", choices: seconds(10, 60, 300) }],
    on: (chosen) => ({ maintenance: { forMs: Number(chosen("ms")) } }),
    lastsMs: (chosen) => Number(chosen("ms")),
  },
  {
    id: "end-session",
    group: "connection",
    label: "End the sessions",
    line: "Every login is over; a new one is accepted.",
    kind: "act",
    key: "revokeTokens",
    fields: [
      {
        id: "sockets",
        label: "And",
        choices: [
          { id: "close", label: "connections are closed" },
          { id: "keep", label: "connections go on" },
        ],
      },
      {
        id: "status",
        label: "Answer",
        choices: [401, 408, 429, 500, 502].map((status) => ({ id: String(status), label: String(status) })),
      },
      whoseRequests,
    ],
    on: (chosen) => ({
      revokeTokens: {
        status: Number(chosen("status")) as 401 | 408 | 429 | 500 | 502,
        closeSockets: chosen("sockets") === "close",
        ...userKey(chosen),
      },
    }),
  },
  {
    id: "second-factor",
    group: "connection",
    label: "Ask for a second factor",
    line: "A right login is answered without a session.",
    kind: "switch",
    key: "mfaReplies",
    fields: [{ id: "count", label: "How often", choices: times(next("login"), 1, 3) }],
    on: (chosen) => ({ mfaReplies: Number(chosen("count")) }),
  },
  {
    id: "oauth-client",
    group: "connection",
    label: "Know another OAuth client",
    line: "Logins by browser are refused: the client's id is not known.",
    kind: "switch",
    key: "oauthClient",
    on: () => ({ oauthClient: { id: "another-client", secret: "another-secret" } }),
  },
];

const manners: readonly FaultControl[] = [
  {
    id: "heartbeats",
    group: "connection",
    label: "Other heartbeats",
    line: "The broker's own heartbeat: none at all, or even while it sends data.",
    kind: "switch",
    key: "heartbeats",
    fields: [
      {
        id: "how",
        label: "Beats",
        choices: [
          { id: "never", label: "none" },
          { id: "always", label: "always" },
        ],
      },
    ],
    on: (chosen) => ({ heartbeats: chosen("how") as "never" | "always" }),
  },
  {
    id: "client-beats",
    group: "connection",
    label: "Insist on heartbeats",
    line: "Closes a connection whose client was silent for too long.",
    kind: "switch",
    key: "clientBeatMsMax",
    fields: [{ id: "ms", label: "After", choices: seconds(10, 5) }],
    on: (chosen) => ({ clientBeatMsMax: Number(chosen("ms")) }),
  },
  {
    id: "authorize",
    group: "connection",
    label: "Hurry the login",
    line: "Closes a new connection that does not log in at once (10 s is normal).",
    kind: "switch",
    key: "authorizeMsMax",
    fields: [{ id: "ms", label: "Within", choices: seconds(1, 0.2) }],
    on: (chosen) => ({ authorizeMsMax: Number(chosen("ms")) }),
  },
  {
    id: "entity-types",
    group: "connection",
    label: "Insist on named subscriptions",
    line: "Who does not say which kinds of events he wants gets none.",
    kind: "switch",
    key: "requireEntityTypes",
    on: () => ({ requireEntityTypes: true }),
  },
  {
    id: "split",
    group: "connection",
    label: "Split the first picture",
    line: "The snapshot after a login comes in other pieces than usual (3).",
    kind: "switch",
    key: "splitSnapshots",
    fields: [{ id: "parts", label: "Pieces", choices: times(String, 10, 1, 2, 50) }],
    on: (chosen) => ({ splitSnapshots: Number(chosen("parts")) }),
  },
  {
    id: "api-hosts",
    group: "connection",
    label: "Name the hosts",
    line: "A login's answer names the broker's own hosts; a practice connection must stay here.",
    kind: "switch",
    key: "apiHosts",
    on: () => ({ apiHosts: {} }),
  },
  {
    id: "wrong-host",
    group: "connection",
    label: "Send to another host",
    line: "Requests are sent on to another name of this exchange (307 and 421).",
    kind: "switch",
    key: "wrongHost",
    on: (_chosen, { port }) => ({ wrongHost: { host: `localhost:${port}` } }),
  },
  {
    id: "wrong-service",
    group: "connection",
    label: "Be the wrong service",
    line: "Logins work, every other request is not found.",
    kind: "switch",
    key: "wrongService",
    on: () => ({ wrongService: true }),
  },
];

export const connectionFaults: readonly FaultControl[] = [...drops, ...sessions, ...manners];
