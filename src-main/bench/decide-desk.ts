/**
 * A leader and its followers on the real core, without runtime, ledger or broker: what a fill costs to decide, and no
 * more. Answers are given between the measured fills, in virtual time, so that no request budget is ever spent.
 */
import { groupSettingsSchema, type GroupSettings } from "../../src-shared/group.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  VenueKey,
} from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import type { Ticks } from "../../src-shared/money.ts";
import { RequestBudget } from "../core/budget.ts";
import type { OrderRow } from "../core/effect.ts";
import type { AccountSnapshot, BrokerFill, BrokerOrderState, Input, Now, Side } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import { newState, type CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { LIMITS } from "./recovery-spec.ts";

const VENUE = "demo" as VenueKey;
const LEADER_LOGIN = "lead" as ConnectionId;
/** Followers of one login: what a trader's account list looks like, and far below what its budget allows. */
const LOGIN_SIZE = 20;
/** Virtual time between two fills: orders of a login stay within its minute and its hour. */
const GAP_NS = 30_000_000_000;
const START_MS = Date.UTC(2026, 10, 23, 15);
const NQ = "NQZ6" as ContractName;

function specOf(root: string, pointMicros: number): ContractSpec {
  return {
    venue: VENUE,
    contract: `${root}Z6` as ContractName,
    contractId: root,
    root,
    tickSizeMicros: 250_000,
    tickValueMicros: pointMicros / 4,
    pointValueMicros: pointMicros,
  };
}

const caps = { maxContracts: 50, maxOrderContracts: 50 };
const multiplied = (multiplier: number, rounding: string, atLeastOne: boolean): object => ({
  mode: "multiplier",
  multiplier,
  rounding,
  atLeastOne,
  ...caps,
});

interface SizeClass {
  readonly sizing: object;
  readonly contractMap: string | object;
  readonly keepNotional: boolean;
  readonly enabled: boolean;
  readonly present: "live" | "offline" | "not seen";
}

const plain: SizeClass = {
  sizing: multiplied(100, "nearest", true),
  contractMap: "same",
  keepNotional: false,
  enabled: true,
  present: "live",
};
/** Five sizing classes on two maps; each makes at least one contract of the leader's one. */
const classes: readonly SizeClass[] = [
  plain,
  { ...plain, sizing: multiplied(200, "down", false) },
  { ...plain, sizing: multiplied(50, "up", false), contractMap: "mini-to-micro" },
  { ...plain, sizing: { mode: "fixed", contracts: 1, ...caps } },
  { ...plain, contractMap: "mini-to-micro", keepNotional: true },
];

/** Five classes of followers that can not copy an entry, each for a reason of its own. */
const deniedClasses: readonly SizeClass[] = [
  { ...plain, sizing: multiplied(10, "nearest", false) },
  { ...plain, contractMap: { pairs: [["ES", "MES"]] } },
  { ...plain, enabled: false },
  { ...plain, present: "offline" },
  { ...plain, present: "not seen" },
];

export type Mix = "same" | "mixed" | "denied";

interface Member {
  readonly key: AccountKey;
  readonly name: string;
  readonly login: ConnectionId;
  readonly settings: SizeClass;
}

/** The first is the leader. */
function memberOf(index: number, mix: Mix): Member {
  const settings = index === 0 ? plain : classOf(index - 1, mix);
  const number = Math.floor((index - 1) / LOGIN_SIZE);
  const login = index === 0 ? LEADER_LOGIN : `login-${settings.present === "offline" ? "down" : number}`;
  return {
    key: `${VENUE}#${4_000_000 + index}` as AccountKey,
    name: `DEMO${4_000_000 + index}`,
    login: login as ConnectionId,
    settings,
  };
}

function classOf(index: number, mix: Mix): SizeClass {
  const all = { same: [plain], mixed: classes, denied: deniedClasses }[mix];
  return all[index % all.length] ?? plain;
}

function groupOf(members: readonly Member[]): GroupSettings {
  const [leader, ...followers] = members;
  return groupSettingsSchema.parse({
    id: "group",
    name: "Bench",
    tag: "mimik",
    status: "active",
    leader: { connection: leader?.login, account: leader?.name },
    copyOn: "each-fill",
    onReversal: "reverse",
    symbols: ["NQ"],
    activatedMs: START_MS,
    followers: followers.map(({ login, name, settings }) => {
      const { sizing, contractMap, keepNotional, enabled } = settings;
      const ref = { connection: login, account: name };
      const id = `group/${login}/${name}`;
      return { id, ref, enabled, whenOff: "copy-exits", sizing, contractMap, keepNotional };
    }),
  });
}

export class DecideDesk {
  readonly #state: CoreState = newState({ find: () => undefined });
  readonly #members: readonly Member[];
  /** That answer each fill. */
  readonly #orders: number;
  #monoNs = GAP_NS;
  #id = 0;
  #position = 0;

  readonly #onOut: (out: Out) => void;

  /** `onOut` hears of every step when it is over, also of the measured ones. */
  constructor(followers: number, mix: Mix, onOut: (out: Out) => void = () => undefined) {
    this.#onOut = onOut;
    this.#members = Array.from({ length: followers + 1 }, (_, index) => memberOf(index, mix));
    for (const spec of [specOf("NQ", 20_000_000), specOf("MNQ", 2_000_000)]) {
      this.#take({ kind: "contract", spec });
    }
    this.#take({ kind: "settings", groups: [groupOf(this.#members)] });
    const shown = this.#members.filter((member) => member.settings.present === "live");
    for (const login of new Set(shown.map((member) => member.login))) this.#connect(login, shown);
    this.#orders = mix === "denied" ? 0 : followers;
  }

  /** The leader buys one contract where it is flat, else it sells it. @returns nanoseconds of the one step. */
  fill(readNs: () => number): { readonly kind: "entry" | "exit"; readonly ns: number } {
    const kind = this.#position === 0 ? "entry" : "exit";
    const side: Side = kind === "entry" ? 1 : -1;
    this.#position += side;
    this.#monoNs += GAP_NS;
    const [leader] = this.#members;
    if (leader === undefined) throw new Error("a desk has a leader");
    const fill = this.#fillOf({ account: leader.key, contract: NQ, side, quantity: 1 }, this.#next());
    const input: Input = { kind: "fill", fill };
    const now = this.#now();
    const began = readNs();
    const out = step(this.#state, input, now);
    const ns = readNs() - began;
    this.#onOut(out);
    const rows = out.effects.flatMap((effect): OrderRow[] =>
      effect.kind === "place" ? [effect.order] : effect.kind === "liquidate" ? [effect.liquidation] : [],
    );
    if (rows.length !== this.#orders) {
      throw new Error(`${rows.length} orders where ${this.#orders} were due: ${whyNot(out)}`);
    }
    this.#report(fill, 1);
    for (const row of rows) this.#answer(row);
    return { kind, ns };
  }

  #connect(login: ConnectionId, shown: readonly Member[]): void {
    this.#state.budgets.set(login, new RequestBudget(LIMITS));
    const accounts = shown
      .filter((member) => member.login === login)
      .map((member): AccountSnapshot => ({
        account: member.key,
        name: member.name,
        beganNs: this.#monoNs,
        complete: true,
        positions: [],
        orders: [],
        fills: [],
        cash: null,
      }));
    this.#take({ kind: "connected", connection: login, venue: VENUE });
    this.#take({ kind: "snapshot", connection: login, venue: VENUE, accounts });
  }

  /** Everything that follows an order that fills at once. */
  #answer(row: OrderRow): void {
    const orderId = this.#next() as BrokerOrderId;
    this.#take({ kind: "handed-over", order: row.order, sent: true, atNs: this.#monoNs });
    this.#take({ kind: "placed", order: row.order, outcome: { kind: "accepted", orderId } });
    const fill = this.#fillOf(row, orderId);
    this.#take({ kind: "fill", fill });
    this.#report(fill, row.quantity);
  }

  /** The order's and the position's report behind a fill. */
  #report(fill: BrokerFill, quantity: number): void {
    const { account, contract, orderId, side, tradeDate } = fill;
    const state: BrokerOrderState = "filled";
    const known = { state, key: null, quantity, cumulative: quantity, reason: null, text: null };
    this.#take({ kind: "order", report: { account, orderId, contract, side, ...known } });
    const position = this.#state.accounts.get(account)?.positions.get(contract);
    if (position === undefined) throw new Error(`${account} shows no position after its fill`);
    const { carried, boughtFills: bought, soldFills: sold } = position;
    this.#take({ kind: "position", report: { account, contract, tradeDate, carried, bought, sold } });
  }

  #fillOf(
    order: Pick<BrokerFill, "account" | "contract" | "side" | "quantity">,
    orderId: string,
  ): BrokerFill {
    const { account, contract, side, quantity } = order;
    return {
      account,
      contract,
      side,
      quantity,
      fillId: this.#next() as FillId,
      orderId: orderId as BrokerOrderId,
      priceTicks: 100_000 as Ticks,
      tradeDate: { year: 2026, month: 11, day: 23 },
      filledAtMs: this.#now().wallMs,
      active: true,
      receivedNs: this.#monoNs,
    };
  }

  #take(input: Input): Out {
    const out = step(this.#state, input, this.#now());
    this.#onOut(out);
    return out;
  }

  #now(): Now {
    return { monoNs: this.#monoNs, wallMs: START_MS + this.#monoNs / 1e6 };
  }

  /** Ids as long as the broker's. */
  #next(): string {
    this.#id += 1;
    return String(800_000_000_000 + this.#id);
  }
}

/** What the followers were told. */
function whyNot(out: Out): string {
  const legs = out.intents.flatMap((intent) => intent.event?.decisions ?? []).flatMap(({ legs: all }) => all);
  const verdicts = new Set(legs.map((leg) => `${leg.leg} ${leg.verdict}`));
  return [...verdicts].join(", ");
}
