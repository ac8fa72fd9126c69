/** The parts of a modelled broker and what its modules share. Types and two look-ups; nothing happens here. */
import type { AccountKey, ConnectionId, ContractName, OrderKey } from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import type { OrderRow } from "../core/effect.ts";
import type { Input, Now, PlaceOutcome } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import type { CoreState } from "../core/state.ts";
import type { Faults } from "./faults.ts";
import type { Book, Execution, ModelOrder } from "./model-book.ts";
import type { Network } from "./model-network.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface ModelAccount {
  readonly key: AccountKey;
  readonly name: string;
  readonly connection: ConnectionId;
}

export interface ExchangeOptions {
  readonly seed: number;
  readonly faults: Faults;
  readonly accounts: readonly ModelAccount[];
  readonly leader: AccountKey;
  readonly contracts: readonly ContractSpec[];
  /** Orders of the copier wait for `fill`, `cancelRest` or `refuse` instead of filling by themselves. */
  readonly byHand: boolean;
  /** What a test has the broker answer instead of taking an order; null: it is taken. */
  readonly answerWith?: (row: OrderRow) => PlaceOutcome | null;
  /** Sees each input with what the core made of it, before the effects are performed. */
  readonly onStep?: (input: Input, out: Out, now: Now) => void;
  readonly beforeStep?: (input: Input) => void;
  readonly onExecution?: (execution: Execution) => void;
}

/** Everything that one modelled broker consists of. */
export interface Model {
  /** Hands an input to the core and performs what it asks for. */
  readonly take: (input: Input) => void;
  readonly options: ExchangeOptions;
  readonly state: CoreState;
  readonly book: Book;
  readonly network: Network;
  readonly clock: VirtualClock;
  readonly timers: Map<string, () => void>;
  /** When an order was first named to the copier, and when its contract's last leader fill was. */
  readonly namedMs: Map<ModelOrder, number>;
  readonly lastFillMs: Map<ContractName, number>;
  /** Requests without an answer, by connection: a broken connection leaves them unknown. */
  readonly unanswered: Map<OrderKey, ConnectionId>;
  readonly byKey: Map<OrderKey, ModelOrder>;
  readonly inTransit: Set<OrderRow>;
  readonly refused: Set<OrderKey>;
  /** 1 to the bound, both included. */
  readonly upTo: (bound: number) => number;
}

export function connectionOf(model: Model, account: AccountKey): ConnectionId {
  const found = model.options.accounts.find((candidate) => candidate.key === account);
  if (!found) throw new Error(`no account ${account}`);
  return found.connection;
}

export function isOpen(order: ModelOrder): boolean {
  return order.state === "working" || order.state === "pending";
}
