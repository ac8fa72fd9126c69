/** Builds the running engine from its parts: state from the ledger, inbox and loop, feed and prices. No trading rule here. */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupSettings } from "../../src-shared/group.ts";
import type { ConnectionId, FollowerId, VenueKey } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import type { Fact } from "../core/effect.ts";
import { busyContracts, followersIn } from "../core/flatten.ts";
import type { BrokerEvent, FlattenScope, Input } from "../core/input.ts";
import { restoreState } from "../core/restore.ts";
import { accountOf, newOut, newState, type CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import type { Ledger } from "../ledger/port.ts";
import { Feed } from "./feed.ts";
import { groupHands } from "./group-hands.ts";
import type { Engine, EngineOptions } from "./port.ts";
import { Prices } from "./prices.ts";
import { QuoteRelay } from "./quote-relay.ts";
import { Run } from "./run.ts";
import { SafeHistory } from "./safe-history.ts";
import { Trouble } from "./trouble.ts";
import { isIdle, startUpkeep } from "./upkeep.ts";

function startState(options: EngineOptions, history: SafeHistory): { state: CoreState; facts: Fact[] } {
  const { restored, clock, groups, groupsBefore } = options;
  const state = newState(history);
  // What the ledger tells of was decided under the settings of then: a change since is a change, and never resizes (G5).
  step(state, { kind: "settings", groups: groupsBefore }, clock.now());
  const facts = restoreState(state, restored, clock.now());
  if (groupsBefore !== groups) facts.push(...step(state, { kind: "settings", groups }, clock.now()).facts);
  return { state, facts };
}

export function createEngine(options: EngineOptions): Engine {
  const { clock, timers, ledger } = options;
  const connections = new Map<ConnectionId, BrokerConnection>();
  const venues = new Map<ConnectionId, VenueKey>();
  const history = new SafeHistory(ledger.history);
  const { state, facts } = startState(options, history);
  const trouble: Trouble = new Trouble({ log: options.log, alarm: (words) => feed.alarm(words, "alarm") });
  const feed: Feed = new Feed({ state, clock, timers, trouble });
  const run = new Run({
    state,
    ledger,
    history,
    feed,
    world: { clock, timers, trouble, connections, onGroupClosed: options.onGroupClosed },
    onOverflow: () => {
      for (const connection of connections.values()) {
        trouble.guard("opening a connection anew", () => connection.resync("the inbox was full"));
      }
    },
  });
  run.record(facts);
  const prices = new Prices({
    state,
    clock,
    timers,
    trouble,
    push: (payload) => feed.emit({ event: "cockpit.prices", payload }),
    venueOf: (connection) => venues.get(connection),
  });
  markAll(state, feed);
  // Windows and lost leaders are watched from the start: what the first look at the settings armed went nowhere.
  run.inputs(firstLooks(state));
  const endUpkeep = startUpkeep({
    state,
    ledger,
    clock,
    timers,
    log: trouble.log,
    alarm: (words) => feed.alarm(words, "alarm"),
  });
  sayImport(ledger, feed);

  const relay = new QuoteRelay({ clock, timers, due: () => run.inputs(relay.drain()) });
  const sink = sinkOf({
    run,
    prices,
    relay,
    feed,
    venues,
    alarm: (words) => sayAlarm({ options, run }, words),
  });
  const ends = [endUpkeep, () => prices.stop(), () => relay.stop()];
  return engineOf({ options, state, feed, run, connections, sink, ends });
}

interface Parts {
  readonly options: EngineOptions;
  readonly state: CoreState;
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
      state.budgets.set(connection.id, connection.budget);
      feed.connection(connection.view());
      if (connection.budget.lockedUntilNs(parts.options.clock.monoNs()) > 0)
        run.inputs(heldExits(state, connection.id));
    },
    removeConnection(id) {
      connections.delete(id);
      state.budgets.delete(id);
      run.inputs([{ kind: "disconnected", connection: id, why: "the connection was removed" }]);
      feed.connectionRemoved(id);
    },
    applySettings(groups: readonly GroupSettings[]) {
      run.inputs([{ kind: "settings", groups }]);
    },
    flatten(scope: FlattenScope) {
      flattens += 1;
      const requestId = `${parts.options.clock.now().wallMs}-${flattens}`;
      try {
        return countsOf(state, scope);
      } finally {
        // Counted before, and done even where counting fails.
        run.inputs([{ kind: "flatten", scope, requestId }]);
      }
    },
    releaseEntries(follower: FollowerId) {
      run.inputs([{ kind: "release-entries", follower }]);
    },
    ...groupHands({ state, clock: parts.options.clock, run }),
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

function firstLooks(state: CoreState): Input[] {
  const groups = [...state.groups.keys()].flatMap((group): Input[] => [
    { kind: "timer", timer: { kind: "session", group } },
    { kind: "timer", timer: { kind: "leader-lost", group } },
  ]);
  return [...groups, { kind: "timer", timer: { kind: "roll" } }];
}

/** A login that is locked out from the start stays down: its exits are looked at all the same, so that they are told. */
function heldExits(state: CoreState, connection: ConnectionId): Input[] {
  return [...state.followers.values()].flatMap((follower) => {
    if (accountOf(state, follower.account)?.connection !== connection) return [];
    return [...follower.targets.keys()].map((contract): Input => {
      return { kind: "timer", timer: { kind: "exit-due", follower: follower.settings.id, contract } };
    });
  });
}

/** Where the ledger can not be written the cockpit hears of it all the same. */
function sayAlarm({ options: { clock }, run }: Pick<Parts, "options" | "run">, words: string): void {
  run.record([
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
}

interface SinkParts {
  readonly run: Run;
  readonly prices: Prices;
  readonly relay: QuoteRelay;
  readonly feed: Feed;
  readonly venues: Map<ConnectionId, VenueKey>;
  readonly alarm: (words: string) => void;
}

function sinkOf({ run, prices, relay, feed, venues, alarm }: SinkParts): BrokerSink {
  return {
    events: (events: readonly BrokerEvent[]) => {
      for (const event of events) if (event.kind === "connected") venues.set(event.connection, event.venue);
      const waiting = relay.drain();
      run.inputs(waiting.length === 0 ? events : [...waiting, ...events]);
    },
    quotes: (connection, quotes) => {
      prices.take(connection, quotes);
      const venue = venues.get(connection);
      if (venue !== undefined) relay.take(venue, quotes);
    },
    view: (view) => {
      feed.connection(view);
    },
    alarm: (connection, words) => {
      alarm(`${connection}: ${words}`);
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
