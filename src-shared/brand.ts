/** Nominal types: a value of one kind can not be handed over where another kind is expected. Types only. */
declare const brand: unique symbol;

export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
