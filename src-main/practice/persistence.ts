/**
 * `practice.sqlite`: accounts, positions, entities, prices and the id counter, one transaction per change. What is
 * not in this file did not happen: the exchange writes before it answers. Money and prices are integers; entities are
 * kept as they went over the wire, one row for a change, the newest version of each wins. Without a file nothing is kept, as for a process of its own that starts afresh.
 */
import Database from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import type { Document, TradeEntity, TradeType } from "./documents.ts";

export interface AccountRow {
  readonly id: number;
  readonly name: string;
  readonly userName: string;
  readonly cashBalanceId: number;
  readonly cashMicros: number;
  readonly realizedMicros: number;
  readonly weekRealizedMicros: number;
  readonly startOfDayMicros: number;
  readonly openingMicros: number;
  /** 0 or 1. */
  readonly hasClosed: number;
}

/** What no entity says of an order that has not ended; 0 or 1 each. */
export interface OrderRow {
  readonly id: number;
  readonly held: number;
  readonly triggered: number;
}

export interface PositionRow {
  readonly id: number;
  readonly accountId: number;
  readonly contractId: number;
  readonly tradeDate: number;
  readonly prevPos: number;
  readonly prevTicks: number;
  readonly side: "long" | "short" | "flat";
  /** Open lots as `[fill id, quantity, price in ticks]`, JSON. */
  readonly lots: string;
  readonly bought: number;
  readonly boughtTicks: number;
  readonly sold: number;
  readonly soldTicks: number;
}

export interface UserRow {
  readonly id: number;
  readonly name: string;
}

export interface DocumentRow {
  readonly type: TradeType;
  readonly accountId: number;
  readonly json: string;
}

export interface Batch {
  readonly nextId: number;
  /** `20261123`. */
  readonly tradeDate: number;
  /** A new trade date: what is not in this batch is forgotten, users and accounts excepted. */
  readonly replacesAll: boolean;
  readonly users: readonly UserRow[];
  readonly accounts: readonly AccountRow[];
  readonly positions: readonly PositionRow[];
  readonly orders: readonly OrderRow[];
  readonly documents: readonly DocumentRow[];
  readonly prices: ReadonlyMap<string, number>;
}

export interface Stored {
  readonly nextId: number;
  readonly tradeDate: number;
  readonly users: readonly UserRow[];
  readonly accounts: readonly AccountRow[];
  readonly positions: readonly PositionRow[];
  readonly orders: readonly OrderRow[];
  /** In the order in which they were stored; later versions of an entity come later. */
  readonly documents: readonly Document[];
  readonly prices: ReadonlyMap<string, number>;
}

export interface Persistence {
  /** Undefined when nothing was ever stored. */
  load(): Stored | undefined;
  write(batch: Batch): void;
  close(): void;
}

export const noPersistence: Persistence = {
  load: () => undefined,
  write: () => {},
  close: () => {},
};

const SCHEMA_VERSION = 20;

/** As version 10 had it; the migrations lead on from there. */
const SCHEMA = `
create table meta (key text primary key, value integer not null) strict, without rowid;
create table price (root text primary key, ticks integer not null) strict, without rowid;
create table user (id integer primary key, name text not null unique) strict;
create table account (
  id integer primary key, name text not null unique, userName text not null references user (name),
  cashBalanceId integer not null, cashMicros integer not null, realizedMicros integer not null,
  weekRealizedMicros integer not null, startOfDayMicros integer not null
) strict;
create table position (
  id integer primary key, accountId integer not null references account (id), contractId integer not null,
  tradeDate integer not null, prevPos integer not null, prevTicks integer not null,
  side text not null check (side in ('long', 'short', 'flat')), lots text not null,
  bought integer not null, boughtTicks integer not null, sold integer not null, soldTicks integer not null
) strict;
create table change (seq integer primary key, entities text not null) strict;
`;

/** From one version of the file to the next, by the version that is left. */
const MIGRATIONS = new Map([
  [
    10,
    `
alter table account add column openingMicros integer not null default 50000000000;
alter table account add column hasClosed integer not null default 0 check (hasClosed in (0, 1));
update account set hasClosed = 1 where realizedMicros <> 0 or weekRealizedMicros <> 0;
create table workingOrder (
  id integer primary key, held integer not null check (held in (0, 1)),
  triggered integer not null check (triggered in (0, 1))
) strict;
pragma user_version = 20;
`,
  ],
]);

function upsert(
  database: Database.Database,
  table: string,
  key: readonly string[],
  columns: readonly string[],
) {
  const names = [...key, ...columns];
  const values = names.map((name) => `@${name}`).join(", ");
  const changes = columns.map((name) => `${name} = excluded.${name}`).join(", ");
  return database.prepare(
    `insert into ${table} (${names.join(", ")}) values (${values}) on conflict (${key.join(", ")}) do update set ${changes}`,
  );
}

function versionOf(database: Database.Database): number {
  return database.pragma("user_version", { simple: true }) as number;
}

function open(file: string): Database.Database {
  const database = new Database(file, { timeout: 40 });
  database.pragma("journal_mode = wal");
  database.pragma("synchronous = normal");
  database.pragma("foreign_keys = on");
  // A checkpoint waits for the disk, and the embedded exchange shares its loop with the engine: rarely, then.
  database.pragma("wal_autocheckpoint = 10000");
  const version = versionOf(database);
  if (version > SCHEMA_VERSION) {
    database.close();
    throw new Error(
      `practice.sqlite was written by a newer version of Mimik (schema ${version}): update Mimik.`,
    );
  }
  database.transaction(() => {
    if (version === 0) {
      database.exec(SCHEMA);
      database.pragma("user_version = 10");
    }
    for (let at = versionOf(database); at < SCHEMA_VERSION; at = versionOf(database)) {
      const migration = MIGRATIONS.get(at);
      assertInvariant(migration !== undefined, `no way on from version ${at} of practice.sqlite`);
      database.exec(migration);
    }
  })();
  return database;
}

/** `[["fill", account id, entity], …]`: the entities are JSON already. */
function entitiesText(rows: readonly DocumentRow[]): string {
  return `[${rows.map(({ type, accountId, json }) => `["${type}",${accountId},${json}]`).join(",")}]`;
}

function loadDocuments(database: Database.Database): Document[] {
  const changes = database.prepare("select entities from change order by seq").pluck().all() as string[];
  return changes.flatMap((text) =>
    (JSON.parse(text) as [TradeType, number, TradeEntity][]).map(([type, accountId, entity]) => ({
      type,
      accountId,
      entity,
    })),
  );
}

function writer(database: Database.Database): (batch: Batch) => void {
  const meta = upsert(database, "meta", ["key"], ["value"]);
  const price = upsert(database, "price", ["root"], ["ticks"]);
  const user = upsert(database, "user", ["id"], ["name"]);
  const money = [
    "cashMicros",
    "realizedMicros",
    "weekRealizedMicros",
    "startOfDayMicros",
    "openingMicros",
    "hasClosed",
  ];
  const account = upsert(database, "account", ["id"], ["name", "userName", "cashBalanceId", ...money]);
  const traded = ["side", "lots", "bought", "boughtTicks", "sold", "soldTicks"];
  const origin = ["accountId", "contractId", "tradeDate", "prevPos", "prevTicks"];
  const position = upsert(database, "position", ["id"], [...origin, ...traded]);
  const order = upsert(database, "workingOrder", ["id"], ["held", "triggered"]);
  const change = database.prepare("insert into change (entities) values (?)");
  const forget = database.prepare("delete from change");
  const forgetPositions = database.prepare("delete from position");
  const forgetOrders = database.prepare("delete from workingOrder");
  const write = database.transaction((batch: Batch) => {
    if (batch.replacesAll) {
      forget.run();
      forgetPositions.run();
      forgetOrders.run();
    }
    for (const row of batch.users) user.run(row);
    for (const row of batch.accounts) account.run(row);
    for (const row of batch.positions) position.run(row);
    for (const row of batch.orders) order.run(row);
    if (batch.documents.length > 0) change.run(entitiesText(batch.documents));
    for (const [root, ticks] of batch.prices) price.run({ root, ticks });
    meta.run({ key: "nextId", value: batch.nextId });
    meta.run({ key: "tradeDate", value: batch.tradeDate });
  });
  return (batch) => {
    write.immediate(batch);
  };
}

function loader(database: Database.Database): () => Stored | undefined {
  return () => {
    const meta = new Map(
      (database.prepare("select key, value from meta").all() as { key: string; value: number }[]).map(
        (row) => [row.key, row.value],
      ),
    );
    const nextId = meta.get("nextId");
    const tradeDate = meta.get("tradeDate");
    if (nextId === undefined || tradeDate === undefined) return undefined;
    const prices = database.prepare("select root, ticks from price").all() as {
      root: string;
      ticks: number;
    }[];
    return {
      nextId,
      tradeDate,
      users: database.prepare("select id, name from user order by id").all() as UserRow[],
      accounts: database.prepare("select * from account order by id").all() as AccountRow[],
      positions: database.prepare("select * from position order by id").all() as PositionRow[],
      orders: database.prepare("select * from workingOrder order by id").all() as OrderRow[],
      documents: loadDocuments(database),
      prices: new Map(prices.map((row) => [row.root, row.ticks])),
    };
  };
}

/** @throws when the file can not be opened or was written by a newer version. */
export function openPersistence(file: string): Persistence {
  const database = open(file);
  return { load: loader(database), write: writer(database), close: () => database.close() };
}
