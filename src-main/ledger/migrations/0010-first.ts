/**
 * The first schema. Facts are append-only, which triggers enforce; small state tables are upserted. Ids are TEXT,
 * prices ticks, times whole milliseconds or nanoseconds, nothing is REAL. Once released this text is frozen.
 */
import type { Migration } from "./migration.ts";

/** Tables whose rows are facts: never changed, never removed. */
const facts = [
  "leg",
  "orders",
  "order_event",
  "order_leg",
  "leader_event",
  "attempt",
  "fill_ledger",
  "fill",
  "activity",
  "setting_change",
] as const;

const identity = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE leg (
  leg_id TEXT PRIMARY KEY,
  cause_kind TEXT NOT NULL,
  cause_id TEXT NOT NULL,
  follower TEXT NOT NULL,
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  leg TEXT NOT NULL CHECK (leg IN ('open', 'close')),
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  event_id TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX leg_open_once ON leg (cause_kind, cause_id, follower, contract) WHERE leg = 'open';
CREATE INDEX leg_by_event ON leg (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE orders (
  order_key TEXT PRIMARY KEY CHECK (length(order_key) BETWEEN 1 AND 64),
  kind TEXT NOT NULL CHECK (kind IN ('market', 'liquidation')),
  follower TEXT NOT NULL,
  group_id TEXT NOT NULL,
  account TEXT NOT NULL,
  connection TEXT NOT NULL,
  contract TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  closing INTEGER NOT NULL CHECK (closing BETWEEN 0 AND quantity),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  leader_order TEXT,
  tag TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  trade_date INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_by_trade_date ON orders (trade_date);

CREATE TABLE order_leg (
  order_key TEXT NOT NULL REFERENCES orders (order_key),
  leg_id TEXT NOT NULL REFERENCES leg (leg_id),
  position INTEGER NOT NULL CHECK (position >= 0),
  PRIMARY KEY (order_key, leg_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_leg_by_leg ON order_leg (leg_id);

CREATE TABLE order_event (
  id INTEGER PRIMARY KEY,
  order_key TEXT NOT NULL REFERENCES orders (order_key),
  event TEXT NOT NULL,
  status TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  broker_order_id TEXT,
  reason TEXT,
  text TEXT
) STRICT;
CREATE INDEX order_event_by_order ON order_event (order_key);

-- An order with an open leg is attempt 1, and an open leg is served by one order: no entry is ever sent twice.
CREATE TRIGGER order_leg_entry_once BEFORE INSERT ON order_leg
WHEN (SELECT leg FROM leg WHERE leg_id = NEW.leg_id) = 'open'
BEGIN
  SELECT RAISE(ABORT, 'an order with an open leg is always attempt 1')
    WHERE (SELECT attempt FROM orders WHERE order_key = NEW.order_key) <> 1;
  SELECT RAISE(ABORT, 'an open leg is served by one order only')
    WHERE EXISTS (SELECT 1 FROM order_leg WHERE leg_id = NEW.leg_id AND order_key <> NEW.order_key);
END;
`;

const events = `
CREATE TABLE leader_event (
  event_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  group_id TEXT NOT NULL,
  venue TEXT NOT NULL,
  fill_id TEXT NOT NULL,
  account TEXT NOT NULL,
  order_id TEXT NOT NULL,
  contract TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price_ticks INTEGER NOT NULL,
  l0 INTEGER NOT NULL,
  l1 INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  completed_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  decided_ns INTEGER NOT NULL
) STRICT;
-- A conflict or a bust speaks of a fill that has its own event already.
CREATE UNIQUE INDEX leader_event_once ON leader_event (venue, fill_id, group_id)
  WHERE kind NOT IN ('conflict', 'bust');

CREATE TABLE attempt (
  event_id TEXT NOT NULL REFERENCES leader_event (event_id),
  follower TEXT NOT NULL,
  status TEXT NOT NULL,
  orders TEXT NOT NULL,
  filled INTEGER NOT NULL CHECK (filled >= 0),
  filled_ticks INTEGER NOT NULL,
  reason TEXT,
  text TEXT,
  received_ns INTEGER NOT NULL,
  decided_ns INTEGER NOT NULL,
  sent_ns INTEGER,
  answered_ns INTEGER,
  filled_ns INTEGER,
  -- NULL: as in the event's body.
  decision TEXT,
  PRIMARY KEY (event_id, follower)
) STRICT;

CREATE TABLE fill_ledger (
  venue TEXT NOT NULL,
  fill_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  contract TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price_ticks INTEGER NOT NULL,
  PRIMARY KEY (venue, fill_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fill (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  fill_id TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  role TEXT NOT NULL CHECK (role IN ('leader', 'own', 'foreign')),
  order_key TEXT REFERENCES orders (order_key),
  order_id TEXT NOT NULL,
  contract TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price_ticks INTEGER NOT NULL,
  trade_date INTEGER NOT NULL,
  filled_at_ms INTEGER NOT NULL,
  received_ns INTEGER NOT NULL
) STRICT;
-- The same fill with the same content is one row, however often it is delivered; a correction is a new row.
CREATE UNIQUE INDEX fill_once ON fill (
  account, fill_id, active, role, coalesce(order_key, ''), order_id, contract, side, quantity, price_ticks
);
CREATE INDEX fill_by_order ON fill (order_key) WHERE order_key IS NOT NULL;

CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  wall_ms INTEGER NOT NULL,
  activity TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'notice', 'alarm')),
  group_id TEXT,
  follower TEXT,
  account TEXT,
  contract TEXT,
  event_id TEXT,
  words TEXT NOT NULL,
  data TEXT
) STRICT;
CREATE INDEX activity_by_event ON activity (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE setting_change (
  id INTEGER PRIMARY KEY,
  wall_ms INTEGER NOT NULL,
  path TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
`;

const state = `
-- Orders that are not terminal, and leader events that have an intent and no completion: derived from the facts in
-- the same transaction, so that a start reads a handful of rows and not the whole history.
CREATE TABLE open_order (order_key TEXT PRIMARY KEY REFERENCES orders (order_key)) STRICT, WITHOUT ROWID;
CREATE TABLE open_event (event_id TEXT PRIMARY KEY, body TEXT NOT NULL, decided_ns INTEGER NOT NULL) STRICT;

CREATE TABLE position (
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  trade_date INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  own INTEGER NOT NULL,
  PRIMARY KEY (account, contract)
) STRICT, WITHOUT ROWID;

CREATE TABLE trade (
  follower TEXT NOT NULL,
  leader_contract TEXT NOT NULL,
  contract TEXT NOT NULL,
  opened INTEGER NOT NULL CHECK (opened IN (0, 1)),
  leader_anchor INTEGER NOT NULL,
  follower_anchor INTEGER NOT NULL,
  PRIMARY KEY (follower, leader_contract)
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
  follower TEXT NOT NULL,
  contract TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)),
  account TEXT NOT NULL,
  most INTEGER NOT NULL CHECK (most >= 0),
  leg_id TEXT NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  PRIMARY KEY (follower, contract, side)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries_off (
  follower TEXT NOT NULL,
  reason TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  PRIMARY KEY (follower, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  account TEXT PRIMARY KEY,
  connection TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

function appendOnly(table: string): string {
  return `
CREATE TRIGGER ${table}_unchanged BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_kept BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
`;
}

export const first: Migration = {
  number: 10,
  sql: [identity, events, state, ...facts.map(appendOnly)].join("\n"),
};
