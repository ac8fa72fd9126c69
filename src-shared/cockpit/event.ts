/** Numbered changes of the cockpit: whole rows, so that applying one twice changes nothing. */
import { z } from "../zod.ts";
import {
  alarmSchema,
  connectionViewSchema,
  engineViewSchema,
  followerRowSchema,
  groupRowSchema,
  tapeEntrySchema,
} from "./model.ts";

export const cockpitChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connection"), connection: connectionViewSchema }),
  z.object({ kind: z.literal("connection-removed"), id: z.string() }),
  z.object({ kind: z.literal("group"), group: groupRowSchema }),
  z.object({ kind: z.literal("group-removed"), id: z.string() }),
  z.object({ kind: z.literal("follower"), follower: followerRowSchema }),
  z.object({ kind: z.literal("follower-removed"), id: z.string() }),
  z.object({ kind: z.literal("tape"), entry: tapeEntrySchema }),
  z.object({ kind: z.literal("alarm"), alarm: alarmSchema }),
  z.object({ kind: z.literal("engine"), engine: engineViewSchema }),
]);
export type CockpitChange = z.output<typeof cockpitChangeSchema>;

export const cockpitEventSchema = z.object({
  /** Rises by one; a gap means that a new snapshot has to be asked for. */
  seq: z.number().int(),
  atMs: z.number().int(),
  changes: z.array(cockpitChangeSchema),
});
export type CockpitEvent = z.output<typeof cockpitEventSchema>;

/** Last value wins, unnumbered, at most ten a second. */
export const cockpitPricesSchema = z.object({
  atMs: z.number().int(),
  contracts: z.array(
    z.object({
      contract: z.string(),
      bid: z.string().nullable(),
      offer: z.string().nullable(),
      last: z.string().nullable(),
    }),
  ),
  /** Open P&L in micro-dollars per account key; null where a price is missing. */
  accounts: z.array(z.object({ account: z.string(), openPnl: z.number().int().nullable() })),
});
export type CockpitPrices = z.output<typeof cockpitPricesSchema>;
