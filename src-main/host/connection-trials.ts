/**
 * Tests of connections as the trader asks for them: by the running session where there is one, else by a dry login,
 * which the broker counts like any other. So there are few of them, none during a lock-out, and the session that a good
 * one has opened is not thrown away: saving the same login goes on with it.
 */
import type { ConnectionSettings } from "../../src-shared/group.ts";
import type { ConnectionSecrets } from "../../src-shared/ipc/connection-form.ts";
import type { CommandOutput } from "../../src-shared/ipc/contract.ts";
import { loginKeyOf, type LoginKey } from "../../src-shared/login.ts";
import type { BrokerConnection } from "../broker/port.ts";
import type { Token } from "../broker/tradovate/tradovate-broker.ts";
import type { RequestBudget } from "../core/budget.ts";
import type { Clock } from "../runtime/port.ts";
import { stepsOf, testConnection } from "./connection-test.ts";
import type { Connections } from "./connections.ts";
import type { ConnectionWorld } from "./make-connection.ts";
import { RefusedError } from "./refused.ts";
import type { SecretKind, Secrets } from "./secrets.ts";

const HOUR_NS = 3600e9;
/** Test logins in an hour: the broker allows few logins, and the running session needs its own. */
const TESTS_MAX = 2;

type Tested = CommandOutput<"connection.test">;

export const secretKinds = ["password", "apiSecret", "oauthSecret"] as const satisfies readonly SecretKind[];

export interface TrialsOptions extends ConnectionWorld {
  readonly connections: Connections;
  readonly secrets: Secrets;
}

export interface Trial {
  readonly before: ConnectionSettings | null;
  readonly after: ConnectionSettings;
  readonly typed: ConnectionSecrets;
  readonly running: BrokerConnection | null;
}

/** F4: every request during a lock-out prolongs it. @throws RefusedError */
export function refuseLocked(budget: RequestBudget, name: string, clock: Clock): void {
  const nowNs = clock.monoNs();
  const untilNs = budget.lockedUntilNs(nowNs);
  if (untilNs === 0) return;
  const minutes = Math.ceil((untilNs - nowNs) / 60e9);
  throw new RefusedError(
    `The broker has locked ${name} out for another ${minutes} min: every request would prolong it. Nothing was sent.`,
  );
}

export class ConnectionTrials {
  readonly #options: TrialsOptions;
  readonly #times = new Map<LoginKey, number[]>();
  readonly #running = new Set<LoginKey>();
  #good: {
    readonly settings: ConnectionSettings;
    readonly typed: ConnectionSecrets;
    readonly token: Token;
  } | null = null;

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /** @throws RefusedError */
  async test({ before, after, typed, running }: Trial): Promise<Tested> {
    const typesNothing = secretKinds.every((kind) => typed[kind] === null);
    if (before && running && typesNothing && sameSession(before, after)) {
      const cost = "This is what the running session shows: no further login was made.";
      return { kind: "tested", steps: [...stepsOf(running.view())], cost };
    }
    return after.login === "oauth" ? oauthUntested : this.#dry(after, typed);
  }

  /** The session of a good test of exactly this, if there was one, becomes the login's. */
  async goOn(connection: ConnectionSettings, typed: ConnectionSecrets): Promise<void> {
    const good = this.#good;
    this.#good = null;
    if (!good || !sameSession(good.settings, connection)) return;
    if (secretKinds.some((kind) => good.typed[kind] !== typed[kind])) return;
    await this.#options.secrets.saveToken(connection, JSON.stringify(good.token));
  }

  async #dry(settings: ConnectionSettings, typed: ConnectionSecrets): Promise<Tested> {
    const { connections, secrets, clock, log } = this.#options;
    const login = loginKeyOf(settings);
    for (const kind of secretKinds) if (typed[kind] !== null) log.hide(typed[kind]);
    const account = connections.accountOf(settings);
    refuseLocked(account.budget, settings.username, clock);
    if (this.#running.has(login)) throw new RefusedError("A test of this login is running already.");
    this.#count(settings, login, clock.monoNs());
    this.#running.add(login);
    try {
      const secret = async (kind: SecretKind): Promise<string | null> =>
        typed[kind] ?? (await secrets.read(kind, settings));
      const { steps, token } = await testConnection(this.#options, { settings, secret, ...account });
      this.#good = token === null ? null : { settings, typed, token };
      const cost = "The test tried one login of this user name, counted in its budget.";
      return { kind: "tested", steps: [...steps], cost };
    } finally {
      this.#running.delete(login);
    }
  }

  #count({ environment }: ConnectionSettings, login: LoginKey, nowNs: number): void {
    if (environment !== "demo" && environment !== "live") return;
    const recent = (this.#times.get(login) ?? []).filter((atNs) => nowNs - atNs < HOUR_NS);
    if (recent.length >= TESTS_MAX) {
      throw new RefusedError(
        `This login was tested ${TESTS_MAX} times within the hour. The broker allows few logins an hour: save it instead, or test again later.`,
      );
    }
    this.#times.set(login, [...recent, nowNs]);
  }
}

const oauthUntested: Tested = {
  kind: "tested",
  steps: (["host", "login", "accounts", "market-data"] as const).map((step) => ({
    step,
    outcome: "skipped",
    words: "Not tried.",
    next: step === "login" ? "A login in the browser can only be tried for real: save, then log in." : "",
  })),
  cost: "No login was made.",
};

/** The same session would answer: what differs at most are limits and the like. */
function sameSession(before: ConnectionSettings, after: ConnectionSettings): boolean {
  const keyOf = ({ id: _id, limits: _limits, ...rest }: ConnectionSettings): string => JSON.stringify(rest);
  return keyOf(before) === keyOf(after);
}
