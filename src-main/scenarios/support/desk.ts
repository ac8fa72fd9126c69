/**
 * Mimik's whole host – engine, ledger, client – in this process, on a profile of its own, trading through the exchange's
 * process. What a scenario drives it with, and waits on, is here; what it must be judged by is in `verdict.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { CockpitSnapshot, FollowerRow, TapeFollower } from "../../../src-shared/cockpit/model.ts";
import type { Host } from "../../host/host-port.ts";
import { openHost } from "../../host/host.ts";
import { passwordVault } from "../../host/password-vault.ts";
import type { Exchange } from "./exchange.ts";
import { Passage, turn } from "./passage.ts";
import { pushAll } from "./pushed-time.ts";
import { Reckoner } from "./reckoner.ts";
import {
  GROUP,
  LEADER,
  PASSWORD_ENV,
  planOf,
  PRODUCT,
  setupOf,
  symbolsOf,
  type DeskPlan,
  type Taps,
} from "./setup.ts";
import { Tap } from "./tap.ts";

export const WAIT = { timeout: 30_000, interval: 10 };
const calm: ReadonlySet<string> = new Set(["in-sync", "drift", "closing-only"]);
/** Signed contracts by account. */
export type Positions = Readonly<Record<string, number>>;

export class Desk {
  readonly exchange: Exchange;
  readonly reckoner: Reckoner;
  readonly followers: readonly string[];
  /** Between Mimik and the exchange, one per login. */
  readonly taps: ReadonlyMap<string, Taps>;
  readonly folder: string;
  readonly symbol: string;
  /** What each follower trades for it. */
  readonly symbols: ReadonlyMap<string, string>;
  #plan: DeskPlan;
  #host: Host | null = null;
  #firstOrderId = 0;
  #byHand: Positions | null = null;
  readonly #passage: Passage;

  private constructor(
    plan: DeskPlan,
    parts: { taps: Desk["taps"]; symbol: string; symbols: Desk["symbols"] },
  ) {
    this.#plan = plan;
    this.exchange = plan.exchange;
    this.#passage = new Passage(plan.exchange, () => this.host);
    this.taps = parts.taps;
    this.symbol = parts.symbol;
    this.symbols = parts.symbols;
    this.followers = Object.keys(plan.followers);
    this.folder = mkdtempSync(join(tmpdir(), "mimik-scenario-"));
    this.reckoner = new Reckoner(
      new Map(Object.entries(plan.followers).map(([account, given]) => [account, planOf(given)])),
    );
  }

  /** A first start with a setup file; ends when every follower is live. */
  static async open(plan: DeskPlan): Promise<Desk> {
    await plan.exchange.faults({ reset: true });
    const { exchange } = plan;
    const { http, md } = exchange.ready;
    const logins = new Set(
      [LEADER, ...Object.keys(plan.followers)].map((account) => exchange.userOf(account)),
    );
    const taps = new Map<string, Taps>();
    for (const login of logins) taps.set(login, { user: await Tap.start(http), md: await Tap.start(md) });
    for (const each of taps.values()) plan.onTaps?.(each);
    const symbol = await exchange.front(PRODUCT);
    const desk = new Desk(plan, { taps, symbol, symbols: await symbolsOf(plan) });
    await exchange.flattenAll();
    desk.#firstOrderId = await exchange.nextOrderId();
    await desk.start();
    await desk.live();
    return desk;
  }

  get host(): Host {
    if (this.#host === null) throw new Error("the host is not running");
    return this.#host;
  }

  /** Scenarios of a file share an exchange: what is older is not this desk's. */
  get firstOrderId(): number {
    return this.#firstOrderId;
  }

  snapshot(): CockpitSnapshot {
    return this.host.snapshot();
  }

  row(account: string): FollowerRow {
    const name = (key: string): string => this.host.nameOfAccount(key);
    const row = this.snapshot().followers.find(
      (each) => name(each.account) === account || each.account === account,
    );
    if (row === undefined) throw new Error(`no follower ${account}`);
    return row;
  }

  /** Mimik has handled every fill of the leader's up to this position of his. */
  async saw(leader: number): Promise<void> {
    await expect.poll(() => this.snapshot().tape[0]?.l1, WAIT).toBe(leader);
  }

  /** No order of Mimik's is without its answer or its fills. */
  async quiet(): Promise<void> {
    await expect.poll(() => this.snapshot().followers.filter(({ working }) => working > 0), WAIT).toEqual([]);
  }

  /** What the newest leader fill came to on this follower, as the tape tells it. */
  told(account: string): TapeFollower {
    const told = this.snapshot().tape[0]?.followers.find((each) => each.account === account);
    if (told === undefined) throw new Error(`the tape says nothing of ${account}`);
    return told;
  }

  async start(): Promise<void> {
    const setup = {
      file: "mimik-setup.json",
      text: JSON.stringify(setupOf(this.exchange, this.taps, this.#plan)),
    };
    const password = this.exchange.password;
    this.#host = await openHost({
      folder: this.folder,
      setup,
      arm: this.#plan.group?.status === undefined ? [GROUP] : [],
      version: "0.0.0",
      vault: passwordVault,
      env: { [PASSWORD_ENV]: password },
      echo: () => undefined,
    });
    this.#host.start();
  }

  /** The app is opened anew with other settings of the same followers. */
  async reopen(change: Pick<Partial<DeskPlan>, "followers" | "group"> = {}): Promise<void> {
    await this.stop();
    this.#plan = { ...this.#plan, ...change };
    await this.start();
    await this.connected();
    await expect.poll(() => this.snapshot().groups[0]?.leader.state, WAIT).toBe("live");
    await expect
      .poll(() => this.followers.map((account) => this.row(account).state), WAIT)
      .not.toContain("offline");
  }

  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await host?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    for (const { user, md } of this.taps.values()) await Promise.all([user.stop(), md.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything is connected, read and free of doubt. */
  async live(): Promise<void> {
    const states = (): readonly string[] => [
      ...this.snapshot().groups.map(({ leader }) => leader.state),
      ...this.snapshot().followers.map(({ state }) => (calm.has(state) ? "in-sync" : state)),
    ];
    await expect.poll(states, WAIT).toEqual(["live", ...this.followers.map(() => "in-sync")]);
  }

  /** The same where time has to pass first: the next attempt, a pause. What is under way gets real time to end. */
  async liveInTime(): Promise<void> {
    // What clears the doubt is a long time to a socket that had nothing to say: on a slow machine one may be given up.
    for (let round = 0; round < 5; round += 1) {
      for (let step = 0; step < 40 && !(await this.#passage.isLiveSoon()); step += 1) await this.pass(3000);
      await this.live();
      await this.clearDoubt();
      await turn(50);
      if (this.#passage.isLive()) return;
    }
  }

  /** Every login has its socket and has read its books; what orders became of may still be in doubt. */
  async connected(): Promise<void> {
    const states = (): readonly string[] => this.snapshot().connections.map(({ state }) => state);
    await expect.poll(states, WAIT).toEqual(states().map(() => "connected"));
  }

  /** The leader trades, and the reckoner hears of it: who will not get an entry, and exact sizes of the fills. */
  async lead(
    quantity: number,
    { lost, fills }: { readonly lost?: ReadonlySet<string>; readonly fills?: readonly number[] } = {},
  ): Promise<void> {
    this.reckoner.trade(quantity, lost);
    const trade = { account: LEADER, symbol: this.symbol, quantity };
    await this.exchange.trade(fills === undefined ? trade : { ...trade, fills });
  }

  /** The leader trades while Mimik can not see it: what that comes to is reckoned afterwards, from positions. */
  async unseen(quantity: number): Promise<void> {
    await this.exchange.trade({ account: LEADER, symbol: this.symbol, quantity });
  }

  /** Followers behind this login. */
  behind(login: string): ReadonlySet<string> {
    return new Set(this.followers.filter((account) => this.exchange.userOf(account) === login));
  }

  tapOf(login: string): Tap {
    const taps = this.taps.get(login);
    if (taps === undefined) throw new Error(`no login ${login}`);
    return taps.user;
  }

  /** The wire of this login is down until it is mended; a start in between finds it so. */
  cut(login: string, isCut = true): void {
    const taps = this.taps.get(login);
    for (const tap of [taps?.user, taps?.md]) tap?.setCut(isCut);
  }

  mend(login: string): void {
    this.cut(login, false);
  }

  /** What this login asked for, over either door, since `forget`. */
  requestsOf(login: string): readonly string[] {
    const taps = this.taps.get(login);
    return [...(taps?.user.requests ?? []), ...(taps?.md.requests ?? [])].map(({ what }) => what);
  }

  forget(): void {
    for (const { user, md } of this.taps.values()) {
      user.forget();
      md.forget();
    }
  }

  /** What the exchange holds for the followers is what was reckoned, and nothing of ours is open there. */
  async follows(): Promise<void> {
    // The list of the exchange grows long: it is asked when Mimik believes to be done, or is given up on.
    for (let looks = 0; looks < 400 && !this.#believes(); looks += 1) await turn();
    await expect.poll(() => this.held(), WAIT).toEqual(this.wanted());
    await expect.poll(() => this.exchange.working(this.followers), WAIT).toEqual([]);
  }

  /** The same, with positions that were worked out by hand: from now on they count, and not the reckoner's. */
  async stands(positions: Positions): Promise<void> {
    this.#byHand = positions;
    await this.follows();
  }

  wanted(): Positions {
    return this.#byHand ?? this.reckoner.positions();
  }

  held(): Promise<Positions> {
    return this.exchange.held(this.symbols);
  }

  /** Time passes for Mimik alone, in steps small enough to be no standstill; nothing has to answer. */
  pass(ms: number): Promise<void> {
    return this.#passage.pass(ms);
  }

  /** The same, with the wall clock: the exchange's stays behind. */
  elapse(ms: number): Promise<void> {
    return this.#passage.pass(ms, pushAll);
  }

  /** A long time passes at once, as over a suspend. */
  skip(ms: number): Promise<void> {
    return this.#passage.skip(ms);
  }

  clearDoubt(): Promise<void> {
    return this.#passage.clearDoubt();
  }

  nudge(): Promise<void> {
    return this.#passage.nudge();
  }

  #believes(): boolean {
    const wanted = this.wanted();
    return this.followers.every((account) => {
      const { lines, working } = this.row(account);
      const symbol = this.symbols.get(account);
      const confirmed = lines.find(({ contract }) => contract === symbol)?.confirmed ?? 0;
      return working === 0 && confirmed === wanted[account];
    });
  }
}
