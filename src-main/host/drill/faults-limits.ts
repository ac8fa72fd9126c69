/** Fault switches of limits, lock-outs and prices, in a trader's words. */
import {
  next,
  seconds,
  times,
  userKey,
  whoseRequests,
  type Chosen,
  type FaultControl,
  type FaultField,
} from "./fault-control.ts";

type Operations = "orders" | "auth" | "reads" | "all";

const kinds: FaultField = {
  id: "on",
  label: "On",
  choices: [
    { id: "orders", label: "orders" },
    { id: "reads", label: "readings" },
    { id: "auth", label: "logins" },
    { id: "all", label: "everything" },
  ],
};

const operations = (chosen: Chosen): Operations => chosen("on") as Operations;

export const limitFaults: readonly FaultControl[] = [
  {
    id: "penalty",
    group: "limits",
    label: "Penalty ticket",
    line: "Requests are not done but get a ticket: come back with it after a time.",
    kind: "switch",
    key: "penalty",
    fields: [
      kinds,
      { id: "seconds", label: "Wait", choices: times((each) => `${each} s`, 2, 5, 15) },
      { id: "count", label: "How many", choices: times(next("request"), 1, 3, 10) },
      {
        id: "captcha",
        label: "Captcha",
        choices: [
          { id: "no", label: "no captcha" },
          { id: "yes", label: "with a captcha" },
        ],
      },
      whoseRequests,
    ],
    on: (chosen) => ({
      penalty: {
        on: operations(chosen),
        seconds: Number(chosen("seconds")),
        count: Number(chosen("count")),
        captcha: chosen("captcha") === "yes",
        ...userKey(chosen),
      },
    }),
  },
  {
    id: "lock-out",
    group: "limits",
    label: "Lock out for too many requests",
    line: "423 makes Mimik silent on that login for a minute, 429 for an hour, as at the broker.",
    kind: "switch",
    key: "rateLimit",
    fields: [
      { id: "status", label: "Answer", choices: times(String, 423, 429) },
      kinds,
      {
        id: "how",
        label: "How long",
        choices: [
          { id: "count", label: "next request" },
          { id: "for", label: "for 30 s" },
          { id: "lockout", label: "until 30 s of silence" },
        ],
      },
      whoseRequests,
    ],
    on: (chosen) => {
      const common = {
        status: Number(chosen("status")) as 423 | 429,
        on: operations(chosen),
        ...userKey(chosen),
      };
      switch (chosen("how")) {
        case "count":
          return { rateLimit: { ...common, count: 1 } };
        case "for":
          return { rateLimit: { ...common, forMs: 30_000 } };
        default:
          return { rateLimit: { ...common, lockoutMs: 30_000 } };
      }
    },
  },
  {
    id: "quotas",
    group: "limits",
    label: "The broker's own limits",
    line: "Requests, sessions and connections are counted as the broker counts them.",
    kind: "switch",
    key: "quotas",
    on: () => ({ quotas: "real" }),
  },
  {
    id: "margin",
    group: "limits",
    label: "Ask for margin",
    line: "An order needs day margin, else it is refused.",
    kind: "switch",
    key: "marginCheck",
    on: () => ({ marginCheck: true }),
  },
  {
    id: "read-only",
    group: "limits",
    label: "Make an account read-only",
    line: "Its login sees it and may not trade it.",
    kind: "switch",
    key: "readonlyAccounts",
    fields: [
      {
        id: "account",
        label: "Account",
        choices: ({ accounts }) => accounts.map((name) => ({ id: name, label: name })),
      },
    ],
    on: (chosen) => ({ readonlyAccounts: [chosen("account")] }),
  },
  {
    id: "no-orders",
    group: "limits",
    label: "Take the right to trade",
    line: "The login's key may no longer send orders.",
    kind: "switch",
    key: "withoutOrders",
    fields: [
      {
        id: "user",
        label: "Login",
        choices: ({ users }) => users.map((user) => ({ id: user, label: user })),
      },
    ],
    on: (chosen) => ({ withoutOrders: [chosen("user")] }),
  },
  {
    id: "liquidate",
    group: "limits",
    label: "Liquidate an account",
    line: "The broker closes everything that the account holds, by itself.",
    kind: "act",
    key: "liquidate",
    fields: [
      {
        id: "account",
        label: "Account",
        choices: ({ accounts }) => accounts.map((name) => ({ id: name, label: name })),
      },
    ],
    on: (chosen) => ({ liquidate: { account: chosen("account") } }),
  },
];

export const priceFaults: readonly FaultControl[] = [
  {
    id: "freeze",
    group: "prices",
    label: "Freeze prices",
    line: "Quotes go on, prices stand still.",
    kind: "switch",
    key: "freezePrices",
    on: () => ({ freezePrices: true }),
  },
  {
    id: "quote-pause",
    group: "prices",
    label: "Slow quotes",
    line: "A long time between two quotes of a product.",
    kind: "switch",
    key: "quotePauseMs",
    fields: [{ id: "ms", label: "Every", choices: seconds(5, 30, 120) }],
    on: (chosen) => ({ quotePauseMs: Number(chosen("ms")) }),
  },
  {
    id: "no-market-data",
    group: "prices",
    label: "No market data",
    line: "The login is not entitled to prices, from its next subscription on.",
    kind: "switch",
    key: "marketData",
    fields: [
      {
        id: "how",
        label: "By",
        choices: [
          { id: "refused", label: "a refused subscription" },
          { id: "denied", label: "a refused request (401)" },
        ],
      },
    ],
    on: (chosen) => ({ marketData: chosen("how") as "refused" | "denied" }),
  },
];
