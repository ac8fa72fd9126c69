/** For which end of a session, or loss of the leader, a trade has been closed already: once each, also over a restart. */
import type { Migration } from "./migration.ts";

export const closedBy: Migration = {
  number: 50,
  sql: "ALTER TABLE trade ADD COLUMN closed_by TEXT;",
};
