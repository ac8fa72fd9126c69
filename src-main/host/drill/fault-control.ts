/**
 * What a fault switch is to the page: words, what can be chosen, and the request that sets it. The catalogue is in the
 * `faults-*.ts` beside this; a test walks the exchange's schema and finds each of its keys in exactly one control.
 */
import type { FaultGroup } from "../../../src-shared/ipc/drill.ts";
import type { FaultSettings, FaultsRequest } from "../../practice/faults.ts";

/** What the choices of a control can name. */
export interface FaultWorld {
  readonly accounts: readonly string[];
  readonly users: readonly string[];
  /** The exchange's own port, for the fault that sends clients elsewhere. */
  readonly port: string;
  /** The newest fill of the practice leader, for the one that takes it back. */
  readonly lastFill: number | undefined;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export interface FaultField {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice[] | ((world: FaultWorld) => readonly Choice[]);
}

/** Reads what was chosen of a field. @throws where nothing that there is was chosen */
export type Chosen = (field: string) => string;

interface Common {
  readonly id: string;
  readonly group: FaultGroup;
  readonly label: string;
  readonly line: string;
  readonly fields?: readonly FaultField[];
}

export type FaultSwitch = Common & {
  readonly kind: "switch";
  /** The key of the exchange's settings that it is. */
  readonly key: keyof FaultSettings;
  readonly on: (chosen: Chosen, world: FaultWorld) => FaultsRequest;
};

export type FaultAct = Common & {
  readonly kind: "act";
  readonly key: Exclude<keyof FaultsRequest, keyof FaultSettings>;
  readonly on: (chosen: Chosen, world: FaultWorld) => FaultsRequest;
  /** How long it stays in force. */
  readonly lastsMs?: (chosen: Chosen) => number;
};

export type FaultControl = FaultSwitch | FaultAct;

const EVERYBODY: Choice = { id: "all", label: "everybody" };

export function seconds(...of: readonly number[]): readonly Choice[] {
  return of.map((each) => ({ id: String(each * 1000), label: each < 1 ? `${each * 1000} ms` : `${each} s` }));
}

export function times(words: (count: number) => string, ...counts: readonly number[]): readonly Choice[] {
  return counts.map((count) => ({ id: String(count), label: words(count) }));
}

/** `next order`, `next 3 orders`. */
export function next(thing: string): (count: number) => string {
  return (count) => (count === 1 ? `next ${thing}` : `next ${count} ${thing}s`);
}

/** A field whose choices are these users, with everybody first. */
export const whoseRequests: FaultField = {
  id: "user",
  label: "Whose",
  choices: ({ users }) => [EVERYBODY, ...users.map((user) => ({ id: user, label: user }))],
};

/** The `user` key of a switch, left out for everybody. */
export function userKey(chosen: Chosen): { user?: string } {
  const user = chosen("user");
  return user === EVERYBODY.id ? {} : { user };
}
