/**
 * Activation of groups (G7): the first one asks about positions that stand on the followers already. Groups that are
 * activated together are asked about one after the other.
 */
import type { CommandInput, CommandOutput } from "../../src-shared/ipc/contract.ts";
import { wordsOfError, type App } from "./app.ts";
import { setGroupStatus } from "./copying.ts";

export type Activation = CommandOutput<"group.activation">;
export type ActivationChoice = CommandInput<"group.activate">["choices"][number];

export type Asked<Value> =
  | { readonly kind: "known"; readonly value: Value }
  | { readonly kind: "problem"; readonly words: string };

export async function readActivation(app: App, group: string): Promise<Asked<Activation>> {
  try {
    return { kind: "known", value: await app.client.call("group.activation", { group }) };
  } catch (error) {
    return { kind: "problem", words: wordsOfError(error) };
  }
}

/** Null when it is done, else why it was not. */
export async function activate(
  app: App,
  group: string,
  choices: readonly ActivationChoice[],
): Promise<string | null> {
  try {
    await app.client.call("group.activate", { group, choices: [...choices] });
    return null;
  } catch (error) {
    return wordsOfError(error);
  }
}

/** Where nothing has to be asked. */
export function activateAtOnce(app: App, group: string): Promise<boolean> {
  return setGroupStatus(app, group, "active");
}

export function activateGroups({ store }: App, groups: readonly string[]): void {
  store.setState(({ activating }) => ({ activating: [...new Set([...activating, ...groups])] }));
}

/** The first one is done with; the next one's turn. */
export function nextActivation({ store }: App): void {
  store.setState(({ activating }) => ({ activating: activating.slice(1) }));
}

/** The trader has cancelled: the rest stay as they are. */
export function stopActivating({ store }: App): void {
  store.setState({ activating: [] });
}
