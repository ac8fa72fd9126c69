/**
 * The one snapshot of a fresh socket: accounts, then `user/syncrequest` with explicit accounts and entity types, then
 * whatever is missing for a whole picture. Live messages that arrive while something is still being fetched come after
 * the snapshot, in their order. The request names accounts, not users: the broker forbids `users` beside entity types.
 */

import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { Channel, Reply } from "./channel.ts";
import type { Completion } from "./completion.ts";
import { entityTypes, readEntity } from "./entities.ts";
import { failureOf, failureWords } from "./errors.ts";
import type { Intake, Step } from "./intake.ts";
import { jsonId } from "./json.ts";
import { Malformed } from "./read.ts";
import { neededSections, readSections } from "./sections.ts";
import type { Sections } from "./sections.ts";
import type { Session } from "./session.ts";
import { assemble, missingOf, registerSections } from "./snapshot.ts";
import { forgetWaiting } from "./translation.ts";
import type { Translation } from "./translation.ts";

export interface SyncOptions {
  readonly state: Translation;
  readonly intake: Intake;
  readonly completion: Completion;
  readonly session: Session;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** The snapshot is on its way to the sink; the channel is in use. */
  readonly done: (channel: Channel) => void;
}

const SNAPSHOT_NS = 15e9;
const BACKLOG_MAX = 20_000;

/** What is being made of one sync reply. */
interface Job {
  readonly channel: Channel;
  readonly sections: Sections;
  /** Account id → name. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly receivedNs: number;
  /** When the snapshot was asked for. */
  readonly beganNs: number;
}

export class Sync {
  readonly #options: SyncOptions;
  #current: Channel | null = null;
  #backlog: { readonly step: Step; readonly receivedNs: number }[] | null = null;
  #cancelDeadline: () => void = () => undefined;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  begin(channel: Channel): void {
    const { clock, timers } = this.#options;
    this.#current = channel;
    this.#backlog = null;
    this.#cancelDeadline = timers.at(clock.monoNs() + SNAPSHOT_NS, () => {
      this.#fail(channel, "no snapshot in time");
    });
    channel.request("account/list", "", "", (reply) => this.#onAccounts(channel, reply), "session");
  }

  /** A live step: at once, or after the snapshot that is being completed. */
  live(step: Step, receivedNs: number): void {
    if (this.#backlog === null) return this.#options.intake.push(step, receivedNs);
    this.#backlog.push({ step, receivedNs });
    if (this.#backlog.length > BACKLOG_MAX && this.#current !== null) {
      this.#fail(this.#current, "too much arrived before the snapshot was whole");
    }
  }

  /** The socket is gone. */
  abandon(): void {
    this.#current = null;
    this.#backlog = null;
    this.#cancelDeadline();
  }

  #fail(channel: Channel, why: string): void {
    this.#cancelDeadline();
    if (this.#current === channel) channel.end(why);
  }

  /** The body of a good reply; undefined where there is none, and the socket is given up. */
  #bodyOf(channel: Channel, what: string, reply: Reply): unknown {
    if (reply.kind === "closed" || this.#current !== channel) return undefined;
    const failure = failureOf(reply.status, reply.body);
    if (failure === null && reply.body !== undefined && reply.body !== null) return reply.body;
    this.#fail(channel, `${what}: ${failure === null ? "the reply is empty" : failureWords(failure).words}`);
    return undefined;
  }

  /** Runs what reads the wire; what can not be read ends the socket. */
  #reading(channel: Channel, what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#fail(channel, `${what}: ${error.message}`);
    }
  }

  #onAccounts(channel: Channel, reply: Reply): void {
    const body = this.#bodyOf(channel, "account/list", reply);
    if (body === undefined) return;
    this.#reading(channel, "account/list", () => {
      if (!Array.isArray(body)) throw new Malformed("the reply is no list");
      const accounts = (body as readonly unknown[]).map((row) => readEntity("account", row));
      const { state, intake, clock } = this.#options;
      intake.push((out) => {
        out.accountsChanged = true;
        for (const { id, name } of accounts) state.accounts.set(id, name);
      }, clock.monoNs());
      const listed = new Map(accounts.map(({ id, name }) => [id, name]));
      const text = this.#requestText([...listed.keys()]);
      const beganNs = clock.monoNs();
      channel.request(
        "user/syncrequest",
        "",
        text,
        (answer) => {
          this.#onSync(channel, listed, beganNs, answer);
        },
        "session",
      );
    });
  }

  #requestText(accountIds: readonly string[]): string {
    const userId = this.#options.session.current?.userId;
    const scope =
      accountIds.length > 0 || userId === undefined
        ? `"accounts":[${accountIds.map(jsonId).join(",")}]`
        : `"users":[${jsonId(userId)}]`;
    return `{${scope},"entityTypes":${JSON.stringify(entityTypes)}}`;
  }

  #onSync(channel: Channel, listed: ReadonlyMap<string, string>, beganNs: number, reply: Reply): void {
    const body = this.#bodyOf(channel, "user/syncrequest", reply);
    if (body === undefined || reply.kind === "closed") return;
    this.#reading(channel, "user/syncrequest", () => {
      const sections = readSections(body);
      const accounts = new Map(listed);
      for (const { id, name } of sections.account ?? []) accounts.set(id, name);
      this.#assemble({ channel, sections, accounts, receivedNs: reply.receivedNs, beganNs });
    });
  }

  #assemble(job: Job): void {
    const { state, intake } = this.#options;
    forgetWaiting(state);
    this.#backlog = [];
    let whole = false;
    intake.push((out) => {
      registerSections(state, job.sections, out);
      const delivered = neededSections.every((type) => job.sections[type] !== null);
      whole = delivered && missingOf(state, job.sections, out).length === 0;
    }, job.receivedNs);
    if (whole) this.#emit(job);
    else void this.#completeAndEmit(job);
  }

  async #completeAndEmit(job: Job): Promise<void> {
    await this.#options.completion.complete(job.sections);
    if (this.#current !== job.channel) return;
    this.#emit(job);
    this.#options.intake.flush(job.receivedNs);
  }

  #emit({ channel, sections, accounts, receivedNs, beganNs }: Job): void {
    const { state, intake, log, done } = this.#options;
    this.#cancelDeadline();
    for (const fault of sections.damage.faults) log.warn("malformed row in the snapshot", { fault });
    intake.push((out) => {
      const snapshots = assemble(state, sections, accounts, { beganNs, receivedNs }, out);
      const { connection, venue } = state;
      out.events.push({ kind: "snapshot", connection, venue, accounts: snapshots });
    }, receivedNs);
    const late = this.#backlog ?? [];
    this.#backlog = null;
    for (const { step, receivedNs: atNs } of late) intake.push(step, atNs);
    done(channel);
  }
}
