/**
 * One Tradovate login as a `BrokerConnection`: the flat list of its parts, and what is done with what they report.
 * Orders and cancels go over the user socket in the turn in which they are given (`order-desk.ts`); their outcomes come
 * back through the sink. No trading rule is in here.
 */

import { assertInvariant } from "../../../src-shared/assert.ts";
import { venueOf, venueOfAccount } from "../../../src-shared/ids.ts";
import type { AccountKey, ContractName } from "../../../src-shared/ids.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { BrokerConnection } from "../port.ts";
import type { AccountReader } from "./account-reader.ts";
import type { Channel } from "./channel.ts";
import { Completion } from "./completion.ts";
import { atMost } from "./deadline.ts";
import { ForcedAttempt } from "./forced-attempt.ts";
import type { Messages, WireMessage } from "./frame.ts";
import type { Intake } from "./intake.ts";
import { Link } from "./link.ts";
import { LoginKit } from "./login-kit.ts";
import { Lookups } from "./lookups.ts";
import { MarketData } from "./market-data.ts";
import { logNotice } from "./notices.ts";
import type { TradovateOptions } from "./options.ts";
import { OrderDesk } from "./order-desk.ts";
import { createIntake, createReader, createStatus } from "./parts.ts";
import { problemOf } from "./problems.ts";
import type { FailureWords } from "./problems.ts";
import { Repair } from "./repair.ts";
import type { Status } from "./status.ts";
import { Sync } from "./sync.ts";
import { onEntity } from "./to-event.ts";
import { createTranslation } from "./translation.ts";
import type { Translation } from "./translation.ts";
import { CONNECTED, againWords, shutdownOf } from "./waits.ts";

export type { StoredLogin, TradovateOptions } from "./options.ts";
export type { Token, TokenStore } from "./token.ts";

class TradovateBroker {
  readonly state: Translation;
  readonly kit: LoginKit;
  readonly intake: Intake;
  readonly lookups: Lookups;
  readonly status: Status;
  readonly link: Link;
  readonly marketData: MarketData;
  readonly desk: OrderDesk;
  readonly reader: AccountReader;
  readonly #options: TradovateOptions;
  readonly #sync: Sync;
  readonly #repair: Repair;
  readonly #forced: ForcedAttempt;
  #connected = false;
  #stopped = true;
  #preloaded = false;
  /** What the broker said before it ended the socket. */
  #ending: FailureWords | null = null;

  constructor(options: TradovateOptions) {
    const { id, clock, log, urls, environment, timers } = options;
    const venue = venueOf(environment, urls.http);
    this.#options = options;
    const state = (this.state = createTranslation(id, venue));
    const kit = (this.kit = new LoginKit(options, () => this.status));
    const { rest, session } = kit;
    const link = (): Link => this.link;
    this.status = createStatus({ options, kit, state, link, marketData: () => this.marketData });
    const lookups = (this.lookups = new Lookups({
      rest,
      session,
      book: state.book,
      log,
      found: (entities) => this.intake.found(entities),
      unusable: (contractId, contract, why) => this.intake.unusable(contractId, contract, why),
    }));
    const intake = (this.intake = createIntake({
      options,
      state,
      handOver: (events, receivedNs) => this.#handOver(events, receivedNs),
      lookups: () => this.lookups,
      desk: () => this.desk,
      status: () => this.status,
      repair: () => this.#repair,
    }));
    this.#forced = new ForcedAttempt({ ...options, intake, ended: () => kit.lockOutEnded() });
    const shared = { state, intake, lookups, rest, session, clock, timers, log };
    const completion = new Completion(shared);
    this.#sync = new Sync({ ...shared, completion, done: () => this.#synchronised() });
    this.reader = createReader({ clock, kit, intake, completion });
    this.#repair = new Repair({ state, clock, timers, reader: this.reader });
    this.link = this.#createLink();
    this.desk = new OrderDesk({
      ...shared,
      channel: () => this.link.channel,
      answered: ({ kind }) => {
        this.kit.pacer.spent();
        if (kind === "accepted") this.#forced.answered();
      },
    });
    this.marketData = new MarketData({
      ...options,
      line: kit.lineOf("md"),
      session,
      rest,
      book: state.book,
      status: this.status,
    });
    for (const contract of options.wantedQuotes ?? []) this.marketData.want(contract);
  }

  async resolveContract(contract: ContractName): Promise<void> {
    const { byName } = this.state.book;
    if (!byName.has(contract) && !(await this.lookups.byName(contract))) {
      this.#options.log.warn("contract not known at the broker", { contract });
      return;
    }
    const spec = byName.get(contract);
    if (spec === undefined) this.#options.log.warn("contract can not be used", { contract });
    // Said again where it was known before: whoever asks gets an answer.
    else this.intake.run((out) => out.events.push({ kind: "contract", spec }));
  }

  /** Also the trader's word that it should try again. */
  start(): void {
    this.#stopped = false;
    this.kit.session.allowBrowser();
    this.status.set("reconnecting", "Logging in.");
    this.link.hurry();
  }

  /** A new socket, at once where none is there; a token that may not have lived through a sleep is renewed first. */
  resync(why: string): void {
    if (this.#stopped) return;
    this.kit.session.wake();
    if (this.link.channel === null) this.link.hurry();
    else this.link.renew(why);
  }

  /** The session is given up; the next token comes from a login. */
  reauthenticate(): void {
    this.#stopped = false;
    if (!this.kit.session.giveUp()) return;
    this.link.renew("logging in anew, as the trader asked for");
    this.link.hurry();
  }

  /** One attempt in spite of a lock-out; with the socket up the core's own order is the attempt. */
  forceAttempt(): void {
    if (this.#stopped) return;
    this.#forced.begin();
    this.link.force();
  }

  /** @throws InvariantError when the account is of another environment or address. */
  readAccount(account: AccountKey): void {
    assertInvariant(
      venueOfAccount(account) === this.state.venue,
      `a reading of ${account} was asked of a connection of ${this.state.venue}`,
    );
    this.reader.read(account);
  }

  stop(): void {
    const { session, rest, keeper, pacer } = this.kit;
    this.#stopped = true;
    this.link.stop("switched off");
    this.marketData.stop();
    session.stop();
    pacer.close();
    rest.close();
    keeper.keep();
    this.intake.stop();
    this.status.set("off", "Off.");
    this.status.stop();
  }

  #createLink(): Link {
    return new Link({
      ...this.#options,
      name: "user",
      line: this.kit.lineOf("user"),
      session: this.kit.session,
      refused: (token) => this.kit.session.refuse(token),
      tokenOf: (token) => token.accessToken,
      handlers: {
        ready: (channel) => this.#ready(channel),
        message: (message, receivedNs) => this.#onMessage(message, receivedNs),
        frameEnd: (parsed, receivedNs) => this.#frameEnd(parsed, receivedNs),
        lost: (why) => this.#lost(why),
        waiting: (trouble, needsYou) => {
          this.status.problem(trouble);
          this.status.set(needsYou ? "needs-you" : "reconnecting", `${trouble.words} ${trouble.next}`);
        },
      },
    });
  }

  #handOver(events: readonly BrokerEvent[], receivedNs: number): void {
    this.#options.sink.events(events, receivedNs);
    this.marketData.follow(events);
  }

  #ready(channel: Channel): void {
    const { id, clock } = this.#options;
    const { venue } = this.state;
    this.#connected = true;
    this.status.set("reconnecting", "Logged in, reading accounts and orders.");
    this.intake.push((out) => out.events.push({ kind: "connected", connection: id, venue }), clock.monoNs());
    this.marketData.start();
    if (this.#preloaded || this.#options.preloadRoots.length === 0) this.#sync.begin(channel);
    else void this.#preloadThenSync(channel);
  }

  /** Accounts go live with the snapshot: contracts that a first fill will need are known by then. */
  async #preloadThenSync(channel: Channel): Promise<void> {
    this.#preloaded = true;
    const { preloadNsMax, preloadRoots } = this.#options;
    await atMost(preloadNsMax, this.#options, this.lookups.preload(preloadRoots));
    if (this.link.channel === channel) this.#sync.begin(channel);
  }

  #synchronised(): void {
    this.link.settled();
    this.#forced.answered();
    this.status.set("connected", CONNECTED);
  }

  #onMessage(message: WireMessage, receivedNs: number): void {
    if (message.kind === "entity") {
      const { change, entity } = message;
      this.#sync.live((out, at) => onEntity(this.state, change, entity, at, out), receivedNs);
      return;
    }
    if (message.kind === "response") {
      this.#sync.piece(message.status, message.body, receivedNs);
      return;
    }
    if (message.kind === "shutdown") this.#shutdown(message.reason, message.text);
    if (message.kind === "alert") this.status.problem(problemOf("BrokerAlert", message.text));
    logNotice(this.#options.log, message);
  }

  #frameEnd(parsed: Messages, receivedNs: number): void {
    this.intake.flush(receivedNs);
    if (parsed.unknown.length > 0) this.status.unknownKinds(parsed.unknown);
    if (parsed.faults.length === 0) return;
    this.status.faults(parsed.faults);
    this.#repair.after(parsed.faults);
  }

  #shutdown(reason: string, text: string | null): void {
    const { waitMs, words } = shutdownOf(reason, text);
    this.link.holdOff(waitMs);
    this.kit.session.holdLogins(this.#options.clock.monoNs() + waitMs * 1e6);
    this.#ending = words;
  }

  #lost(why: string): void {
    const { id, clock } = this.#options;
    this.#sync.abandon();
    this.#repair.stop();
    this.marketData.pause();
    this.intake.run((out) => {
      if (this.#connected) out.events.push({ kind: "disconnected", connection: id, why });
    });
    const trouble = this.#ending ?? problemOf("SocketLost", why);
    const told = this.#connected || this.#ending !== null;
    this.#connected = false;
    this.#ending = null;
    if (this.#stopped) return;
    if (told) this.status.problem(trouble);
    this.status.set("reconnecting", `${trouble.words} ${againWords(this.link.heldUntilNs, clock.now())}`);
  }
}

export function createTradovateConnection(options: TradovateOptions): BrokerConnection {
  const broker = new TradovateBroker(options);
  const { desk, status } = broker;
  return {
    id: options.id,
    budget: options.budget,
    start: () => broker.start(),
    reauthenticate: () => broker.reauthenticate(),
    forceAttempt: () => broker.forceAttempt(),
    resync: (why) => broker.resync(why),
    hold: () => desk.hold(),
    release: () => desk.release(),
    place: (order) => desk.place(order),
    liquidate: (liquidation) => desk.liquidate(liquidation),
    cancel: (request) => desk.cancel(request),
    readAccount: (account) => broker.readAccount(account),
    resolveContract: (contract) => void broker.resolveContract(contract),
    view: () => status.view(),
    async stop() {
      broker.stop();
      await Promise.resolve();
    },
  };
}
