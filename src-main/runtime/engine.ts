/** Builds the running engine from its parts: state from the ledger, inbox and loop, feed and prices. No trading rule here. */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupSettings } from "../../src-shared/group.ts";
import type { ConnectionId, FollowerId, VenueKey } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import type { Fact } from "../core/effect.ts";
import { busyContracts, followersIn } from "../core/flatten.ts";
import type { BrokerEvent, FlattenScope } from "../core/input.ts";
import { restoreState } from "../core/restore.ts";
import { accountOf, newOut, newState, type CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import type { Ledger, LedgerWriter } from "../ledger/port.ts";
import { Feed } from "./feed.ts";
import type { Engine, EngineOptions } from "./port.ts";
import { Prices } from "./prices.ts";
import { Run } from "./run.ts";
import { isIdle, startUpkeep } from "./upkeep.ts";

/** Tells the cockpit of activity entries once they are written. */
function announcing(ledger: LedgerWriter, feed: Feed): LedgerWriter {
  let written = 0;
  return {
    appendIntents: (intents) => {
      ledger.appendIntents(intents);
    },
    commit: (facts) => {
      ledger.commit(facts);
      const entries = facts.filter(
        (fact): fact is Extract<Fact, { kind: "activity" }> => fact.kind === "activity",
      );
      if (entries.length === 0) return;
      written += entries.length;
      for (const entry of entries) if (entry.severity !== "info") feed.alarm(entry.words, entry.severity);
      feed.emit({ event: "activity.added", payload: { newest: written } });
    },
  };
}

function startState(options: EngineOptions): { state: CoreState; facts: Fact[] } {
  const { ledger, restored, clock, groups } = options;
  const state = newState(ledger.history);
  step(state, { kind: "settings", groups }, clock.now());
  const facts = restoreState(state, restored, clock.now());
  return { state, facts };
}

export function createEngine(options: EngineOptions): Engine {
  const { clock, timers, log } = options;
  const connections = new Map<ConnectionId, BrokerConnection>();
  const venues = new Map<ConnectionId, VenueKey>();
  const { state, facts } = startState(options);
  const feed = new Feed({ state, clock, timers });
  const ledger = announcing(options.ledger, feed);
  if (facts.length > 0) ledger.commit(facts);
  const run = new Run({
    state,
    ledger,
    feed,
    log,
    world: { clock, timers, connections, onGroupClosed: options.onGroupClosed },
    onOverflow: () => {
      for (const connection of connections.values()) connection.resync("the inbox was full");
    },
  });
  const prices = new Prices({
    state,
    clock,
    timers,
    push: (payload) => feed.emit({ event: "cockpit.prices", payload }),
    venueOf: (connection) => venues.get(connection),
  });
  markAll(state, feed);
  const endUpkeep = startUpkeep({
    state,
    ledger: options.ledger,
    clock,
    timers,
    log,
    alarm: (words) => feed.alarm(words, "alarm"),
  });
  sayImport(options.ledger, feed);

  const sink = sinkOf(run, prices, feed, venues);
  const ends = [endUpkeep, () => prices.stop()];
  return engineOf({ options, state, ledger, feed, run, connections, sink, ends });
}

interface Parts {
  readonly options: EngineOptions;
  readonly state: CoreState;
  /** The one that announces what it writes. */
  readonly ledger: LedgerWriter;
  readonly feed: Feed;
  readonly run: Run;
  readonly connections: Map<ConnectionId, BrokerConnection>;
  readonly sink: BrokerSink;
  readonly ends: readonly (() => void)[];
}

/** What the host sees. */
function engineOf(parts: Parts): Engine {
  const { state, feed, run, connections, sink } = parts;
  let flattens = 0;
  return {
    sink,
    addConnection(connection) {
      connections.set(connection.id, connection);
      feed.connection(connection.view());
    },
    removeConnection(id) {
      connections.delete(id);
      run.inputs([{ kind: "disconnected", connection: id, why: "the connection was removed" }]);
      feed.connectionRemoved(id);
    },
    applySettings(groups: readonly GroupSettings[]) {
      run.inputs([{ kind: "settings", groups }]);
    },
    flatten(scope: FlattenScope) {
      const counts = countsOf(state, scope);
      flattens += 1;
      run.inputs([{ kind: "flatten", scope, requestId: `${parts.options.clock.now().wallMs}-${flattens}` }]);
      return counts;
    },
    releaseEntries(follower: FollowerId) {
      run.inputs([{ kind: "release-entries", follower }]);
    },
    isOpen: () => !isIdle(state),
    alarm(words: string) {
      sayAlarm(parts, words);
    },
    snapshot: (): CockpitSnapshot => feed.snapshot(),
    subscribe: (listener: (frame: EventFrame) => void) => feed.subscribe(listener),
    stop() {
      for (const end of parts.ends) end();
      run.stop();
    },
  };
}

/** Where the ledger can not be written the cockpit hears of it all the same. */
function sayAlarm({ options: { clock, log }, ledger, feed }: Parts, words: string): void {
  try {
    ledger.commit([
      {
        kind: "activity",
        activity: "alarm",
        severity: "alarm",
        wallMs: clock.now().wallMs,
        group: null,
        follower: null,
        account: null,
        contract: null,
        eventId: null,
        words,
        data: null,
      },
    ]);
  } catch (error) {
    log.error("an alarm could not be written", {
      words,
      why: error instanceof Error ? error.message : String(error),
    });
    feed.alarm(words, "alarm");
  }
}

function sinkOf(run: Run, prices: Prices, feed: Feed, venues: Map<ConnectionId, VenueKey>): BrokerSink {
  return {
    events: (events: readonly BrokerEvent[]) => {
      for (const event of events) if (event.kind === "connected") venues.set(event.connection, event.venue);
      run.inputs(events);
    },
    quotes: (connection, quotes) => {
      prices.take(connection, quotes);
    },
    view: (view) => {
      feed.connection(view);
    },
  };
}

/** What the journal of the run before could not give back is worth an alarm: its orders may have been sent. */
function sayImport(ledger: Pick<Ledger, "health">, feed: Feed): void {
  const found = ledger.health().journalImport;
  if (!found || found.corrupt + found.conflicts + found.gaps === 0) return;
  feed.alarm(
    `The journal of the last run could not be read whole (${found.corrupt} damaged, ${found.conflicts} contradicting lines, ${found.gaps} gaps). Orders of that moment may have been sent: compare every follower with the broker.`,
    "alarm",
  );
}

function markAll(state: CoreState, feed: Feed): void {
  const { dirty } = newOut();
  for (const id of state.groups.keys()) dirty.groups.add(id);
  for (const id of state.followers.keys()) dirty.followers.add(id);
  feed.mark(dirty);
  feed.publishSoon();
}

function countsOf(state: CoreState, scope: FlattenScope): { followers: number; positions: number } {
  let followers = 0;
  let positions = 0;
  for (const follower of followersIn(state, scope)) {
    const account = accountOf(state, follower.account);
    const busy = account ? busyContracts(account).length : 0;
    if (busy > 0) followers += 1;
    positions += busy;
  }
  return { followers, positions };
}
