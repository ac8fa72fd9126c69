/**
 * One Tradovate login as a `BrokerConnection`: the flat list of its parts, and what is done with what they report.
 * Orders and cancels go over the user socket in the turn in which they are given (`order-desk.ts`); their outcomes come
 * back through the sink. No trading rule is in here.
 */

import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { venueOf } from "../../../src-shared/ids.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import type { BrokerEvent, PlaceOutcome } from "../../core/input.ts";
import type { BrokerConnection } from "../port.ts";
import { AccountReader } from "./account-reader.ts";
import type { Channel } from "./channel.ts";
import { Completion } from "./completion.ts";
import { atMost } from "./deadline.ts";
import type { Messages, WireMessage } from "./frame.ts";
import { Intake } from "./intake.ts";
import { Link } from "./link.ts";
import { Lookups } from "./lookups.ts";
import { MarketData } from "./market-data.ts";
import { logNotice } from "./notices.ts";
import type { TradovateOptions } from "./options.ts";
import { OrderDesk } from "./order-desk.ts";
import { Repair } from "./repair.ts";
import { createRest } from "./rest.ts";
import type { Rest } from "./rest.ts";
import { Session } from "./session.ts";
import { Status } from "./status.ts";
import { Sync } from "./sync.ts";
import { onEntity } from "./to-event.ts";
import { createTranslation } from "./translation.ts";
import type { Translation } from "./translation.ts";
import { CONNECTED, LOGINS_PER_HOUR, MAINTENANCE_MS, QUOTA_MS, pauses } from "./waits.ts";

export type { TradovateOptions } from "./options.ts";
export type { Token, TokenStore } from "./session.ts";

class TradovateBroker {
  readonly state: Translation;
  readonly rest: Rest;
  readonly session: Session;
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
  #connected = false;
  #stopped = true;
  #preloaded = false;

  constructor(options: TradovateOptions) {
    const { id, clock, log, sink, urls, environment, timers } = options;
    const venue = venueOf(environment, urls.http);
    this.#options = options;
    const state = (this.state = createTranslation(id, venue));
    const rest = (this.rest = createRest({ httpUrl: urls.http, log }));
    const session = (this.session = new Session({
      ...options,
      loginsPerHour: LOGINS_PER_HOUR[environment],
      rest,
      tokenStore: options.tokenStore ?? null,
    }));
    const status = (this.status = new Status({
      ...options,
      venue,
      accounts: state.accounts,
      leftOut: state.leftOut,
      channel: () => this.link.channel,
      changed: (view) => sink.view(view),
    }));
    const lookups = (this.lookups = new Lookups({
      rest,
      session,
      book: state.book,
      log,
      found: (entities) => this.intake.found(entities),
      unusable: (contractId, contract, why) => this.intake.unusable(contractId, contract, why),
    }));
    const intake = (this.intake = this.#createIntake());
    const shared = { state, intake, lookups, rest, session, clock, timers, log };
    const completion = new Completion(shared);
    this.#sync = new Sync({ ...shared, completion, done: () => this.#synchronised() });
    this.reader = this.#createReader(completion);
    this.#repair = new Repair({ state, clock, timers, reader: this.reader });
    this.link = this.#createLink();
    this.desk = new OrderDesk({
      ...shared,
      channel: () => this.link.channel,
      answered: (outcome) => this.#answered(outcome),
    });
    this.marketData = new MarketData({ ...options, url: urls.md, session, book: state.book, status });
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

  start(): void {
    this.#stopped = false;
    this.status.set("reconnecting", "Logging in.");
    this.link.start();
  }

  /** The session is given up; the next token comes from a login. */
  reauthenticate(): void {
    const { current } = this.session;
    if (current !== null) this.session.refuse(current);
    this.link.renew("logging in anew, as the trader asked for");
    this.link.start();
  }

  /** One attempt in spite of a lock-out. */
  forceAttempt(): void {
    this.#options.budget.force(this.#options.clock.monoNs());
    this.link.start();
  }

  stop(): void {
    this.#stopped = true;
    this.link.stop("switched off");
    this.marketData.stop();
    this.session.stop();
    this.rest.close();
    this.intake.stop();
    this.status.set("off", "Off.");
    this.status.stop();
  }

  #createIntake(): Intake {
    const { clock, timers, log } = this.#options;
    return new Intake({
      state: this.state,
      clock,
      timers,
      events: (events, receivedNs) => this.#handOver(events, receivedNs),
      lookup: (lookup) => void this.lookups.perform(lookup),
      accountsChanged: () => {
        this.desk.accountsChanged();
        this.status.changed();
      },
      faults: (faults) => log.warn("values that could not be taken over", { faults }),
      leftOut: (contracts) => this.status.leftOut(contracts),
      reread: (accounts) => this.#repair.reread(accounts),
      respecified: (changes) => log.warn("the broker changed what a contract is", { changes }),
    });
  }

  #createReader(completion: Completion): AccountReader {
    return new AccountReader({
      clock: this.#options.clock,
      rest: this.rest,
      session: this.session,
      assemble: async (sections, accounts, beganNs) => completion.pictures(sections, accounts, beganNs),
      done: (snapshots) =>
        this.intake.run((out) => {
          for (const snapshot of snapshots) out.events.push({ kind: "account-read", snapshot });
        }),
      failed: (accounts, why) =>
        this.intake.run((out) => {
          for (const account of accounts) out.events.push({ kind: "account-read-failed", account, why });
        }),
    });
  }

  #createLink(): Link {
    return new Link({
      ...this.#options,
      name: "user",
      url: this.#options.urls.ws,
      session: this.session,
      refused: (token) => this.session.refuse(token),
      tokenOf: (token) => token.accessToken,
      handlers: {
        ready: (channel) => this.#ready(channel),
        message: (message, receivedNs) => this.#onMessage(message, receivedNs),
        frameEnd: (parsed, receivedNs) => this.#frameEnd(parsed, receivedNs),
        lost: (why) => this.#lost(why),
        waiting: ({ words, next }, needsYou) =>
          this.status.set(needsYou ? "needs-you" : "reconnecting", `${words} ${next}`),
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
    this.status.set("connected", CONNECTED);
  }

  #onMessage(message: WireMessage, receivedNs: number): void {
    if (message.kind === "entity") {
      const { change, entity } = message;
      this.#sync.live((out, at) => onEntity(this.state, change, entity, at, out), receivedNs);
      return;
    }
    if (message.kind === "shutdown") {
      this.link.holdOff(message.reason === "Maintenance" ? MAINTENANCE_MS : QUOTA_MS);
    }
    logNotice(this.#options.log, message);
  }

  #frameEnd(parsed: Messages, receivedNs: number): void {
    this.intake.flush(receivedNs);
    if (parsed.unknown.length > 0) this.status.unknownKinds(parsed.unknown);
    if (parsed.faults.length === 0) return;
    this.status.faults(parsed.faults);
    this.#repair.after(parsed.faults);
  }

  /** A pause that the broker asks for concerns the whole login, not one order. */
  #answered(outcome: PlaceOutcome): void {
    const pause = outcome.kind === "rejected" && pauses.has(outcome.reason) ? outcome.reason : null;
    if (pause !== null) {
      this.status.set(pause === "PenaltyTicket" ? "connected" : "needs-you", wordsOfReason(pause));
    } else if (outcome.kind === "accepted") this.status.set("connected", CONNECTED);
  }

  #lost(why: string): void {
    const { id } = this.#options;
    this.#sync.abandon();
    this.#repair.stop();
    this.intake.run((out) => {
      if (this.#connected) out.events.push({ kind: "disconnected", connection: id, why });
    });
    this.#connected = false;
    if (this.#stopped) return;
    this.status.set("reconnecting", `Connection lost: ${why}. Mimik reconnects by itself.`);
  }
}

export function createTradovateConnection(options: TradovateOptions): BrokerConnection {
  const broker = new TradovateBroker(options);
  const { desk, reader, status } = broker;
  return {
    id: options.id,
    budget: options.budget,
    start: () => broker.start(),
    reauthenticate: () => broker.reauthenticate(),
    forceAttempt: () => broker.forceAttempt(),
    resync: (why) => broker.link.renew(why),
    hold: () => desk.hold(),
    release: () => desk.release(),
    place: (order) => desk.place(order),
    liquidate: (liquidation) => desk.liquidate(liquidation),
    cancel: (request) => desk.cancel(request),
    readAccount: (account) => reader.read(account),
    resolveContract: (contract) => void broker.resolveContract(contract),
    view: () => status.view(),
    async stop() {
      broker.stop();
      await Promise.resolve();
    },
  };
}
