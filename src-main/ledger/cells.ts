/**
 * Reads one row of an encoded line cell by cell, in order, each with the type that it must have. A cell that is missing
 * or of another type refuses the whole row: nothing is ever defaulted.
 */
import { assertCondition } from "../../src-shared/assert.ts";

export class Cells {
  readonly #row: readonly unknown[];
  readonly #what: string;
  #next = 0;

  /** @throws ConditionError when it is not a list. */
  constructor(row: unknown, what: string) {
    assertCondition(Array.isArray(row), `${what} is not a list`);
    this.#row = row;
    this.#what = what;
  }

  text(): string {
    const value = this.#take();
    assertCondition(typeof value === "string", this.#said("text", value));
    return value;
  }

  textOrNull(): string | null {
    const value = this.#take();
    assertCondition(value === null || typeof value === "string", this.#said("text or null", value));
    return value;
  }

  /** A finite number; times may have a fraction. */
  number(): number {
    const value = this.#take();
    assertCondition(typeof value === "number", this.#said("a number", value));
    return value;
  }

  whole(): number {
    const value = this.#take();
    assertCondition(Number.isSafeInteger(value), this.#said("a whole number", value));
    return value as number;
  }

  flag(): boolean {
    const value = this.#take();
    assertCondition(value === 0 || value === 1, this.#said("0 or 1", value));
    return value === 1;
  }

  /** One of a closed set, given as the set's own record. */
  oneOf<Kind extends string>(known: Readonly<Record<Kind, unknown>>): Kind {
    const value = this.#take();
    assertCondition(
      typeof value === "string" && Object.hasOwn(known, value),
      this.#said("a known word", value),
    );
    return value as Kind;
  }

  list<Item>(decode: (item: unknown) => Item): readonly Item[] {
    const value = this.#take();
    assertCondition(Array.isArray(value), this.#said("a list", value));
    return value.map((item) => decode(item));
  }

  nested<Item>(decode: (item: unknown) => Item): Item {
    return decode(this.#take());
  }

  optional<Item>(decode: (item: unknown) => Item): Item | null {
    const value = this.#take();
    return value === null ? null : decode(value);
  }

  /** @throws ConditionError when cells are left over. */
  end(): void {
    assertCondition(
      this.#next === this.#row.length,
      `${this.#what} has ${this.#row.length} cells, not ${this.#next}`,
    );
  }

  #take(): unknown {
    assertCondition(this.#next < this.#row.length, `${this.#what} ends after ${this.#next} cells`);
    const value = this.#row[this.#next];
    this.#next += 1;
    return value;
  }

  #said(wanted: string, value: unknown): string {
    return `${this.#what}, cell ${this.#next}: ${wanted} expected, found ${typeof value}`;
  }
}
