/**
 * The request budget of one login (F5): sliding windows of a second, a minute and an hour, a reserve that nothing but
 * exits and flatten spends, and the pauses that the broker asks for (F4). Tokens are taken synchronously, in the turn
 * in which a request leaves. One instance per login is shared by the core, which takes for orders, and by the broker's
 * client, which takes for everything else. Pure: the time is handed in.
 */
import type { BudgetView } from "../../src-shared/cockpit/model.ts";
import type { RequestLimits } from "../../src-shared/group.ts";

/**
 * What a request is for, in the order in which the budget gives way: polling first, then readings and entries; exits
 * and the session itself (without which no exit could leave) always go, but for a lock-out.
 */
export type RequestKind = "poll" | "read" | "entry" | "exit" | "session";

/** Why the broker wants silence: a ticket holds back what is not an exit, a lock-out holds back everything. */
export type PauseReason = "PenaltyTicket" | "LockoutWarning" | "LockedOut";

type LockReason = Exclude<PauseReason, "PenaltyTicket">;

/** What is kept over a restart. Times are of the wall clock, epoch milliseconds. */
export interface StoredBudget {
  /** Requests of the last hour by second: [the second's time, how many]. */
  readonly spent: readonly (readonly [number, number])[];
  readonly ticketUntilMs: number | null;
  readonly lockedUntilMs: number | null;
  readonly lockedBy: LockReason | null;
}

interface Moment {
  readonly monoNs: number;
  readonly wallMs: number;
}

const SECOND_NS = 1e9;
const MINUTE_NS = 60e9;
const HOUR_NS = 3600e9;
/** The share of what entries may use that polling may use. */
const POLL_SHARE = 0.5;
/** The most of a window that is kept for exits, unless there are more positions than that. */
const RESERVE_SHARE = 0.4;
/** Tried again after this long where no window says when. */
const RETRY_NS = 1e9;
/** After a lock-out exits come first (F4): everything else waits this much longer. */
const EXITS_FIRST_NS = 1e9;

interface Window {
  readonly ns: number;
  readonly limit: number;
  /** Exits are kept a share of it. */
  readonly reserved: boolean;
  /** Index of its first request in the ring, counted from the start. */
  first: number;
}

export class RequestBudget {
  readonly #windows: readonly Window[];
  /** Times of requests, a ring; null when nothing limits them. */
  readonly #times: Float64Array | null;
  #count = 0;
  #open = 0;
  #advancedNs: number | null = null;
  #ticketUntilNs = 0;
  #lockedUntilNs = 0;
  #lockedBy: LockReason = "LockedOut";

  /** @param limits null: nothing is limited, but pauses hold all the same. */
  constructor(limits: RequestLimits | null, stored: StoredBudget | null = null, now: Moment | null = null) {
    this.#windows =
      limits === null
        ? []
        : [
            { ns: SECOND_NS, limit: limits.perSecond, reserved: false, first: 0 },
            { ns: MINUTE_NS, limit: limits.perMinute, reserved: true, first: 0 },
            { ns: HOUR_NS, limit: limits.perHour, reserved: true, first: 0 },
          ];
    // Exits are never held back, so there may be more in an hour than the hour allows.
    this.#times = limits === null ? null : new Float64Array(limits.perHour + limits.perMinute + 1024);
    if (stored !== null && now !== null) this.#restore(stored, now);
  }

  /** Open positions of the login's followers, those about to open included: they decide the reserve. */
  set openPositions(count: number) {
    this.#open = count;
  }

  get openPositions(): number {
    return this.#open;
  }

  /** False where nothing is counted: only pauses hold back there. */
  get limited(): boolean {
    return this.#times !== null;
  }

  /** Takes one request. 0: it may leave now; else the monotonic time at which it may be asked for again. */
  take(kind: RequestKind, nowNs: number, opening = 0): number {
    const untilNs = this.heldUntilNs(kind, nowNs, opening);
    if (untilNs === 0) this.#add(nowNs);
    return untilNs;
  }

  /** The same answer, and nothing is taken. */
  heldUntilNs(kind: RequestKind, nowNs: number, opening = 0): number {
    const untilNs = Math.max(this.#pausedUntilNs(kind, nowNs), this.#freeAtNs(kind, nowNs, opening));
    return untilNs > nowNs ? untilNs : 0;
  }

  /** One request leaves whatever the budget says: the trader's own word (F4: one forced attempt, a flatten). */
  force(nowNs: number): void {
    this.#add(nowNs);
  }

  /** The broker wants silence until then; a shorter pause never ends a longer one. */
  pause(reason: PauseReason, untilNs: number): void {
    if (reason === "PenaltyTicket") this.#ticketUntilNs = Math.max(this.#ticketUntilNs, untilNs);
    else if (untilNs > this.#lockedUntilNs) {
      this.#lockedUntilNs = untilNs;
      this.#lockedBy = reason;
    }
  }

  /**
   * The broker has answered a request that left in spite of the lock-out (the trader's forced attempt): it is over. What
   * is no exit still waits its second.
   */
  endLockOut(nowNs: number): void {
    this.#lockedUntilNs = Math.min(this.#lockedUntilNs, nowNs);
  }

  /** Until when the broker's lock-out holds back requests of this kind, or 0. */
  lockedUntilNs(nowNs: number, kind: RequestKind = "exit"): number {
    if (this.#lockedUntilNs === 0) return 0;
    const first = kind === "exit" || kind === "session";
    const untilNs = this.#lockedUntilNs + (first ? 0 : EXITS_FIRST_NS);
    return untilNs > nowNs ? untilNs : 0;
  }

  /** Until when a penalty ticket holds back what is not an exit, or 0. */
  ticketUntilNs(nowNs: number): number {
    return this.#ticketUntilNs > nowNs ? this.#ticketUntilNs : 0;
  }

  view(now: Moment): BudgetView {
    const locked = this.#lockedUntilNs > now.monoNs;
    const untilNs = locked ? this.#lockedUntilNs : this.#ticketUntilNs;
    const paused = untilNs > now.monoNs;
    return {
      windows: this.#windowsView(now.monoNs),
      reserve: reserveOf(this.#windows[1], this.#open),
      pausedUntilMs: paused ? Math.round(wallOf(untilNs, now)) : null,
      pausedBy: paused ? (locked ? this.#lockedBy : "PenaltyTicket") : null,
    };
  }

  stored(now: Moment): StoredBudget {
    const msOf = (untilNs: number): number | null =>
      untilNs > now.monoNs ? Math.ceil(wallOf(untilNs, now)) : null;
    const lockedUntilMs = msOf(this.#lockedUntilNs);
    return {
      spent: this.#seconds(now),
      ticketUntilMs: msOf(this.#ticketUntilNs),
      lockedUntilMs,
      lockedBy: lockedUntilMs === null ? null : this.#lockedBy,
    };
  }

  #pausedUntilNs(kind: RequestKind, nowNs: number): number {
    const spared = kind === "exit" || kind === "session";
    return Math.max(this.lockedUntilNs(nowNs, kind), spared ? 0 : this.#ticketUntilNs);
  }

  #freeAtNs(kind: RequestKind, nowNs: number, opening: number): number {
    if (kind === "exit" || kind === "session") return 0;
    if (nowNs !== this.#advancedNs) this.#advanceAll(nowNs);
    let untilNs = 0;
    for (const window of this.#windows) {
      const most = this.#most(window, kind, this.#open + opening);
      if (this.#count - window.first < most) continue;
      untilNs = Math.max(
        untilNs,
        most <= 0 ? nowNs + RETRY_NS : this.#timeAt(this.#count - most) + window.ns,
      );
    }
    return untilNs;
  }

  #most(window: Window, kind: RequestKind, open: number): number {
    const free = window.limit - reserveOf(window, open);
    // The second's window is no scarce good: it only spaces.
    return kind === "poll" && window.reserved ? Math.floor(free * POLL_SHARE) : free;
  }

  #add(nowNs: number): void {
    const times = this.#times;
    if (times === null) return;
    times[this.#count % times.length] = nowNs;
    this.#count += 1;
    for (const window of this.#windows) window.first = Math.max(window.first, this.#count - times.length);
  }

  #timeAt(index: number): number {
    const times = this.#times;
    return times === null ? 0 : (times[index % times.length] ?? 0);
  }

  #advance(window: Window, nowNs: number): void {
    while (window.first < this.#count && this.#timeAt(window.first) + window.ns <= nowNs) window.first += 1;
  }

  /** Once for all questions of one moment: what is added meanwhile is younger than any window. */
  #advanceAll(nowNs: number): void {
    for (const window of this.#windows) this.#advance(window, nowNs);
    this.#advancedNs = nowNs;
  }

  #windowsView(nowNs: number): BudgetView["windows"] {
    const [second, minute, hour] = this.#windows;
    if (second === undefined || minute === undefined || hour === undefined) return null;
    const viewOf = (window: Window): { used: number; limit: number } => {
      this.#advance(window, nowNs);
      return { used: this.#count - window.first, limit: window.limit };
    };
    return { second: viewOf(second), minute: viewOf(minute), hour: viewOf(hour) };
  }

  #seconds(now: Moment): (readonly [number, number])[] {
    const hour = this.#windows[2];
    if (hour === undefined) return [];
    this.#advance(hour, now.monoNs);
    const bySecond = new Map<number, number>();
    for (let index = hour.first; index < this.#count; index++) {
      const second = Math.ceil(wallOf(this.#timeAt(index), now) / 1000) * 1000;
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
    }
    return [...bySecond];
  }

  #restore(stored: StoredBudget, now: Moment): void {
    // A clock that was set back must not make the past look younger than now.
    const monoOf = (wallMs: number): number => now.monoNs - Math.max(0, now.wallMs - wallMs) * 1e6;
    for (const [wallMs, requests] of [...stored.spent].toSorted(([a], [b]) => a - b)) {
      for (let index = 0; index < requests; index++) this.#add(monoOf(wallMs));
    }
    // No pause of the broker is longer than its rolling hour: a clock that was wrong can not lock a login out for days.
    const untilNs = (wallMs: number): number => now.monoNs + Math.min((wallMs - now.wallMs) * 1e6, HOUR_NS);
    if (stored.ticketUntilMs !== null) this.pause("PenaltyTicket", untilNs(stored.ticketUntilMs));
    if (stored.lockedUntilMs !== null && stored.lockedBy !== null) {
      this.pause(stored.lockedBy, untilNs(stored.lockedUntilMs));
    }
  }
}

function reserveOf(window: Window | undefined, open: number): number {
  if (window === undefined || !window.reserved) return 0;
  const wanted = Math.min(2 * open, Math.floor(window.limit * RESERVE_SHARE));
  return Math.min(window.limit, Math.max(open, wanted));
}

function wallOf(monoNs: number, now: Moment): number {
  return now.wallMs + (monoNs - now.monoNs) / 1e6;
}
