/**
 * REST bodies of clients that post a form where JSON is meant (`requests.post(url, data=…)` in Python): every value
 * arrives as text. What the protocol has as a number or a truth value becomes one, everything else stays text.
 */
import type { RequestBody } from "./request.ts";

const NUMBERS: ReadonlySet<string> = new Set([
  "accountId",
  "cashChange",
  "contractId",
  "id",
  "limitIfTouchedPrice",
  "maxNetLiq",
  "maxShow",
  "orderId",
  "orderQty",
  "orderStrategyId",
  "orderStrategyTypeId",
  "pegDifference",
  "price",
  "stopPrice",
  "userId",
]);
const TRUTHS: ReadonlySet<string> = new Set([
  "admin",
  "forward",
  "ifExpired",
  "isAutomated",
  "splitResponses",
]);
const FORM = /^[\w.%+~*-]+=[^\s{}]*$/u;
const NUMBER = /^-?\d+(\.\d+)?$/u;

function valueOf(name: string, text: string): unknown {
  if (NUMBERS.has(name) && NUMBER.test(text)) return Number(text);
  const truth = text.toLowerCase();
  if (TRUTHS.has(name) && (truth === "true" || truth === "false")) return truth === "true";
  return text;
}

/** The body as it is when it is JSON; as the form that it looks like when it is not. */
export function formOr(body: RequestBody, text: string): RequestBody {
  if (body.kind !== "malformed" || !FORM.test(text.trim())) return body;
  const fields = Array.from(new URLSearchParams(text.trim()), ([name, value]): [string, unknown] => [
    name,
    valueOf(name, value),
  ]);
  return { kind: "json", value: Object.fromEntries(fields) };
}
