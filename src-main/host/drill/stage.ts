/**
 * The place of a drill: one practice group, the exchange's books, and what the cockpit shows of them. Asks and acts;
 * decides nothing. Whoever waits here looks ten times a second, and each look is noted for the timeline.
 */
import type { CockpitSnapshot, FollowerRow } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionSettings, GroupSettings } from "../../../src-shared/group.ts";
import type { FollowerId } from "../../../src-shared/ids.ts";
import type { PracticeState } from "../../practice/state.ts";
import type { Trader } from "../../practice/trader.ts";
import type { DrillFollower } from "./evidence.ts";
import type { ExchangeDoor } from "./exchange-door.ts";
import { mustHold, type PointValues } from "./must-hold.ts";
import type { Timeline } from "./timeline.ts";

export interface DrillWorld {
  readonly door: ExchangeDoor;
  readonly trader: Trader;
  readonly cockpit: () => CockpitSnapshot;
  readonly flattenGroup: (group: GroupSettings["id"]) => void;
  readonly releaseEntries: (follower: FollowerId) => void;
  readonly valueOf: PointValues;
  readonly nowMs: () => number;
  /** Resolves after that long. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** The trader stopped the run. */
export class StoppedError extends Error {}

const LOOK_MS = 100;
/** Nothing has moved for so long: nothing will by itself. */
const QUIET_MS = 2_500;

export class Stage {
  readonly world: DrillWorld;
  readonly group: GroupSettings;
  /** Of those that copy: a follower that is switched off takes no part. */
  readonly followers: readonly DrillFollower[];
  readonly contract: string;
  readonly #connections: ReadonlySet<string>;
  readonly #logins: ReadonlyMap<string, string>;
  #isStopped: () => boolean;

  constructor(
    world: DrillWorld,
    group: GroupSettings,
    { connections, contract }: { connections: readonly ConnectionSettings[]; contract: string },
    isStopped: () => boolean,
  ) {
    this.world = world;
    this.group = group;
    this.contract = contract;
    this.#isStopped = isStopped;
    this.followers = group.followers
      .filter(({ enabled }) => enabled)
      .map(({ id, ref, sizing, contractMap, keepNotional }) => ({
        id,
        account: ref.account,
        rule: { sizing, contractMap, keepNotional },
      }));
    this.#connections = new Set(
      [group.leader, ...group.followers.map(({ ref }) => ref)].map((ref) => ref.connection),
    );
    this.#logins = new Map(connections.map(({ id, username }) => [id, username]));
  }

  get leader(): string {
    return this.group.leader.account;
  }

  get accounts(): readonly string[] {
    return [this.leader, ...this.group.followers.map(({ ref }) => ref.account)];
  }

  loginOf(account: string): string | undefined {
    const refs = [this.group.leader, ...this.group.followers.map(({ ref }) => ref)];
    const ref = refs.find((each) => each.account === account);
    return ref && this.#logins.get(ref.connection);
  }

  accountId(name: string): number {
    const account = this.world.trader.accounts().find((each) => each.name === name);
    if (!account) throw new Error(`The practice exchange has no account ${name}.`);
    return account.id;
  }

  /** Signed contracts that the exchange holds for an account. */
  held(account: string): readonly { readonly symbol: string; readonly net: number }[] {
    return this.world.trader
      .positions(this.accountId(account))
      .filter(({ netPos }) => netPos !== 0)
      .map(({ symbol, netPos }) => ({ symbol, net: netPos }));
  }

  net(account: string, symbol: string): number {
    return this.held(account).find((row) => row.symbol === symbol)?.net ?? 0;
  }

  rows(): readonly FollowerRow[] {
    const ids = new Set(this.followers.map(({ id }) => id));
    return this.world.cockpit().followers.filter(({ id }) => ids.has(id));
  }

  isConnected(): boolean {
    const { connections, groups, followers } = this.world.cockpit();
    const own = connections.filter(({ id }) => this.#connections.has(id));
    const leader = groups.find(({ id }) => id === this.group.id)?.leader;
    return (
      own.every(({ state }) => state === "connected") &&
      leader?.state === "live" &&
      followers.every(
        ({ group, state, enabled }) => group !== this.group.id || !enabled || state !== "offline",
      )
    );
  }

  isFlat(accounts: readonly string[] = this.followers.map(({ account }) => account)): boolean {
    return accounts.every((account) => this.held(account).length === 0);
  }

  /** The cockpit agrees, and nothing of ours is on its way. */
  isQuietlyFlat(): boolean {
    return (
      this.isFlat() &&
      this.rows().every(
        ({ lines, working }) => working === 0 && lines.every(({ confirmed }) => confirmed === 0),
      )
    );
  }

  isPlaced(): boolean {
    const net = this.net(this.leader, this.contract);
    // A leader without a position puts nobody anywhere: then only quiet tells that all has been said.
    if (net === 0) return false;
    return this.followers.every((follower) => {
      const must = mustHold(follower.rule, this.contract, Math.abs(net), this.world.valueOf);
      if (!must) return true;
      const along = this.net(follower.account, must.contract) * Math.sign(net);
      const row = this.rows().find(({ id }) => id === follower.id);
      return along >= must.least && along <= must.most && row?.state === "in-sync" && row.working === 0;
    });
  }

  books(): Promise<PracticeState> {
    return this.world.door.books();
  }

  /** Looks until `done`, or for so long; false when the time was up. @throws StoppedError */
  async until(done: () => boolean, msMax: number, timeline: Timeline): Promise<boolean> {
    const endMs = this.world.nowMs() + msMax;
    for (;;) {
      timeline.look(this);
      if (done()) return true;
      const leftMs = endMs - this.world.nowMs();
      if (leftMs <= 0) return false;
      if (this.#isStopped()) throw new StoppedError("Stopped by you.");
      await this.world.sleep(Math.min(LOOK_MS, leftMs));
    }
  }

  /** Until every follower is where it must be, or nothing has moved for a while. */
  async settled(msMax: number, timeline: Timeline): Promise<void> {
    let before = "";
    let sinceMs = this.world.nowMs();
    const isQuiet = (): boolean => {
      const rows = this.rows();
      const now = JSON.stringify([
        this.accounts.map((account) => this.held(account)),
        rows.map(({ state, working }) => [state, working]),
      ]);
      if (now !== before) sinceMs = this.world.nowMs();
      before = now;
      const busy = rows.some(({ state, working }) => state === "settling" || working > 0);
      return !busy && this.world.nowMs() - sinceMs >= QUIET_MS;
    };
    await this.until(() => this.isPlaced() || isQuiet(), msMax, timeline);
  }
}
