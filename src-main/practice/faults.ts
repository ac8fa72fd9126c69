/**
 * The switches of the exchange: every fault, limit and delay, all off by default. One schema describes what
 * `POST /practice/faults` takes; keys that are left out keep their value. Holds settings, performs nothing: the acts
 * (`dropConnections`, `shutdown` …) are its caller's.
 */
import { z } from "zod";
import type { TradeType } from "./documents.ts";
import { acts, wireFaults } from "./fault-doors.ts";
import { bookFaults, deliveryFaults } from "./fault-groups.ts";
import { quotasOf, type Quotas } from "./quotas.ts";

const settingsSchema = z.strictObject({ ...bookFaults, ...deliveryFaults, ...wireFaults });

export const faultsSchema = settingsSchema
  .extend({
    reset: z.literal(true).describe("Switch everything off first, then apply the other keys."),
    ...acts,
  })
  .partial();

export type FaultsRequest = z.infer<typeof faultsSchema>;
/** The switches as they stand. */
export type FaultSettings = Readonly<z.infer<typeof settingsSchema>>;
/** What is asked for once, beside the settings. */
export type FaultActs = Pick<FaultsRequest, keyof typeof acts>;
type Reject = NonNullable<FaultSettings["rejectNext"]>;
/** The class of an operation, by which tickets and lock-outs choose. */
export type Operation = "orders" | "auth" | "reads";

const OFF: FaultSettings = {
  rejectNext: null,
  fillDelayMs: 0,
  partialFills: null,
  marginCheck: false,
  readonlyAccounts: [],
  withoutOrders: [],
  freezePrices: false,
  quotePauseMs: null,
  deliverFills: 1,
  duplicateEvents: 1,
  shuffleEvents: null,
  batchEvents: false,
  eventOrder: null,
  orderLagMs: 0,
  deletedEvents: false,
  strangers: false,
  shortTimestamps: false,
  textIds: false,
  truncateFrames: 0,
  dropAfter: null,
  requireEntityTypes: false,
  splitSnapshots: 3,
  ackDelayMs: 0,
  loseReplies: 0,
  errorBodies: "plain",
  silent: false,
  heartbeats: "quiet",
  clientBeatMsMax: null,
  authorizeMsMax: 10_000,
  apiHosts: null,
  wrongHost: null,
  wrongService: false,
  penalty: null,
  rateLimit: null,
  mfaReplies: 0,
  marketData: "on",
  oauthClient: null,
  quotas: null,
};

export class Faults {
  #settings = OFF;
  #quotas: Quotas = quotasOf(null);

  get settings(): FaultSettings {
    return this.#settings;
  }

  get quotas(): Quotas {
    return this.#quotas;
  }

  /** Applies the settings of what was asked; the acts are the caller's. */
  apply(request: FaultsRequest): void {
    const { reset, ...changes } = request;
    const given = Object.entries(changes).filter(
      ([name, value]) => value !== undefined && !Object.hasOwn(acts, name),
    );
    this.#settings = { ...(reset ? OFF : this.#settings), ...Object.fromEntries(given) };
    this.#quotas = quotasOf(this.#settings.quotas);
  }

  /** The refusal that meets this order, counted down. */
  takeReject(accountName: string): Reject | undefined {
    const reject = this.#settings.rejectNext;
    if (!reject || reject.reason === "Success" || !this.#concerns(reject, accountName)) return undefined;
    this.#set({ rejectNext: { ...reject, count: reject.count - 1 } });
    return reject;
  }

  /** Whether an accepted order's reply is to name `Success` as its failure reason, counted down. */
  takeExplicitSuccess(accountName: string): boolean {
    const reject = this.#settings.rejectNext;
    if (reject?.reason !== "Success" || !this.#concerns(reject, accountName)) return false;
    this.#set({ rejectNext: { ...reject, count: reject.count - 1 } });
    return true;
  }

  /** Whether the reply to this order request is to be lost, counted down. */
  takeLostReply(): boolean {
    return this.#take("loseReplies");
  }

  takeMfaReply(): boolean {
    return this.#take("mfaReplies");
  }

  takeTruncatedFrame(): boolean {
    return this.#take("truncateFrames");
  }

  /** Whether this order request is the one at which its connection is cut, and on which side of acting. */
  takeOrderCut(userName: string): "before" | "after" | undefined {
    const cut = this.#settings.dropAfter;
    if (!cut || !("orders" in cut) || (cut.user ?? userName) !== userName) return undefined;
    this.#set({ dropAfter: cut.orders > 1 ? { ...cut, orders: cut.orders - 1 } : null });
    return cut.orders > 1 ? undefined : cut.when;
  }

  /** How many of these events still go out before their socket is cut; undefined: all, and it stays. */
  takeEventCut(userName: string, types: readonly TradeType[]): number | undefined {
    const cut = this.#settings.dropAfter;
    if (!cut || !("events" in cut) || (cut.user ?? userName) !== userName) return undefined;
    let left = cut.events;
    for (const [at, type] of types.entries()) {
      if ((cut.entityType ?? type) !== type) continue;
      if (left <= 1) {
        this.#set({ dropAfter: null });
        return left === 0 ? at : at + 1;
      }
      left -= 1;
    }
    this.#set({ dropAfter: { ...cut, events: left } });
    return undefined;
  }

  /** The penalty that meets a request without a ticket, counted down. */
  takePenalty(operation: Operation, userName: string): NonNullable<FaultSettings["penalty"]> | undefined {
    const { penalty } = this.#settings;
    if (!penalty || penalty.count === 0 || !meets(penalty, operation, userName)) return undefined;
    this.#set({ penalty: { ...penalty, count: penalty.count - 1 } });
    return penalty;
  }

  /** The status of a lock-out that is counted in requests, counted down. */
  takeCountedLimit(operation: Operation, userName: string): 423 | 429 | undefined {
    const limit = this.#settings.rateLimit;
    if (!limit || !meets(limit, operation, userName) || limit.count === undefined || limit.count === 0)
      return undefined;
    this.#set({ rateLimit: { ...limit, count: limit.count - 1 } });
    return limit.status;
  }

  /** Switches off what has run its time. */
  end(name: "rateLimit"): void {
    this.#set({ [name]: null });
  }

  #concerns(reject: Reject, accountName: string): boolean {
    return reject.count > 0 && (reject.account ?? accountName) === accountName;
  }

  #take(name: "loseReplies" | "mfaReplies" | "truncateFrames"): boolean {
    const left = this.#settings[name];
    if (left === 0) return false;
    this.#set({ [name]: left - 1 });
    return true;
  }

  #set(change: Partial<FaultSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }
}

/** Whether a switch that names operations and perhaps a user is meant for this request. */
export function meets(
  { on, user }: { readonly on: Operation | "all"; readonly user?: string | undefined },
  operation: Operation,
  userName: string,
): boolean {
  return (on === "all" || on === operation) && (user ?? userName) === userName;
}
