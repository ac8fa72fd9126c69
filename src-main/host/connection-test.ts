/**
 * A dry login with settings that are not saved: a connection of its own, whose events nobody acts on, watched until it
 * shows accounts or says what stands in the way. It spends the login's budget like any other, and is ended afterwards.
 */
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import type { TestStep } from "../../src-shared/ipc/connections.ts";
import type { Token } from "../broker/tradovate/tradovate-broker.ts";
import { hideParts, makeConnection, type ConnectionWorld, type ConnectionParts } from "./make-connection.ts";

/** Below the page's patience for an answer. */
const TEST_NS_MAX = 12e9;
/** Market data has a socket of its own, which comes up a little later. */
const MARKET_DATA_NS_MAX = 2e9;
/** Codes of failures in which nobody answered at the address. */
const unreachable: ReadonlySet<string> = new Set([
  "network",
  "timeout",
  "bad-url",
  "WrongHost",
  "unreadable",
]);

/** A test's login counts like any other, in the budget and in the logins of the hour. */
export type ConnectionTest = Pick<
  ConnectionParts,
  "settings" | "budget" | "keepBudget" | "history" | "secret"
>;

export interface TestResult {
  readonly steps: readonly TestStep[];
  /** The session that the test opened: saving the same settings goes on with it. */
  readonly token: Token | null;
}

const skipped = (step: TestStep["step"]): TestStep => ({
  step,
  outcome: "skipped",
  words: "Not tried.",
  next: "",
});

function marketDataStep({ marketData }: ConnectionView): TestStep {
  const { source, words } = marketData;
  const fallback: Readonly<Record<typeof source, string>> = {
    quotes: "Quotes are streamed.",
    snapshot: "No quotes for this login: profit and loss come from the broker's own figures.",
    none: "No market data was seen.",
  };
  const next =
    source === "quotes"
      ? ""
      : "Copying works all the same; subscribe to market data at the broker for quotes.";
  return {
    step: "market-data",
    outcome: source === "none" ? "failed" : "ok",
    words: words === "" ? fallback[source] : words,
    next,
  };
}

function accountsStep({ accounts }: ConnectionView): TestStep {
  const names = accounts.map(({ name }) => name).join(", ");
  return accounts.length > 0
    ? { step: "accounts", outcome: "ok", words: names, next: "" }
    : {
        step: "accounts",
        outcome: "failed",
        words: "The login shows no account.",
        next: "Check that the user has an account in this environment, and the permissions of the API key.",
      };
}

/** What a view proves, step by step. */
export function stepsOf(view: ConnectionView): readonly TestStep[] {
  const [problem] = view.problems;
  const words = problem?.words ?? view.words;
  const next = problem?.next ?? "";
  switch (view.state) {
    case "connected":
      return [
        { step: "host", outcome: "ok", words: "The broker answers.", next: "" },
        { step: "login", outcome: "ok", words: `Logged in as ${view.username}.`, next: "" },
        accountsStep(view),
        marketDataStep(view),
      ];
    case "needs-you":
    case "reconnecting":
    case "off": {
      const away = problem === undefined ? view.state === "reconnecting" : unreachable.has(problem.code);
      return away
        ? [
            { step: "host", outcome: "failed", words, next },
            skipped("login"),
            skipped("accounts"),
            skipped("market-data"),
          ]
        : [
            { step: "host", outcome: "ok", words: "The broker answers.", next: "" },
            { step: "login", outcome: "failed", words, next },
            skipped("accounts"),
            skipped("market-data"),
          ];
    }
    default:
      return view.state satisfies never;
  }
}

/** Nothing more will come by waiting. */
function isVerdict(view: ConnectionView): boolean {
  if (view.state === "needs-you") return true;
  const [problem] = view.problems;
  return view.state === "reconnecting" && problem !== undefined;
}

export async function testConnection(world: ConnectionWorld, test: ConnectionTest): Promise<TestResult> {
  const { clock, timers } = world;
  let token: Token | null = null;
  let settle: (view: ConnectionView) => void = () => undefined;
  const settled = new Promise<ConnectionView>((resolve) => {
    settle = resolve;
  });
  let cancelLinger: (() => void) | undefined;
  const connection = makeConnection(world, {
    ...test,
    tokenStore: {
      load: () => Promise.resolve(null),
      save: (fresh) => {
        hideParts(fresh, world.log);
        token = fresh;
        return Promise.resolve();
      },
    },
    openBrowser: () => Promise.resolve(false),
    preloadRoots: [],
    preloadNsMax: 0,
    sink: {
      events: () => undefined,
      quotes: () => undefined,
      alarm: () => undefined,
      view: (view) => {
        if (isVerdict(view)) settle(view);
        else if (view.state !== "connected") return;
        else if (view.marketData.lastMs !== null) settle(view);
        else cancelLinger ??= timers.at(clock.monoNs() + MARKET_DATA_NS_MAX, () => settle(connection.view()));
      },
    },
  });
  const cancel = timers.at(clock.monoNs() + TEST_NS_MAX, () => settle(connection.view()));
  try {
    connection.start();
    return { steps: stepsOf(await settled), token };
  } finally {
    cancel();
    cancelLinger?.();
    await connection.stop();
  }
}
