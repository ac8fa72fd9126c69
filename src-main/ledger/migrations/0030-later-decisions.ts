/**
 * Decisions that were taken after their event (an order-complete leg), all in one text: for each attempt alone, twenty
 * followers with the same words took twenty times their bytes. `attempt.decision` stays for what was written before.
 * Once released this text is frozen.
 */
import type { Migration } from "./migration.ts";

export const laterDecisions: Migration = {
  number: 30,
  sql: "ALTER TABLE leader_event ADD COLUMN later TEXT;",
};
