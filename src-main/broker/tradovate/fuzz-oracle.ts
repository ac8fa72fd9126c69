/**
 * What a frame may be taken to say, decided a second time and in another way than the client does: a table of the fields
 * that each entity needs, over `fuzz-json.ts`. For the fuzz test only; it shares no code with what it judges.
 */

import type { Strict } from "./fuzz-json.ts";

type Check = (value: Strict | undefined) => string | number | boolean | null | undefined;

/** Undefined from a check: the field is not as it has to be. */
const id: Check = (value) => {
  if (value?.kind === "string")
    return /^[\w.:][\w.:-]{0,63}$/u.test(value.text) && value.text !== "0" ? value.text : undefined;
  if (value?.kind !== "number") return undefined;
  if (/^[1-9]\d*$/u.test(value.text)) return value.text;
  const exact = Number(value.text);
  return Number.isSafeInteger(exact) && exact > 0 ? String(exact) : undefined;
};
const isAbsent = (value: Strict | undefined): boolean =>
  value === undefined || (value.kind === "word" && value.text === "null");
const orNull =
  (check: Check): Check =>
  (value) =>
    isAbsent(value) ? null : check(value);
const idOrNone: Check = (value) =>
  isAbsent(value) || (value?.kind === "number" && Number(value.text) === 0) ? null : id(value);
const words: Check = (value) =>
  value?.kind === "string" && !/\p{Surrogate}/u.test(value.text) ? value.text : undefined;
const name: Check = (value) => (words(value) === "" ? undefined : words(value));
const between =
  (low: number, high: number, whole: boolean): Check =>
  (value) => {
    const exact = value?.kind === "number" ? Number(value.text) : Number.NaN;
    return exact >= low && exact <= high && (!whole || Number.isInteger(exact)) ? exact : undefined;
  };
const I32 = 2147483647;
const integer = between(-I32, I32, true);
const count = between(0, I32, true);
const contracts = between(1, I32, true);
const amount = between(-9e9, 9e9, false);
const positive = between(Number.MIN_VALUE, 9e9, false);
const side: Check = (value) => (words(value) === "Buy" ? 1 : words(value) === "Sell" ? -1 : undefined);
const flag: Check = (value) =>
  value?.kind === "word" && value.text !== "null" ? value.text === "true" : undefined;
const date: Check = (value) => {
  if (value?.kind !== "object") return undefined;
  const [year, month, day] = ["year", "month", "day"].map((key) => integer(value.fields.get(key)));
  if (typeof year !== "number" || typeof month !== "number" || typeof day !== "number") return undefined;
  const real = new Date(Date.UTC(year, month - 1, day));
  const same =
    real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
  return same && year >= 1990 && year <= 2200 ? `${year}/${month}/${day}` : undefined;
};
/** Written out in full and read by the platform: it is a time if that gives the same text back. */
const time: Check = (value) => {
  const text = words(value);
  if (typeof text !== "string") return undefined;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-]\d\d):?(\d\d))$/u.exec(
    text,
  );
  if (match === null) return undefined;
  const [, minutes, seconds = "00", fraction = "0", zoneHours, zoneMinutes = "00"] = match;
  const full = `${String(minutes)}:${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const ms = Date.parse(full);
  if (!Number.isFinite(ms) || new Date(ms).toISOString() !== full || Number(zoneMinutes) > 59)
    return undefined;
  const hours = Number(zoneHours ?? "0");
  const behind = zoneHours?.startsWith("-") === true;
  return Math.abs(hours) > 14
    ? undefined
    : ms - (hours * 60 + Number(zoneMinutes) * (behind ? -1 : 1)) * 60_000;
};

/** How coarse the time is: its seconds, or their fraction, may be missing. */
const coarseness: Check = (value) => {
  const text = words(value);
  if (typeof text !== "string" || time(value) === undefined) return undefined;
  const colons = text
    .slice(11)
    .replace(/(?:Z|[+-]\d\d:?\d\d)$/u, "")
    .split(":").length;
  return colons === 2 ? 60_000 : text.includes(".") ? 0 : 1000;
};

type Fields = Readonly<Record<string, readonly [wire: string, check: Check]>>;

const entityFields: Readonly<Record<string, Fields>> = {
  account: { id: ["id", id], name: ["name", name] },
  position: {
    accountId: ["accountId", id],
    contractId: ["contractId", id],
    tradeDate: ["tradeDate", date],
    carried: ["prevPos", integer],
    bought: ["bought", count],
    sold: ["sold", count],
  },
  order: {
    id: ["id", id],
    accountId: ["accountId", id],
    contractId: ["contractId", idOrNone],
    side: ["action", side],
    ordStatus: ["ordStatus", name],
    admin: ["admin", orNull(flag)],
  },
  orderVersion: { id: ["id", id], orderId: ["orderId", id], quantity: ["orderQty", contracts] },
  command: {
    id: ["id", id],
    orderId: ["orderId", id],
    clOrdId: ["clOrdId", orNull(words)],
    commandType: ["commandType", name],
  },
  commandReport: {
    commandId: ["commandId", id],
    commandStatus: ["commandStatus", name],
    ordStatus: ["ordStatus", orNull(words)],
    reason: ["rejectReason", orNull(words)],
    text: ["text", orNull(words)],
  },
  executionReport: {
    commandId: ["commandId", id],
    orderId: ["orderId", id],
    accountId: ["accountId", id],
    contractId: ["contractId", id],
    side: ["action", side],
    execType: ["execType", name],
    ordStatus: ["ordStatus", orNull(words)],
    cumulative: ["cumQty", orNull(count)],
    reason: ["rejectReason", orNull(words)],
    text: ["text", orNull(words)],
  },
  fill: {
    id: ["id", id],
    orderId: ["orderId", id],
    contractId: ["contractId", id],
    filledAtMs: ["timestamp", time],
    filledWithinMs: ["timestamp", coarseness],
    tradeDate: ["tradeDate", date],
    side: ["action", side],
    quantity: ["qty", contracts],
    price: ["price", amount],
    active: ["active", flag],
  },
  cashBalance: {
    accountId: ["accountId", id],
    currencyId: ["currencyId", idOrNone],
    atMs: ["timestamp", orNull(time)],
    withinMs: ["timestamp", orNull(coarseness)],
    tradeDate: ["tradeDate", date],
    amount: ["amount", amount],
    realized: ["realizedPnL", orNull(amount)],
    startOfDay: ["amountSOD", orNull(amount)],
  },
  currency: { id: ["id", id], name: ["name", name] },
  contract: {
    id: ["id", id],
    name: ["name", name],
    maturityId: ["contractMaturityId", id],
    versionMs: ["timestamp", orNull(time)],
  },
  contractMaturity: { id: ["id", id], productId: ["productId", id] },
  product: {
    id: ["id", id],
    name: ["name", name],
    productType: ["productType", orNull(words)],
    valuePerPoint: ["valuePerPoint", positive],
    tickSize: ["tickSize", positive],
  },
};

const changes: ReadonlySet<string> = new Set(["Created", "Updated", "Deleted"]);
/** Everything that this one message says of trades, each as a line of text that is the same for the same saying. */
export function saidBy(message: Strict): string[] {
  if (message.kind !== "object") return [];
  const event = message.fields.get("e");
  const data = message.fields.get("d");
  if (event?.kind === "string") {
    if (event.text === "props" && data?.kind === "object") return entitiesOf(data.fields);
    if (event.text === "md" && data?.kind === "object") return quotesOf(data.fields.get("quotes"));
    return [];
  }
  if (event !== undefined) return [];
  const request = between(0, Number.MAX_SAFE_INTEGER, true)(message.fields.get("i"));
  const status = between(100, 599, true)(message.fields.get("s"));
  return request === undefined || status === undefined ? [] : [`response ${request} ${status}`];
}

function entitiesOf(data: ReadonlyMap<string, Strict>): string[] {
  const type = words(data.get("entityType"));
  const change = words(data.get("eventType"));
  const fields =
    typeof type === "string" && Object.hasOwn(entityFields, type) ? entityFields[type] : undefined;
  if (fields === undefined || typeof change !== "string" || !changes.has(change)) return [];
  const entity = data.get("entity");
  const items = entity?.kind === "array" ? entity.items : [entity];
  return items.flatMap((item) => {
    if (item?.kind !== "object") return [];
    const said: string[] = [];
    for (const [key, [wire, check]] of Object.entries(fields)) {
      const value = check(item.fields.get(wire));
      if (value === undefined) return [];
      said.push(`${key}=${JSON.stringify(value)}`);
    }
    return [`${change} ${String(type)} ${said.join(" ")}`];
  });
}

function quotesOf(rows: Strict | undefined): string[] {
  if (rows?.kind !== "array") return [];
  const price = (entries: Strict | undefined, key: string): ReturnType<Check> => {
    const entry = entries?.kind === "object" ? entries.fields.get(key) : undefined;
    if (isAbsent(entry)) return null;
    return entry?.kind === "object" ? orNull(amount)(entry.fields.get("price")) : undefined;
  };
  return rows.items.flatMap((row) => {
    if (row.kind !== "object") return [];
    const entries = row.fields.get("entries");
    const said = [
      id(row.fields.get("contractId")),
      ...["Bid", "Offer", "Trade"].map((key) => price(entries, key)),
    ];
    return entries?.kind !== "object" || said.includes(undefined) ? [] : [`quote ${JSON.stringify(said)}`];
  });
}

/** The same line for what the client delivered. */
export function lineOf(change: string, entity: Readonly<Record<string, unknown>>): string {
  const type = String(entity["type"]);
  const said = Object.keys(entityFields[type] ?? {}).map((key) => {
    const value = entity[key];
    return `${key}=${JSON.stringify(key === "tradeDate" ? dateText(value) : value)}`;
  });
  return `${change} ${type} ${said.join(" ")}`;
}

function dateText(value: unknown): string {
  const { year, month, day } = value as { year: number; month: number; day: number };
  return `${year}/${month}/${day}`;
}
