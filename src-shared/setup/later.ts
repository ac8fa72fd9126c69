/**
 * Settings of the full setup format whose feature does not exist in this version. A value that switches the feature
 * off is accepted, so that a file written for the full format with everything off can be read; anything else is
 * refused by the feature's name. Nothing that would protect the trader is ever ignored in silence.
 */
import { z } from "../zod.ts";
import { flag, oneOf, whole } from "./shape.ts";

/** `feature` with its verb ("session windows are"), `inert` the values that switch it off, `hint` what to write. */
function later(feature: string, inert: z.ZodType, hint: string) {
  return z
    .unknown()
    .superRefine((value, context) => {
      if (inert.safeParse(value).success) return;
      context.addIssue({ code: "custom", message: `${feature} not available in this version; ${hint}` });
    })
    .optional();
}

const anAmount = 'a decimal amount in quotes, such as "1000.00"';
const decimal = z.string(anAmount).regex(/^\d{1,9}(\.\d{1,6})?$/u, anAmount);
const aShare = 'a share from 0 to 1 in quotes, such as "0.80"';
const share = z.string(aShare).regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/u, aShare);
const aRule = "a rule: an object with armed";

function armed(rule: string) {
  return flag.refine((on) => !on, `${rule} is not available in this version; set armed to false`);
}

const amountRule = (rule: string) =>
  z.strictObject({ armed: armed(rule), amount: decimal.optional() }, aRule);

const riskSchema = z
  .strictObject(
    {
      dailyLossLimit: amountRule("the daily loss limit").optional(),
      dailyProfitTarget: amountRule("the daily profit target").optional(),
      weeklyLossLimit: amountRule("the weekly loss limit").optional(),
      weeklyProfitTarget: amountRule("the weekly profit target").optional(),
      trailingDrawdown: z
        .strictObject(
          {
            armed: armed("the trailing drawdown"),
            type: oneOf(["intraday", "end-of-day", "static"]).optional(),
            allowance: decimal.optional(),
            start: decimal.nullish(),
            peak: decimal.nullish(),
            lockLevel: decimal.nullish(),
          },
          aRule,
        )
        .optional(),
      profitGiveBack: z
        .strictObject(
          {
            armed: armed("the profit give-back rule"),
            activation: decimal.optional(),
            share: share.nullish(),
            amount: decimal.nullish(),
          },
          aRule,
        )
        .optional(),
      maxTradesPerDay: z
        .strictObject(
          {
            armed: armed("the limit of trades per day"),
            count: whole(1, 10_000).optional(),
          },
          aRule,
        )
        .optional(),
      /** Without an armed rule there is nothing to warn of. */
      warnAtShare: share.optional(),
    },
    "the risk rules: an object",
  )
  .nullish();

const nothing = z.null();

export const laterInFile = {
  crossAccountGuard: later("the cross-account guard is", z.literal("off"), 'set it to "off"'),
};

export const laterInGroup = {
  fitGate: later(
    "the fit gate is",
    z.strictObject({ mode: z.literal("off"), ticksWithoutStop: z.number().int().nullish() }),
    'set its mode to "off"',
  ),
  dryRun: later("the dry run is", z.literal(false), "set it to false"),
};

export const laterInFollower = {
  firm: later("naming a firm is", nothing, "set it to null: nothing here would act on it"),
  flatBy: later("a time to be flat by is", nothing, "set it to null"),
  risk: riskSchema,
};
