/**
 * Time that passes for a host under test by its pushed clock alone, and what has to be done so that this looks like time
 * to it and not like a standstill: small steps, answers in between, something heard over every socket.
 */
import type { FollowerId } from "../../../src-shared/ids.ts";
import type { Host } from "../../host/host-port.ts";
import type { Exchange } from "./exchange.ts";
import { push, systemClock } from "./pushed-time.ts";

/** Accounts that no group knows, one behind each login: their trades only keep frames coming. */
const IDLE = ["PRAC0008", "PRAC0028", "PRAC0032"] as const;
/** Less than what looks like a standstill of the process. */
const STEP_MS = 300;
/** A jump of a clock to the core. */
const JUMP_MS = 1550;
/** Below a jump of a clock that makes fills doubtful; three of them are longer than the doubt. */
const SMALL_STEP_MS = 1050;

export class Passage {
  readonly #exchange: Exchange;
  readonly #host: () => Host;

  constructor(exchange: Exchange, host: () => Host) {
    this.#exchange = exchange;
    this.#host = host;
  }

  /** Everything is connected and read, within the real time that it needs. */
  async isLiveSoon(): Promise<boolean> {
    for (let look = 0; look < 40; look += 1) {
      if (this.isLive()) return true;
      await turn(20);
    }
    return false;
  }

  isLive(): boolean {
    const { connections, groups, followers } = this.#host().snapshot();
    const isUp = connections.every(({ state }) => state === "connected");
    const isRead = groups[0]?.leader.state === "live" && followers.every(({ state }) => state !== "offline");
    return isUp && isRead && followers.every(({ state }) => state !== "unknown");
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
    const [follower] = this.#host().snapshot().followers;
    if (follower !== undefined) this.#host().releaseEntries(follower.id as FollowerId);
  }

  /** Time passes for Mimik alone, in steps small enough to be no standstill; nothing has to answer. */
  async pass(ms: number, ahead: (ms: number) => void = push): Promise<void> {
    const endMs = nowMs() + ms;
    for (let left = ms; left > 0; left = endMs - nowMs()) {
      ahead(Math.min(STEP_MS, left));
      // The exchange has answered what the step caused before the next one comes.
      await this.#exchange.faultsNow();
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
      this.#host()
        .snapshot()
        .connections.every(({ state, budget }) => state === "connected" || budget.pausedBy !== null);
    for (let step = 0; step < 40 && !isBack(); step += 1) {
      await turn(20);
      await this.pass(300);
    }
    await this.clearDoubt();
  }

  /** Something comes over every socket. */
  async nudge(): Promise<void> {
    const symbol = await this.#exchange.front("MYM");
    for (const account of IDLE) {
      for (const quantity of [1, -1]) await this.#exchange.trade({ account, symbol, quantity });
    }
    await turn(15);
  }
}

const nowMs = (): number => systemClock().monoNs() / 1e6;

/** Lets sockets and timers have their turn. */
export function turn(ms = 5): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
