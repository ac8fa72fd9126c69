/**
 * When an order's own times come: the activation of a delayed command, the end of an order good till a date. Times
 * far ahead are waited for in steps, since a timer holds only so many milliseconds. One timer is one change.
 */
import type { Core } from "./core.ts";
import { endOrder } from "./execution.ts";
import { isFinished, type OrderState } from "./order-state.ts";

const STEP_MS_MAX = 12 * 3_600_000;

/** Epoch milliseconds of a time off the wire, seconds or not; undefined when it is none. */
export function instantOf(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Acts at `at`, unless the order has ended by then. */
export function atTime(core: Core, order: OrderState, at: number, act: () => void): void {
  let cancel = (): void => {};
  const stop = (): void => cancel();
  const wait = (): void => {
    const left = Math.max(0, at - core.clock.now());
    cancel = core.later(Math.min(left, STEP_MS_MAX), () => {
      if (core.clock.now() < at) {
        wait();
        return;
      }
      order.timers.delete(stop);
      if (!isFinished(order.status)) act();
    });
  };
  order.timers.add(stop);
  wait();
}

/** An order good till a date ends at its time; a version that has another one has its own timer. */
export function armExpiry(core: Core, order: OrderState): void {
  const { timeInForce, expireTime } = order.version;
  if (timeInForce !== "GTD" || expireTime === undefined) return;
  const at = instantOf(expireTime);
  if (at === undefined) return;
  const { versionId } = order;
  atTime(core, order, at, () => {
    if (order.versionId !== versionId) return;
    core.newFrame();
    endOrder(core, order, order.id, "Expired");
  });
}
