/**
 * A product, maturity or contract that the broker has changed. What a contract is worth must never change without a word:
 * the change is said and the new figures are told to the core. Where the new ones can not be used the old ones stay, and
 * that is said: to lose the fills of a contract that is held would be worse than a price that is off.
 */

import type { ContractSpec } from "../../../src-shared/instrument.ts";
import { contractsOn, remember, renewSpec } from "./contracts.ts";
import type { ContractEntity, MaturityEntity, ProductEntity } from "./entities.ts";
import { Malformed } from "./read.ts";
import type { Out, Translation } from "./translation.ts";

export function onReference(
  state: Translation,
  entity: ContractEntity | MaturityEntity | ProductEntity,
  out: Out,
): void {
  remember(state.book, entity);
  for (const contractId of contractsOn(state.book, entity)) respecify(state, contractId, out);
}

function respecify(state: Translation, contractId: string, out: Out): void {
  const { book } = state;
  const known = book.specs.get(contractId);
  if (known === undefined) return;
  try {
    const spec = renewSpec(book, contractId);
    if (spec === undefined) {
      // It points to a maturity or product that is not known yet; until then the old figures stand.
      out.lookups.push({ kind: "contract", id: contractId });
      return;
    }
    const changes = changesBetween(known, spec);
    if (changes.length === 0) return;
    if (known.contract !== spec.contract) book.byName.delete(known.contract);
    out.respecified.push(`${known.contract}: ${changes.join(", ")}`);
    if (state.announced.has(contractId)) out.events.push({ kind: "contract", spec });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    out.respecified.push(`${known.contract}: ${error.message}; what was known before stays in use`);
  }
}

function changesBetween(known: ContractSpec, spec: ContractSpec): string[] {
  const figures: readonly (readonly [what: string, before: string | number, now: string | number])[] = [
    ["name", known.contract, spec.contract],
    ["product", known.root, spec.root],
    ["tick size", known.tickSizeMicros / 1e6, spec.tickSizeMicros / 1e6],
    ["dollars per point", known.pointValueMicros / 1e6, spec.pointValueMicros / 1e6],
  ];
  return figures.flatMap(([what, before, now]) => (before === now ? [] : [`${what} ${before} → ${now}`]));
}
