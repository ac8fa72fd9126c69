/** Own time of the newest copies: fill frame readable → last follower order handed to the socket, in microseconds. */
import type { TapeState } from "../core/state.ts";

/** Copies of which the figures are kept. */
const COPIES_MAX = 2000;

export class OwnTimes {
  private readonly byEvent = new Map<string, number>();
  private total = 0;

  /** Counts a leader event once all its orders were handed over. */
  take(tape: TapeState): void {
    const { eventId, fill } = tape.event;
    if (tape.restored || this.byEvent.has(eventId)) return;
    let last = 0;
    for (const orders of tape.orders.values()) {
      const [first] = orders;
      if (!first) continue;
      if (first.sentNs === null) return;
      last = Math.max(last, first.sentNs);
    }
    if (last === 0) return;
    this.total += 1;
    this.byEvent.set(eventId, Math.max(0, Math.round((last - fill.receivedNs) / 1000)));
    if (this.byEvent.size <= COPIES_MAX) return;
    for (const oldest of this.byEvent.keys()) {
      this.byEvent.delete(oldest);
      break;
    }
  }

  view(): { copies: number; ownP50Us: number | null; ownP99Us: number | null } {
    const sorted = [...this.byEvent.values()].toSorted((one, other) => one - other);
    const at = (share: number): number | null =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
    return { copies: this.total, ownP50Us: at(0.5), ownP99Us: at(0.99) };
  }
}
