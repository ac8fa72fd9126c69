/**
 * What a trade carries of equity sizing and drift, and a group's settings as they were at any time (product.md G5, R3,
 * R5). Once released this text is frozen.
 */
import type { Migration } from "./migration.ts";

export const groups: Migration = {
  number: 20,
  sql: `
ALTER TABLE trade ADD COLUMN ratio_follower INTEGER;
ALTER TABLE trade ADD COLUMN ratio_leader INTEGER;
ALTER TABLE trade ADD COLUMN drift TEXT;
ALTER TABLE trade ADD COLUMN tolerated INTEGER NOT NULL DEFAULT 0 CHECK (tolerated >= 0);

-- One row whenever a group's settings change; NULL body: the group was deleted.
CREATE TABLE group_version (
  id INTEGER PRIMARY KEY,
  group_id TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  body TEXT
) STRICT;
CREATE INDEX group_version_by_group ON group_version (group_id, id);
CREATE TRIGGER group_version_unchanged BEFORE UPDATE ON group_version
BEGIN SELECT RAISE(ABORT, 'group_version is append-only'); END;
CREATE TRIGGER group_version_kept BEFORE DELETE ON group_version
BEGIN SELECT RAISE(ABORT, 'group_version is append-only'); END;
`,
};
