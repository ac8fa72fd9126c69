/** The `params` of an order strategy: JSON in a string, read strictly and never filled in. Pure. */
import { z } from "zod";
import { versionFields } from "./order-forms.ts";

const offset = z.number().nullish();
/** Offsets are signed points from the entry's price: a long strategy's target is above, its stop below. */
const bracketSchema = z.object({
  qty: z.number().int().positive().max(100_000),
  profitTarget: offset,
  stopLoss: offset,
  trailingStop: z.boolean().nullish(),
  autoTrail: z.unknown().optional(),
});
const paramsSchema = z.object({
  entryVersion: z.object({ ...versionFields, orderQty: z.number().int().positive().max(100_000) }),
  brackets: z.array(bracketSchema).max(20),
});
const changeSchema = z.object({ brackets: z.array(bracketSchema).max(20) });

export interface Bracket {
  readonly qty: number;
  readonly profitTarget: number | undefined;
  readonly stopLoss: number | undefined;
  readonly trailingStop: boolean;
}

export interface StrategyParams {
  readonly entryVersion: z.infer<typeof paramsSchema>["entryVersion"];
  readonly brackets: readonly Bracket[];
}

export type ReadParams<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly reason: "AdvancedTrailingStopUnsupported" | "UnknownReason";
      readonly text: string;
    };

function refuse(text: string): ReadParams<never> {
  return { ok: false, reason: "UnknownReason", text };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readBrackets(input: readonly z.infer<typeof bracketSchema>[]): ReadParams<readonly Bracket[]> {
  if (input.some(({ autoTrail }) => autoTrail !== undefined && autoTrail !== null)) {
    const text = "autoTrail is not offered here";
    return { ok: false, reason: "AdvancedTrailingStopUnsupported", text };
  }
  const value = input.map(({ qty, profitTarget, stopLoss, trailingStop }) => ({
    qty,
    profitTarget: profitTarget ?? undefined,
    stopLoss: stopLoss ?? undefined,
    trailingStop: trailingStop === true,
  }));
  return { ok: true, value };
}

export function readParams(text: string | undefined): ReadParams<StrategyParams> {
  const parsed = paramsSchema.safeParse(parseJson(text));
  if (!parsed.success) return refuse("params is no JSON of entryVersion and brackets");
  const brackets = readBrackets(parsed.data.brackets);
  if (!brackets.ok) return brackets;
  return { ok: true, value: { entryVersion: parsed.data.entryVersion, brackets: brackets.value } };
}

/** The `command` of a modification: new brackets, in the places of the old ones. */
export function readCommand(text: string): ReadParams<readonly Bracket[]> {
  const parsed = changeSchema.safeParse(parseJson(text));
  return parsed.success ? readBrackets(parsed.data.brackets) : refuse("command is no JSON of brackets");
}
