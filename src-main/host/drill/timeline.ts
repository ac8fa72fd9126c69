/** What happened when: the drill's own steps as they are done, the cockpit's states as they change, the books' fills. */
import type { DrillMoment } from "../../../src-shared/ipc/drill.ts";
import type { PracticeFill, PracticeOrder } from "../../practice/state.ts";
import type { Stage } from "./stage.ts";

/** More than any drill needs; what comes after is counted, not kept. */
const MOMENTS_MAX = 400;

export class Timeline {
  readonly #nowMs: () => number;
  readonly #moments: DrillMoment[] = [];
  readonly #states = new Map<string, string>();
  #alarmId: number;
  #left = 0;

  constructor(nowMs: () => number, alarmId: number) {
    this.#nowMs = nowMs;
    this.#alarmId = alarmId;
  }

  add(who: DrillMoment["who"], words: string, atMs = this.#nowMs()): void {
    if (this.#moments.length < MOMENTS_MAX) this.#moments.push({ atMs, who, words });
    else this.#left += 1;
  }

  /** Notes what the cockpit shows anew. */
  look(stage: Stage): void {
    const { connections, followers, alarms, groups } = stage.world.cockpit();
    const group = groups.find(({ id }) => id === stage.group.id);
    if (group) this.#note(`Leader ${group.leader.account}`, group.leader.state, group.leader.reason);
    for (const { id, state, words } of connections) this.#note(`Connection ${id}`, state, words);
    for (const row of followers) {
      if (row.group === stage.group.id) this.#note(row.account, row.state.replaceAll("-", " "), row.reason);
    }
    for (const alarm of alarms.toSorted((a, b) => a.id - b.id)) {
      if (alarm.id <= this.#alarmId) continue;
      this.#alarmId = alarm.id;
      this.add("cockpit", alarm.words, alarm.atMs);
    }
  }

  /** In the order of time, with what the books say of copies. */
  moments(orders: readonly PracticeOrder[], fills: readonly PracticeFill[], leader: string): DrillMoment[] {
    const byOrder = new Map(orders.map((order) => [order.id, order]));
    const refused = orders
      .filter(({ ordStatus }) => ordStatus === "Rejected")
      .map(({ timestamp, account, action, qty, symbol }) =>
        moment("follower", timestamp, `${account}: ${action.toLowerCase()} ${qty} ${symbol} rejected`),
      );
    const filled = fills.map(({ timestamp, account, action, qty, symbol, price, orderId }) => {
      const id = byOrder.get(orderId)?.clOrdId;
      const words = `${account}: ${action === "Buy" ? "bought" : "sold"} ${qty} ${symbol} @ ${price}`;
      return moment(
        account === leader ? "leader" : "follower",
        timestamp,
        id === undefined || account === leader ? words : `${words} (order ${id})`,
      );
    });
    const more = this.#left === 0 ? [] : [moment("drill", "", `${this.#left} more were not kept`)];
    return [...this.#moments, ...refused, ...filled].toSorted((a, b) => a.atMs - b.atMs).concat(more);
  }

  #note(whose: string, state: string, reason: string): void {
    const before = this.#states.get(whose);
    this.#states.set(whose, state);
    if (before === undefined || before === state) return;
    this.add("cockpit", reason === "" ? `${whose}: ${state}` : `${whose}: ${state}. ${reason}`);
  }
}

function moment(who: DrillMoment["who"], timestamp: string, words: string): DrillMoment {
  return { who, words, atMs: timestamp === "" ? 0 : Date.parse(timestamp) };
}
