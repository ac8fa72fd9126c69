/**
 * The trader's hands on the connections while Mimik runs: add, edit, test, log in again, remove. Everything is checked
 * before anything is changed; secrets go to the secret store and nowhere else; nothing here asks the broker for anything
 * during a lock-out but the one attempt that the trader forces (F4).
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { ConnectionSettings } from "../../src-shared/group.ts";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { readConnectionDraft, type ConnectionSecrets } from "../../src-shared/ipc/connection-form.ts";
import type { CommandInput, CommandOutput } from "../../src-shared/ipc/contract.ts";
import { limitsOf } from "../../src-shared/limits.ts";
import { loginKeyOf } from "../../src-shared/login.ts";
import type { BrokerConnection } from "../broker/port.ts";
import { groupsUsing, openOf, saveProblems, withConnection } from "./connection-checks.ts";
import { ConnectionTrials, refuseLocked, secretKinds } from "./connection-trials.ts";
import type { BrowserCall, Connections } from "./connections.ts";
import type { ConnectionDesk } from "./host-port.ts";
import type { LiveSettings } from "./live-settings.ts";
import { appOf, type ConnectionWorld } from "./make-connection.ts";
import { RefusedError } from "./refused.ts";
import type { Secrets } from "./secrets.ts";

/** Below the page's patience for an answer. */
const BROWSER_NS_MAX = 10e9;

type Edited = CommandInput<"connection.save">;

export interface ConnectionDeskOptions extends ConnectionWorld {
  readonly live: LiveSettings;
  readonly connections: Connections;
  readonly secrets: Secrets;
  readonly keepsSecrets: boolean;
  readonly snapshot: () => CockpitSnapshot;
}

class Desk implements ConnectionDesk {
  readonly #options: ConnectionDeskOptions;
  readonly #trials: ConnectionTrials;

  constructor(options: ConnectionDeskOptions) {
    this.#options = options;
    this.#trials = new ConnectionTrials(options);
  }

  settings(): CommandOutput<"connections.settings"> {
    const { live, secrets, exchange, keepsSecrets, version } = this.#options;
    return {
      connections: live.current.connections.map((connection) => {
        const groups = groupsUsing(connection.id, live.current);
        const isHere = ({ ref }: { ref: { connection: ConnectionId } }): boolean =>
          ref.connection === connection.id;
        return {
          settings: connection,
          secrets: {
            password: secrets.sourceOf("password", connection),
            apiSecret: secrets.sourceOf("apiSecret", connection),
            oauthSecret: secrets.sourceOf("oauthSecret", connection),
          },
          groups: groups.map(({ name }) => name),
          followers: groups.flatMap(({ followers }) => followers.filter(isHere)).length,
          limits: limitsOf(connection),
        };
      }),
      practiceLogins: exchange?.running.users.map(({ name }) => name) ?? [],
      keepsSecrets,
      app: appOf(version),
    };
  }

  async save({ previous, draft, secrets }: Edited): Promise<CommandOutput<"connection.save">> {
    const { live, connections } = this.#options;
    const read = this.#read(previous, draft);
    if (read.kind === "problems") return read;
    const { before, after } = read;
    live.change(withConnection(live.current, before?.id ?? null, after), false);
    await this.#keep(after, secrets);
    await this.#trials.goOn(after, secrets);
    if (before) await this.#forgetUnused(before);
    await connections.apply(after.id);
    return { kind: "saved" };
  }

  async test({ previous, draft, secrets }: Edited): Promise<CommandOutput<"connection.test">> {
    const read = this.#read(previous, draft);
    if (read.kind === "problems") return read;
    const { before, after } = read;
    const running = before === null ? null : (this.#options.connections.of(before.id) ?? null);
    return this.#trials.test({ before, after, typed: secrets, running });
  }

  reconnect(id: string): void {
    const running = this.#unlocked(id);
    if (running.view().state === "connected") running.resync("the trader asked for it");
    else running.start();
  }

  async reauthenticate(id: string, password: string | null): Promise<void> {
    const { secrets } = this.#options;
    const connection = this.#settingsOf(id);
    const running = this.#unlocked(id);
    if (connection.environment !== "practice" && connection.login === "password") {
      if (password !== null) await secrets.keep("password", connection, password);
      else if ((await secrets.read("password", connection)) === null) {
        throw new RefusedError(`The password of ${connection.username} is not stored: enter it.`);
      }
    }
    running.reauthenticate();
  }

  force(id: string): void {
    this.#runningOf(id).forceAttempt();
  }

  async remove(id: string): Promise<void> {
    const { live, connections, snapshot } = this.#options;
    const connection = this.#settingsOf(id);
    const groups = groupsUsing(connection.id, live.current);
    if (groups.length > 0) {
      const names = groups.map(({ name }) => `"${name}"`).join(", ");
      const open = openOf(connection.id, live.current, snapshot());
      const held = open.length === 0 ? "" : ` Open there: ${open.join(", ")}.`;
      throw new RefusedError(
        `${connection.id} is needed by ${groups.length === 1 ? "the group" : "the groups"} ${names}.${held} Take it out of ${groups.length === 1 ? "that group" : "them"} first; then it can be removed.`,
      );
    }
    const rest = live.current.connections.filter((each) => each.id !== connection.id);
    live.change({ ...live.current, connections: rest }, false);
    await connections.apply(null);
    await this.#forgetUnused(connection);
  }

  oauth(id: string): Promise<CommandOutput<"connection.oauth">> {
    const { connections, clock, timers } = this.#options;
    const connection = this.#settingsOf(id);
    if (connection.login !== "oauth") {
      throw new RefusedError(`${connection.id} logs in with a password, not in the browser.`);
    }
    const running = this.#unlocked(id);
    return new Promise((resolve) => {
      const settle = (call: BrowserCall | null): void => {
        stopListening();
        cancel();
        resolve({ opened: call?.opened ?? false, url: call?.url ?? null });
      };
      const stopListening = connections.onBrowser(connection.id, settle);
      const cancel = timers.at(clock.monoNs() + BROWSER_NS_MAX, () => settle(null));
      running.reauthenticate();
    });
  }

  /** A password alone, from the page's field: the connection is made anew, for the password may open its old session. */
  async givePassword(id: string, password: string): Promise<void> {
    const { secrets, connections } = this.#options;
    const connection = this.#settingsOf(id);
    if (connection.environment === "practice") {
      throw new RefusedError(`${id} is a practice connection and needs no password.`);
    }
    if (connection.login === "oauth") {
      throw new RefusedError(`${id} logs in with the browser and needs no password.`);
    }
    await secrets.keep("password", connection, password);
    await connections.apply(connection.id);
  }

  #settingsOf(id: string): ConnectionSettings {
    const connection = this.#options.live.current.connections.find((each) => each.id === id);
    if (!connection) throw new RefusedError(`There is no connection ${id}.`);
    return connection;
  }

  #runningOf(id: string): BrokerConnection {
    const running = this.#options.connections.of(this.#settingsOf(id).id);
    if (!running) throw new RefusedError(`${id} is being started anew. Try again in a moment.`);
    return running;
  }

  /** F4: every request during a lock-out prolongs it. */
  #unlocked(id: string): BrokerConnection {
    const running = this.#runningOf(id);
    refuseLocked(running.budget, id, this.#options.clock);
    return running;
  }

  #read(
    previous: string | null,
    draft: Edited["draft"],
  ):
    | {
        readonly kind: "valid";
        readonly before: ConnectionSettings | null;
        readonly after: ConnectionSettings;
      }
    | Extract<CommandOutput<"connection.save">, { kind: "problems" }> {
    const { live, snapshot, exchange } = this.#options;
    const before = previous === null ? null : this.#settingsOf(previous);
    const read = readConnectionDraft(draft);
    if (read.kind === "problems") return { kind: "problems", problems: [...read.problems] };
    const problems = saveProblems({
      settings: live.current,
      cockpit: snapshot(),
      previous: before?.id ?? null,
      connection: read.settings,
      practiceLogins: exchange?.running.users.map(({ name }) => name) ?? null,
    });
    if (problems.length > 0) return { kind: "problems", problems: [...problems] };
    return { kind: "valid", before, after: read.settings };
  }

  async #keep(connection: ConnectionSettings, typed: ConnectionSecrets): Promise<void> {
    for (const kind of secretKinds) {
      const text = typed[kind];
      if (text !== null) await this.#options.secrets.keep(kind, connection, text);
    }
  }

  /** Secrets of a login that no connection has any more. */
  async #forgetUnused(before: ConnectionSettings): Promise<void> {
    const { live, secrets } = this.#options;
    const login = loginKeyOf(before);
    if (live.current.connections.some((each) => loginKeyOf(each) === login)) return;
    await secrets.forget(before);
  }
}

export function createConnectionDesk(options: ConnectionDeskOptions): ConnectionDesk {
  return new Desk(options);
}
