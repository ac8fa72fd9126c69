/**
 * The one snapshot of a fresh socket: accounts, then `user/syncrequest` with explicit accounts and entity types, then
 * whatever is missing for a whole picture. Live messages that arrive while something is still being fetched come after
 * the snapshot, in their order. The request names accounts, not users: the broker forbids `users` beside entity types.
 *
 * The snapshot may come in pieces (`splitResponses`), and the broker documents no end mark. Pieces are merged section by
 * section; known by the request's id, or by their shape. Where none are expected, a reply with every needed section is
 * whole, and one without waits a moment for more; a piece with trades that comes after that costs the socket, and from
 * then on pieces are expected. Where they are expected, none is waited for longer than half a second, and what they
 * showed is never taken for whole by itself: the lists are read over REST, or the picture is incomplete.
 * `splitResponses` is asked for when two sockets in a row ended without an answer: for some logins it is obligatory, and
 * the broker cuts them without a word.
 */

import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { Channel, Reply } from "./channel.ts";
import type { Completion } from "./completion.ts";
import { entityTypes, readEntity } from "./entities.ts";
import { failureOf, failureWords } from "./errors.ts";
import type { Intake, Step } from "./intake.ts";
import { jsonId } from "./json.ts";
import { Malformed } from "./read.ts";
import { hasTradeRows, isSyncMessage, mergeSections, neededSections, readSections } from "./sections.ts";
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
/** After the last piece: where pieces are expected, and where a needed section is still missing. */
const QUIET_SPLIT_NS = 500e6;
const QUIET_MISSING_NS = 100e6;
/** Sockets that ended while the snapshot was asked for, in a row. */
const UNANSWERED_MAX = 2;
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

/** What was asked for, and what has come of it. */
interface Asked {
  readonly channel: Channel;
  readonly listed: ReadonlyMap<string, string>;
  readonly beganNs: number;
  sections: Sections | null;
  receivedNs: number;
}

export class Sync {
  readonly #options: SyncOptions;
  #current: Channel | null = null;
  #asked: Asked | null = null;
  #split = false;
  #unanswered = 0;
  #cancelQuiet: () => void = () => undefined;
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

  /** A reply that nobody waits for, perhaps a piece of the snapshot. */
  piece(status: number, body: unknown, receivedNs: number): void {
    const channel = this.#current;
    if (channel === null || status !== 200 || !isSyncMessage(body)) return;
    const sections = readSections(body);
    if (this.#asked !== null) this.#take(this.#asked, sections, receivedNs);
    else if (!this.#split && hasTradeRows(sections)) {
      this.#split = true;
      channel.end("more of the snapshot came after it was taken for whole");
    }
  }

  /** The socket is gone. */
  abandon(): void {
    if (this.#asked !== null && this.#asked.sections === null) this.#unanswered++;
    this.#current = null;
    this.#asked = null;
    this.#backlog = null;
    this.#cancelDeadline();
    this.#cancelQuiet();
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
      const asked: Asked = {
        channel,
        listed,
        beganNs: clock.monoNs(),
        sections: null,
        receivedNs: clock.monoNs(),
      };
      this.#asked = asked;
      channel.request("user/syncrequest", "", text, (answer) => this.#onSync(asked, answer), "session");
    });
  }

  #requestText(accountIds: readonly string[]): string {
    const userId = this.#options.session.current?.userId;
    const scope =
      accountIds.length > 0 || userId === undefined
        ? `"accounts":[${accountIds.map(jsonId).join(",")}]`
        : `"users":[${jsonId(userId)}]`;
    this.#split ||= this.#unanswered >= UNANSWERED_MAX;
    const split = this.#split ? ',"splitResponses":true' : "";
    return `{${scope}${split},"entityTypes":${JSON.stringify(entityTypes)}}`;
  }

  #onSync(asked: Asked, reply: Reply): void {
    const body = this.#bodyOf(asked.channel, "user/syncrequest", reply);
    if (body === undefined || reply.kind === "closed" || this.#asked !== asked) return;
    this.#reading(asked.channel, "user/syncrequest", () => {
      this.#take(asked, readSections(body), reply.receivedNs);
    });
  }

  #take(asked: Asked, piece: Sections, receivedNs: number): void {
    const { clock, timers } = this.#options;
    this.#cancelQuiet();
    this.#unanswered = 0;
    this.#backlog ??= [];
    if (asked.sections === null) asked.sections = piece;
    else {
      // One piece after another on the same request: the broker sends them of its own accord.
      this.#split = true;
      mergeSections(asked.sections, piece);
    }
    asked.receivedNs = receivedNs;
    const { sections } = asked;
    const delivered = neededSections.every((type) => sections[type] !== null);
    if (delivered && !this.#split) return this.#whole(asked, sections);
    const quietNs = this.#split ? QUIET_SPLIT_NS : QUIET_MISSING_NS;
    this.#cancelQuiet = timers.at(clock.monoNs() + quietNs, () => {
      this.#whole(asked, sections);
      this.#options.intake.flush(asked.receivedNs);
    });
  }

  #whole({ channel, listed, receivedNs, beganNs }: Asked, sections: Sections): void {
    this.#asked = null;
    sections.damage.pieces = this.#split;
    const accounts = new Map(listed);
    for (const { id, name } of sections.account ?? []) accounts.set(id, name);
    this.#assemble({ channel, sections, accounts, receivedNs, beganNs });
  }

  #assemble(job: Job): void {
    const { state, intake } = this.#options;
    forgetWaiting(state);
    this.#backlog ??= [];
    let whole = false;
    intake.push((out) => {
      registerSections(state, job.sections, out);
      const delivered = neededSections.every((type) => job.sections[type] !== null);
      const proved = delivered && !job.sections.damage.pieces;
      whole = proved && missingOf(state, job.sections, out).length === 0;
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
