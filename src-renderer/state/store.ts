/**
 * The one store of the page. Written only by `state/sync.ts` (what the engine says) and by the functions of
 * `actions/` (what the trader does with the page itself). It never holds money or positions that the engine has not
 * published: a pressed button changes nothing here until the engine's event arrives.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { CockpitSnapshot, TapeEntry } from "../../src-shared/cockpit/model.ts";
import type { FieldProblem } from "../../src-shared/ipc/connection-form.ts";
import type { TestStep } from "../../src-shared/ipc/connections.ts";
import type {
  ActivityRow,
  CommandInput,
  CommandOutput,
  PracticeState,
} from "../../src-shared/ipc/contract.ts";
import type { DrillMoment, DrillState, FaultsView } from "../../src-shared/ipc/drill.ts";
import type { GroupDraft, ResyncPreview } from "../../src-shared/ipc/groups.ts";
import type { FormFields } from "../connections/form-model.ts";
import { noGroups, type GroupsSlice } from "./groups-slice.ts";

/** How the page stands to the engine. Everything but `live` is shown over what is on the page. */
export type Phase =
  | { readonly kind: "connecting" }
  | { readonly kind: "synchronising" }
  | { readonly kind: "live" }
  | { readonly kind: "lost"; readonly sinceMs: number; readonly retryAtMs: number }
  | { readonly kind: "refused"; readonly words: string };

export interface ContractPrice {
  readonly bid: string | null;
  readonly offer: string | null;
  readonly last: string | null;
}

/** Apart from the cockpit: changes ten times a second, and no event number depends on it. */
export interface Prices {
  readonly contracts: ReadonlyMap<string, ContractPrice>;
  /** Open P&L in micro-dollars per account key; null where a price is missing. */
  readonly openPnl: ReadonlyMap<string, number | null>;
}

export type FlattenScope = CommandInput<"flatten">["scope"];

export interface Armed {
  readonly key: string;
  readonly untilMs: number;
}

/** A flatten that was asked for, until every account of it is seen flat. */
export interface FlattenWatch {
  readonly title: string;
  readonly followers: readonly string[];
}

export interface Notice {
  readonly id: number;
  readonly tone: "done" | "failed";
  readonly words: string;
}

export interface ActivitySlice {
  readonly rows: readonly ActivityRow[];
  readonly total: number;
  readonly loading: boolean;
  readonly problem: string | null;
  readonly exporting: boolean;
  readonly exported: string | null;
}

export type TicketKind = "market" | "limit" | "stop";

export interface Ticket {
  /** Null until the trader chooses: the first leader, and the first contract, are offered. */
  readonly account: string | null;
  readonly contract: string | null;
  /** As typed; read only when an order is placed, so that nothing typed is ever lost. */
  readonly quantity: string;
  readonly kind: TicketKind;
  readonly price: string;
}

export interface PracticeSlice {
  readonly state: PracticeState | null;
  readonly problem: string | null;
  readonly ticket: Ticket;
  readonly answer: { readonly accepted: boolean; readonly words: string } | null;
}

type ConnectionsSettings = CommandOutput<"connections.settings">;

interface Tested {
  readonly steps: readonly TestStep[];
  readonly cost: string;
}

export interface ConnectionForm {
  /** Closed it keeps what was typed. */
  readonly open: boolean;
  /** The connection that is edited; null: one is added. */
  readonly previous: string | null;
  readonly fields: FormFields;
  /** Paths of fields that were typed in. */
  readonly touched: readonly string[];
  /** The trader wanted to save or test it: everything that is wrong is shown. */
  readonly tried: boolean;
  /** As the engine sees it among the other settings. */
  readonly problems: readonly FieldProblem[];
  readonly busy: "save" | "test" | null;
  readonly tested: Tested | null;
  readonly failure: string | null;
}

export interface ConnectionsSlice {
  readonly settings: ConnectionsSettings | null;
  readonly problem: string | null;
  readonly form: ConnectionForm | null;
  /** By connection. */
  readonly tests: Readonly<
    Record<string, { readonly kind: "running" } | ({ readonly kind: "done" } & Tested)>
  >;
  /** Addresses of logins in the browser, by connection. */
  readonly browserPages: Readonly<Record<string, string>>;
}

/** The chaos drill on the Practice page. What is on and how a drill went is the engine's; the rest is what was picked. */
export interface DrillSlice {
  readonly view: "trade" | "drill";
  readonly faults: FaultsView | null;
  readonly state: DrillState | null;
  /** What could not be done, in words. */
  readonly problem: string | null;
  /** By fault, then by field. */
  readonly picked: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The row that is open, with what happened when. */
  readonly open: string | null;
  readonly moments: readonly DrillMoment[];
  /** Drills that wait for the trader's consent to close what is held. */
  readonly asking: readonly string[] | null;
  readonly exported: string | null;
}

/** The resync dialog (R4): what it shows is what a click confirms, and nothing else. */
export interface ResyncSlice {
  /** Counts what was asked for, so that an answer to something else is not shown as this one's. */
  readonly session: number;
  readonly follower: string;
  readonly toward: "implied" | "flat";
  /** Null until the first answer. It may still be of the other choice of `toward`. */
  readonly preview: ResyncPreview | null;
  readonly problem: string | null;
  /** A preview is on its way; `again`: something has moved since it was asked for. */
  readonly reading: boolean;
  readonly again: boolean;
  readonly sending: boolean;
  /** Other orders than those that stood there before. */
  readonly changed: boolean;
  /** They stand there too short a time to have been read: a click was aimed at those before. */
  readonly held: boolean;
  readonly heldUntilMs: number;
}

/** One leader fill explained, in the dialog that the tape and the activity page open. */
export type ExplainSlice = { readonly eventId: string } & (
  | { readonly kind: "loading" }
  | { readonly kind: "problem"; readonly words: string }
  | { readonly kind: "shown"; readonly entry: TapeEntry; readonly settings: GroupDraft | null }
);

export const pages = ["cockpit", "practice", "groups", "connections", "activity"] as const;
export type PageId = (typeof pages)[number];

export interface AppState {
  readonly phase: Phase;
  readonly info: CommandOutput<"app.info"> | null;
  readonly cockpit: CockpitSnapshot | null;
  readonly prices: Prices;
  readonly page: PageId;
  readonly tapeOpen: boolean;
  readonly armed: Armed | null;
  readonly flattening: FlattenWatch | null;
  readonly notices: readonly Notice[];
  /** Alarms up to this id have been seen in the bell. */
  readonly alarmRead: number;
  readonly activity: ActivitySlice;
  readonly practice: PracticeSlice;
  readonly drill: DrillSlice;
  readonly connections: ConnectionsSlice;
  readonly groups: GroupsSlice;
  readonly resync: ResyncSlice | null;
  readonly explain: ExplainSlice | null;
  /** Groups that are being activated, one after the other: the first may be asked about (G7). */
  readonly activating: readonly string[];
}

export type Store = StoreApi<AppState>;

export const NOTICES_MAX = 4;

export function createAppStore(tapeOpen: boolean): Store {
  return createStore<AppState>()(() => ({
    phase: { kind: "connecting" },
    info: null,
    cockpit: null,
    prices: { contracts: new Map(), openPnl: new Map() },
    page: "cockpit",
    tapeOpen,
    armed: null,
    flattening: null,
    notices: [],
    alarmRead: 0,
    activity: { rows: [], total: 0, loading: false, problem: null, exporting: false, exported: null },
    practice: {
      state: null,
      problem: null,
      ticket: { account: null, contract: null, quantity: "1", kind: "market", price: "" },
      answer: null,
    },
    drill: {
      view: "trade",
      faults: null,
      state: null,
      problem: null,
      picked: {},
      open: null,
      moments: [],
      asking: null,
      exported: null,
    },
    connections: { settings: null, problem: null, form: null, tests: {}, browserPages: {} },
    groups: noGroups,
    resync: null,
    explain: null,
    activating: [],
  }));
}
