/** A command that can not be done as things stand. Its message is for the trader: what is wrong, and what to do. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}
