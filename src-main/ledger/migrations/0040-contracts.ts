/**
 * What the ledger needs to show a stored fill as the live one was shown: the tick size of each contract, so that ticks
 * can be read as a price after a restart, and the changes of one group without reading those of all. Once released this
 * text is frozen.
 */
import type { Migration } from "./migration.ts";

export const contracts: Migration = {
  number: 40,
  sql: `
CREATE TABLE contract (
  venue TEXT NOT NULL,
  contract TEXT NOT NULL,
  tick_size_micros INTEGER NOT NULL CHECK (tick_size_micros > 0),
  PRIMARY KEY (venue, contract)
) STRICT, WITHOUT ROWID;

-- "groups[<id>]" of a path, or "connections[<name>]".
CREATE INDEX setting_change_by_owner ON setting_change (substr(path, 1, instr(path, ']')), id);
`,
};
