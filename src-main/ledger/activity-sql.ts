/** Queries of the activity pages and the export: all of them walk the primary key. */
const columns = `id, wall_ms AS wallMs, activity, severity, group_id AS "group", follower, account, contract,
  event_id AS eventId, words`;

export const activitySql = {
  newest: `SELECT ${columns} FROM activity ORDER BY id DESC LIMIT ?`,
  before: `SELECT ${columns} FROM activity WHERE id < ? ORDER BY id DESC LIMIT ?`,
  after: `SELECT ${columns} FROM activity WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
  firstOfEvent: "SELECT id FROM activity WHERE event_id = ? ORDER BY id LIMIT 1",
  lastId: "SELECT id FROM activity ORDER BY id DESC LIMIT 1",
} as const;
