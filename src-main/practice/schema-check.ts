/**
 * For tests: says where a body departs from the broker's own schemas, the OpenAPI of 2025-12 with the changes of
 * 2026-08 laid over it. Strict: types, required keys, enums, lengths, ranges, and no key that neither document names but
 * for the extras listed here, each of which was seen on the real wire.
 */
import { readFileSync } from "node:fs";
import { assertCondition } from "../../src-shared/assert.ts";

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
}

interface Changed {
  readonly drop?: readonly string[];
  readonly add?: Readonly<Record<string, unknown>>;
}

/** Keys that real replies carry and no document names, or that a client in use needs. */
const EXTRAS: Readonly<Record<string, readonly string[]>> = {
  AccessTokenResponse: [
    "mdAccessToken",
    "outdatedTaC",
    "hasFunded",
    "hasMarketData",
    "outdatedLiquidationPolicy",
  ],
  Account: ["active"],
  Product: ["isMicro"],
  Contract: ["status", "providerTickSize"],
};

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;

function load(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

const base = load("openapi-2025-12.subset.json") as {
  readonly responses: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, Schema>>;
};
const changes = load("openapi-2026-08-changes.json") as {
  readonly schemas: Readonly<Record<string, Changed>>;
  readonly enums_add: Readonly<Record<string, readonly string[]>>;
};

const addedTo = (key: string): readonly string[] =>
  Object.entries(changes.enums_add).find(([names]) => names.split("/").includes(key))?.[1] ?? [];

/** `"number (required)"`, `"enum A|B"`, `"array<FillFee>"` … as the list of changes writes types; unknown: anything. */
function typeNamed(text: unknown): Schema {
  if (typeof text !== "string") return {};
  const [name = ""] = text.split(" ");
  if (name === "date-time") return { type: "string", format: "date-time" };
  if (name === "array<FillFee>") return { type: "array", items: { $ref: "/FillFee" } };
  if (name.startsWith("array")) return { type: "array", items: {} };
  if (name.startsWith("object")) return { type: "object" };
  const [, values = ""] = text.split(" ");
  if (name === "enum")
    return values.includes("|") ? { type: "string", enum: values.split("|") } : { type: "string" };
  return { type: name };
}

function widened(key: string, schema: Schema): Schema {
  return schema.enum ? { ...schema, enum: [...schema.enum, ...addedTo(key)] } : schema;
}

/** A schema of 2025 as 2026 has it. */
function schemaOf(name: string): Schema {
  const schema = base.schemas[name];
  assertCondition(schema !== undefined, `no schema ${name}`);
  const { drop = [], add = {} } = changes.schemas[name] ?? {};
  const kept = Object.entries(schema.properties ?? {}).filter(([key]) => !drop.includes(key));
  const added = Object.entries(add).map(([key, text]): [string, Schema] => [key, typeNamed(text)]);
  const extras = (EXTRAS[name] ?? []).map((key): [string, Schema] => [key, {}]);
  const newlyRequired = Object.entries(add)
    .filter(([, text]) => String(text).includes("(required)"))
    .map(([key]) => key);
  return {
    type: "object",
    properties: Object.fromEntries([
      ...extras,
      ...kept.map(([key, held]): [string, Schema] => [key, widened(key, held)]),
      ...added,
    ]),
    required: [...(schema.required ?? []).filter((key) => !drop.includes(key)), ...newlyRequired],
  };
}

function scalarFault(schema: Schema, value: unknown): string | undefined {
  const { type, format, minimum, maximum, exclusiveMinimum } = schema;
  if (type === "boolean") return typeof value === "boolean" ? undefined : "is no boolean";
  if (type === "string") {
    if (typeof value !== "string") return "is no text";
    if (schema.maxLength !== undefined && value.length > schema.maxLength) return "is too long";
    if (schema.enum && !schema.enum.includes(value)) return `is none of the enum: ${value}`;
    return format === "date-time" && !DATE_TIME.test(value) ? `is no timestamp: ${value}` : undefined;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return "is no number";
  if (type === "integer" && !Number.isSafeInteger(value)) return "is no integer";
  if (format === "int32" && Math.abs(value) > 2_147_483_647) return "is no int32";
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) return "is too small";
  return maximum !== undefined && value > maximum ? "is too large" : undefined;
}

function objectFaults(schema: Schema, value: object, path: string): string[] {
  if (!schema.properties) return [];
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const held = Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const property = schema.properties?.[key];
    return property ? faultsOf(property, each, `${path}.${key}`) : [`${path}.${key} is in no document`];
  });
  return [...missing.map((key) => `${path}.${key} is missing`), ...held];
}

function faultsOf(schema: Schema, value: unknown, path: string): string[] {
  if (schema.$ref !== undefined) return faultsOf(schemaOf(schema.$ref.split("/").at(-1) ?? ""), value, path);
  switch (schema.type) {
    case undefined:
      return [];
    case "array":
      if (!Array.isArray(value)) return [`${path} is no array`];
      return value.flatMap((each, at) => faultsOf(schema.items ?? {}, each, `${path}[${at}]`));
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value))
        return [`${path} is no object`];
      return objectFaults(schema, value, path);
    default: {
      const fault = scalarFault(schema, value);
      return fault === undefined ? [] : [`${path} ${fault}`];
    }
  }
}

/** `name` is a schema, `Order`, or an array of it, `Order[]`. */
export function schemaFaults(name: string, value: unknown): string[] {
  const isList = name.endsWith("[]");
  const single: Schema = { $ref: `/${name.replace("[]", "")}` };
  return faultsOf(isList ? { type: "array", items: single } : single, value, name);
}

/** Path, `/order/item` as the document writes it, to the schema of its answer. */
export const RESPONSES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(base.responses),
  ["/fillFee/list", "FillFee[]"],
]);

export function schemaNameOf(entityType: string): string {
  return entityType.slice(0, 1).toUpperCase() + entityType.slice(1);
}
