/**
 * The way between a modelled broker and the copier: messages are late, permuted and repeated, and what a connection
 * carried when it broke is lost. A fill is never delivered before its order was named (the client joins them), and the
 * fills of one leader contract keep their order; nothing else is promised.
 */
import type { ConnectionId } from "../../src-shared/ids.ts";
import type { Input } from "../core/input.ts";
import type { Rng } from "../practice/rng.ts";
import type { Faults } from "./faults.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface Network {
  readonly clock: VirtualClock;
  isUp(connection: ConnectionId): boolean;
  /** Opens or closes the way. Messages of an earlier opening never arrive. */
  set(connection: ConnectionId, up: boolean): void;
  delay(): number;
  chance(percent: number): boolean;
  /** A fault that stops when the session has to come to rest. */
  mishap(percent: number): boolean;
  /** Delivers at `atMs` at the earliest; `make` is asked when it arrives. Returns the instant of the first delivery. */
  deliver(connection: ConnectionId, atMs: number, make: () => Input): number;
  deliverRepeated(connection: ConnectionId, atMs: number, make: () => Input): number;
}

export function newNetwork(
  clock: VirtualClock,
  rng: Rng,
  faults: Faults,
  arrive: (input: Input) => void,
): Network {
  const up = new Set<ConnectionId>();
  const openings = new Map<ConnectionId, number>();
  const chance = (percent: number): boolean => percent > 0 && rng.integer(1, 100) <= percent;

  const deliver = (connection: ConnectionId, atMs: number, make: () => Input): number => {
    const opening = openings.get(connection);
    const arrivesMs = Math.max(atMs, clock.ms());
    clock.at(arrivesMs, () => {
      if (up.has(connection) && openings.get(connection) === opening) arrive(make());
    });
    return arrivesMs;
  };

  return {
    clock,
    isUp: (connection) => up.has(connection),
    set(connection, next) {
      if (next) {
        up.add(connection);
        openings.set(connection, (openings.get(connection) ?? 0) + 1);
      } else up.delete(connection);
    },
    delay: () => rng.integer(faults.delayMs[0], faults.delayMs[1]),
    chance,
    mishap: (percent) => clock.ms() < faults.quietFromMs && chance(percent),
    deliver,
    deliverRepeated(connection, atMs, make) {
      const first = deliver(connection, atMs, make);
      for (let more = 0; more < 2; more += 1) {
        if (chance(faults.duplicates)) deliver(connection, first + rng.integer(0, 2500), make);
      }
      return first;
    },
  };
}
