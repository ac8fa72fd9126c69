/** Optional keys that hold `undefined`, as parsers leave them, become absent ones, as the wire wants them. */

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

export function defined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as Defined<Value>;
}
