/**
 * Mimik's whole host – engine, ledger, client – in this process, on a profile of its own, trading through the exchange's
 * process. What a scenario drives it with, and waits on, is here; what it must be judged by is in `verdict.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { CockpitSnapshot, FollowerRow } from "../../../src-shared/cockpit/model.ts";
import type { FollowerId } from "../../../src-shared/ids.ts";
import type { Host } from "../../host/host-port.ts";
import { openHost } from "../../host/host.ts";
import { passwordVault } from "../../host/password-vault.ts";
import type { Exchange } from "./exchange.ts";
import { push, systemClock } from "./pushed-time.ts";
import { Reckoner } from "./reckoner.ts";
import { GROUP, LEADER, PASSWORD_ENV, setupOf, type DeskPlan, type Taps } from "./setup.ts";
import { Tap } from "./tap.ts";

/** Accounts that no group knows, one behind each login: their trades only keep frames coming. */
const IDLE = ["PRAC0008", "PRAC0028", "PRAC0032"] as const;
export const WAIT = { timeout: 30_000, interval: 10 };
/** Less than what looks like a standstill of the process. */
const STEP_MS = 300;
/** A jump of a clock to the core. */
const JUMP_MS = 1550;
/** Below a jump of a clock that makes fills doubtful; three of them are longer than the doubt. */
const SMALL_STEP_MS = 1050;

interface Lead {
  readonly lost?: ReadonlySet<string>;
  readonly fills?: readonly number[];
}

export class Desk {
  readonly exchange: Exchange;
  readonly reckoner: Reckoner;
  readonly followers: readonly string[];
  /** Between Mimik and the exchange, one per login. */
  readonly taps: ReadonlyMap<string, Taps>;
  readonly folder: string;
  readonly symbol: string;
  readonly #plan: DeskPlan;
  #host: Host | null = null;
  #firstOrderId = 0;

  private constructor(plan: DeskPlan, parts: { taps: ReadonlyMap<string, Taps>; symbol: string }) {
    this.#plan = plan;
    this.exchange = plan.exchange;
    this.taps = parts.taps;
    this.symbol = parts.symbol;
    this.followers = Object.keys(plan.followers);
    this.folder = mkdtempSync(join(tmpdir(), "mimik-scenario-"));
    this.reckoner = new Reckoner(
      new Map(Object.entries(plan.followers).map(([account, multiplier]) => [account, { multiplier }])),
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
    const desk = new Desk(plan, { taps, symbol: await exchange.front("NQ") });
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

  async start(): Promise<void> {
    const setup = {
      file: "mimik-setup.json",
      text: JSON.stringify(setupOf(this.exchange, this.taps, this.#plan)),
    };
    const password = this.exchange.password;
    this.#host = await openHost({
      folder: this.folder,
      setup,
      arm: [GROUP],
      version: "0.0.0",
      vault: passwordVault,
      env: { [PASSWORD_ENV]: password },
      echo: () => undefined,
    });
    this.#host.start();
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
      ...this.snapshot().followers.map(({ state }) => (state === "drift" ? "in-sync" : state)),
    ];
    await expect.poll(states, WAIT).toEqual(["live", ...this.followers.map(() => "in-sync")]);
  }

  /** The same where time has to pass first: the next attempt, a pause. What is under way gets real time to end. */
  async liveInTime(): Promise<void> {
    for (let step = 0; step < 40 && !(await this.#isLiveSoon()); step += 1) await this.pass(3000);
    await this.live();
    await this.clearDoubt();
  }

  async #isLiveSoon(): Promise<boolean> {
    for (let look = 0; look < 40; look += 1) {
      const { connections, groups, followers } = this.snapshot();
      const isUp = connections.every(({ state }) => state === "connected");
      const isRead =
        groups[0]?.leader.state === "live" && followers.every(({ state }) => state !== "offline");
      if (isUp && isRead && followers.every(({ state }) => state !== "unknown")) return true;
      await turn(20);
    }
    return false;
  }

  /**
   * A pushed clock looks set, and fills are in doubt for 3 s: that time passes at once, before anything comes in that
   * would teach the core the distance of the clocks anew. Then every socket hears something.
   */
  async clearDoubt(): Promise<void> {
    for (const ms of [JUMP_MS, SMALL_STEP_MS, SMALL_STEP_MS, SMALL_STEP_MS]) {
      push(ms);
      this.#look();
      // The sockets look at their clocks too: one jump of all of it would be a sleep to them.
      await turn();
    }
    await this.nudge();
  }

  /** The core looks at its clocks with every input; releasing entries that nothing holds is one that changes nothing. */
  #look(): void {
    const [follower] = this.snapshot().followers;
    if (follower !== undefined) this.host.releaseEntries(follower.id as FollowerId);
  }

  /** Every login has its socket and has read its books; what orders became of may still be in doubt. */
  async connected(): Promise<void> {
    const states = (): readonly string[] => this.snapshot().connections.map(({ state }) => state);
    await expect.poll(states, WAIT).toEqual(states().map(() => "connected"));
  }

  /** The leader trades, and the reckoner hears of it: who will not get an entry, and exact sizes of the fills. */
  async lead(quantity: number, { lost, fills }: Lead = {}): Promise<void> {
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
    await expect.poll(() => this.held(), WAIT).toEqual(this.reckoner.positions());
    await expect.poll(() => this.exchange.working(this.followers), WAIT).toEqual([]);
  }

  held(): Promise<Readonly<Record<string, number>>> {
    return this.exchange.held(this.followers, this.symbol);
  }

  /** Time passes for Mimik alone, in steps small enough to be no standstill; nothing has to answer. */
  async pass(ms: number): Promise<void> {
    const endMs = nowMs() + ms;
    for (let left = ms; left > 0; left = endMs - nowMs()) {
      push(Math.min(STEP_MS, left));
      // The exchange has answered what the step caused before the next one comes.
      await this.exchange.faultsNow();
      await turn();
    }
  }

  /**
   * A long time passes at once, as over a suspend: the sockets are given up, and logins that may connect again do. Then
   * what the jump of the clock put in doubt is past.
   */
  async skip(ms: number): Promise<void> {
    push(ms);
    await turn(50);
    const isBack = (): boolean =>
      this.snapshot().connections.every(
        ({ state, budget }) => state === "connected" || budget.pausedBy !== null,
      );
    for (let step = 0; step < 40 && !isBack(); step += 1) {
      await turn(20);
      await this.pass(300);
    }
    await this.clearDoubt();
  }

  /** Something comes over every socket. */
  async nudge(): Promise<void> {
    const symbol = await this.exchange.front("MYM");
    for (const account of IDLE) {
      for (const quantity of [1, -1]) await this.exchange.trade({ account, symbol, quantity });
    }
    await turn(15);
  }

  #believes(): boolean {
    const wanted = this.reckoner.positions();
    return this.followers.every((account) => {
      const { lines, working } = this.row(account);
      const confirmed = lines.find(({ contract }) => contract === this.symbol)?.confirmed ?? 0;
      return working === 0 && confirmed === wanted[account];
    });
  }
}

const nowMs = (): number => systemClock().monoNs() / 1e6;

/** Lets sockets and timers have their turn. */
export function turn(ms = 5): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
