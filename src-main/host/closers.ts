/**
 * What was opened, closed in reverse. One that fails does not keep the others open: the profile must be free for the
 * next start whatever happens; the failures are thrown together afterwards.
 */
export class Closers {
  #open: { readonly name: string; readonly close: () => void | Promise<void> }[] = [];

  add(name: string, close: () => void | Promise<void>): void {
    this.#open.push({ name, close });
  }

  /** @throws AggregateError when one or more could not be closed in order. */
  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    const open = this.#open.toReversed();
    this.#open = [];
    for (const { name, close } of open) {
      try {
        await close();
      } catch (error) {
        failures.push(new Error(`${name} did not close`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "Not everything closed in order");
  }
}
