/**
 * A scenario: prices, a leader's trades, faults and waits, written down so that they can be played again. Strict:
 * unknown keys are refused, and every problem is named with its path. `GET /practice/schema` publishes it.
 */
import { z } from "zod";
import { faultsSchema } from "./faults.ts";
import { orderTypeSchema } from "./trade-schema.ts";

const ms = z.number().int().min(0).max(86_400_000);
const account = z.string().max(64).describe("Account name, PRAC0001.");
const symbol = z.string().max(64).describe("Contract name, MNQZ6.");
const price = z.number().describe("In points, on a tick.");

const trade = z.strictObject({
  do: z.literal("trade"),
  account,
  symbol,
  action: z.enum(["Buy", "Sell"]),
  qty: z.number().int().min(1).max(100_000),
  orderType: orderTypeSchema.optional().describe("Market when left out."),
  price: price.optional().describe("Limit or stop price."),
  fills: z.array(z.number().int().min(1)).min(1).max(1_000).optional().describe("Exact sizes, in order."),
  times: z.number().int().min(1).max(10_000).optional().describe("So often; once when left out."),
  everyMs: ms.optional().describe("Time between two of them; 0 when left out."),
});

const expectation = z.strictObject({
  do: z.literal("expect"),
  positions: z
    .array(z.strictObject({ account, symbol, net: z.number().int() }))
    .max(1_000)
    .optional(),
  orders: z
    .array(z.strictObject({ account, count: z.number().int().min(0) }))
    .max(1_000)
    .optional()
    .describe("How many orders an account has had on this trade date."),
  withinMs: ms.optional().describe("How long it may take to come true; 0 when left out."),
});

const step = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("wait"), forMs: ms }),
  z.strictObject({
    do: z.literal("waitFor"),
    userSockets: z.number().int().min(1).max(1_000).describe("So many authorised user sockets."),
    withinMs: ms.describe("Fails after this."),
  }),
  trade,
  z.strictObject({ do: z.literal("flatten"), account, symbol }),
  z.strictObject({ do: z.literal("price"), symbol, price }),
  z.strictObject({ do: z.literal("faults"), set: faultsSchema }),
  expectation,
]);

const point = z.strictObject({ atMs: ms, price });

const prices = z
  .strictObject({
    symbol,
    steps: z.array(point).min(1).max(10_000).optional().describe("The price jumps at each point."),
    path: z.array(point).min(1).max(10_000).optional().describe("The price moves in a line between points."),
    everyMs: z
      .number()
      .int()
      .min(10)
      .max(3_600_000)
      .optional()
      .describe("Pace of a path; 250 when left out."),
  })
  .refine((given) => (given.steps === undefined) !== (given.path === undefined), {
    message: "Give either steps or path",
  });

export const scenarioSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(128),
  seed: z.number().int().min(0).max(2_147_483_647).describe("Ids and prices of an exchange started with it."),
  clock: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("real") }),
    z.strictObject({
      kind: z.literal("virtual"),
      start: z.iso.datetime().describe("Where the exchange's time begins."),
      speed: z
        .number()
        .min(0.1)
        .max(1_000)
        .describe("How much faster than real time; sockets keep real time."),
    }),
  ]),
  prices: z.array(prices).max(100).optional().describe("Other prices stand still while there are any."),
  steps: z.array(step).min(1).max(10_000),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioStep = Scenario["steps"][number];
export type ScenarioPrices = NonNullable<Scenario["prices"]>[number];

/** Every problem with its path, `steps.3.qty: …`. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join(".") || "scenario"}: ${message}`);
}
