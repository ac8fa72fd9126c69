/**
 * `practice.sqlite`: accounts, positions, entities, prices and the id counter, one transaction per change. What is
 * not in this file did not happen: the exchange writes before it answers. Money and prices are integers; entities are
 * kept as they went over the wire, one row for a change, the newest version of each wins. Without a file nothing is kept, as for a process of its own that starts afresh.
 */
import Database from "better-sqlite3";
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
  readonly documents: readonly DocumentRow[];
  readonly prices: ReadonlyMap<string, number>;
}

export interface Stored {
  readonly nextId: number;
  readonly tradeDate: number;
  readonly users: readonly UserRow[];
  readonly accounts: readonly AccountRow[];
  readonly positions: readonly PositionRow[];
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

const SCHEMA_VERSION = 10;

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

function open(file: string): Database.Database {
  const database = new Database(file, { timeout: 40 });
  database.pragma("journal_mode = wal");
  database.pragma("synchronous = normal");
  database.pragma("foreign_keys = on");
  // A checkpoint waits for the disk, and the embedded exchange shares its loop with the engine: rarely, then.
  database.pragma("wal_autocheckpoint = 10000");
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version > SCHEMA_VERSION) {
    database.close();
    throw new Error(
      `practice.sqlite was written by a newer version of Mimik (schema ${version}): update Mimik.`,
    );
  }
  if (version === 0) {
    database.transaction(() => {
      database.exec(SCHEMA);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })();
  }
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
  const money = ["cashMicros", "realizedMicros", "weekRealizedMicros", "startOfDayMicros"];
  const account = upsert(database, "account", ["id"], ["name", "userName", "cashBalanceId", ...money]);
  const traded = ["side", "lots", "bought", "boughtTicks", "sold", "soldTicks"];
  const origin = ["accountId", "contractId", "tradeDate", "prevPos", "prevTicks"];
  const position = upsert(database, "position", ["id"], [...origin, ...traded]);
  const change = database.prepare("insert into change (entities) values (?)");
  const forget = database.prepare("delete from change");
  const forgetPositions = database.prepare("delete from position");
  const write = database.transaction((batch: Batch) => {
    if (batch.replacesAll) {
      forget.run();
      forgetPositions.run();
    }
    for (const row of batch.users) user.run(row);
    for (const row of batch.accounts) account.run(row);
    for (const row of batch.positions) position.run(row);
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
