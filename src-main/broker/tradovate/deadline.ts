/** Waiting that ends: for the work, or for the deadline, whichever comes first. The work itself goes on. */

import type { Clock, Timers } from "../../runtime/port.ts";

export interface Time {
  readonly clock: Pick<Clock, "monoNs">;
  readonly timers: Timers;
}

export async function atMost(ns: number, { clock, timers }: Time, work: Promise<void>): Promise<void> {
  let cancel: () => void = () => undefined;
  const deadline = new Promise<void>((resolve) => {
    cancel = timers.at(clock.monoNs() + ns, resolve);
  });
  await Promise.race([work, deadline]);
  cancel();
}
