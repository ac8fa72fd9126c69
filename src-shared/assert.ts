/**
 * The two assertions that stay on in production. `Condition failed` speaks of what came from outside,
 * `Invariant` of a bug of our own: on the money path it stops copying.
 */

export class ConditionError extends Error {
  override readonly name = "ConditionError";
}

export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** @throws ConditionError when what came from outside is not as it must be. */
export function assertCondition(holds: boolean, message: string): asserts holds {
  if (!holds) throw new ConditionError(`Condition failed: ${message}`);
}

/** @throws InvariantError when our own code broke a rule. */
export function assertInvariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(`Invariant: ${message}`);
}

/** Makes the compiler prove that a switch over a union is exhaustive. */
export function assertNever(value: never): never {
  throw new InvariantError(`Invariant: unexpected value ${JSON.stringify(value)}`);
}
