/**
 * The fault switches of the embedded exchange as the page works them. What is on is read from the exchange, whoever set
 * it; this remembers only what was chosen here and how long an act lasts. Invariant: it knows no other exchange.
 */
import type { FaultControlView, FaultsView } from "../../../src-shared/ipc/drill.ts";
import { Faults, type FaultSettings } from "../../practice/faults.ts";
import type { PracticeState } from "../../practice/state.ts";
import { RefusedError } from "../refused.ts";
import { messageOf } from "../start-failure.ts";
import type { ExchangeDoor } from "./exchange-door.ts";
import type { Choice, Chosen, FaultControl, FaultField, FaultWorld } from "./fault-control.ts";
import { connectionFaults } from "./faults-connection.ts";
import { fillFaults } from "./faults-fills.ts";
import { limitFaults, priceFaults } from "./faults-limits.ts";
import { orderFaults } from "./faults-orders.ts";

export const faultControls: readonly FaultControl[] = [
  ...connectionFaults,
  ...orderFaults,
  ...fillFaults,
  ...limitFaults,
  ...priceFaults,
];

export interface FaultDeskOptions {
  readonly door: ExchangeDoor;
  readonly port: string;
  readonly nowMs: () => number;
  readonly accounts: () => readonly { readonly name: string; readonly userName: string }[];
  /** Whose fill the bust takes back. */
  readonly leader: () => string | undefined;
}

const OFF = new Faults().settings;

function isUsedUp(value: unknown): boolean {
  return typeof value === "object" && value !== null && "count" in value && value.count === 0;
}

function isOn(control: FaultControl, settings: FaultSettings): boolean {
  if (control.kind === "act") return false;
  const value = settings[control.key];
  return JSON.stringify(value) !== JSON.stringify(OFF[control.key]) && !isUsedUp(value);
}

function choicesOf({ choices }: FaultField, world: FaultWorld): readonly Choice[] {
  return typeof choices === "function" ? choices(world) : choices;
}

function chosenOf(control: FaultControl, given: Readonly<Record<string, string>>, world: FaultWorld): Chosen {
  return (id) => {
    const field = control.fields?.find((each) => each.id === id);
    const choice = field && choicesOf(field, world).find((each) => each.id === given[id]);
    if (!choice) throw new RefusedError(`${control.label}: nothing that there is was chosen for "${id}".`);
    return choice.id;
  };
}

export class FaultDesk {
  readonly #options: FaultDeskOptions;
  readonly #chosen = new Map<string, Readonly<Record<string, string>>>();
  readonly #untilMs = new Map<string, number>();

  constructor(options: FaultDeskOptions) {
    this.#options = options;
  }

  async view(): Promise<FaultsView> {
    return this.#viewOf(await this.#options.door.faults(), this.#world());
  }

  async set(id: string, on: boolean, given: Readonly<Record<string, string>>): Promise<FaultsView> {
    const control = faultControls.find((each) => each.id === id);
    if (!control) throw new RefusedError(`There is no fault "${id}".`);
    const { door, nowMs } = this.#options;
    const world = this.#world(await door.books());
    const chosen = chosenOf(control, given, world);
    if (!on) {
      if (control.kind === "act") throw new RefusedError(`${control.label} happens once; it can not be off.`);
      return this.#viewOf(await door.set({ [control.key]: OFF[control.key] }), world);
    }
    const settings = await this.#apply(() => door.set(control.on(chosen, world)));
    this.#chosen.set(id, given);
    if (control.kind === "act" && control.lastsMs) this.#untilMs.set(id, nowMs() + control.lastsMs(chosen));
    return this.#viewOf(settings, world);
  }

  async allOff(): Promise<FaultsView> {
    const { door } = this.#options;
    const settings = await door.set({ reset: true });
    this.#untilMs.clear();
    return this.#viewOf(settings, this.#world());
  }

  async #apply(act: () => Promise<FaultSettings>): Promise<FaultSettings> {
    try {
      return await act();
    } catch (error) {
      throw error instanceof RefusedError ? error : new RefusedError(messageOf(error));
    }
  }

  /** The books are needed only for what names one of their fills. */
  #world(books?: PracticeState): FaultWorld {
    const { accounts, leader, port } = this.#options;
    const known = accounts();
    const name = leader();
    return {
      accounts: known.map((account) => account.name),
      users: [...new Set(known.map(({ userName }) => userName))],
      port,
      lastFill: books?.fills.findLast(({ account }) => account === name)?.id,
    };
  }

  #viewOf(settings: FaultSettings, world: FaultWorld): FaultsView {
    return {
      available: true,
      controls: faultControls.map((control) => this.#controlView(control, settings, world)),
    };
  }

  #controlView(control: FaultControl, settings: FaultSettings, world: FaultWorld): FaultControlView {
    const { id, group, label, line, kind, fields = [] } = control;
    const until = this.#untilMs.get(id);
    const untilMs = until !== undefined && until > this.#options.nowMs() ? until : null;
    const on = isOn(control, settings) || untilMs !== null;
    return {
      id,
      group,
      label,
      line,
      kind,
      fields: fields.map((field) => ({
        id: field.id,
        label: field.label,
        choices: [...choicesOf(field, world)],
      })),
      on,
      chosen: on ? { ...this.#chosen.get(id) } : {},
      untilMs,
    };
  }
}
