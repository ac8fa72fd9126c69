/** One step of the schema. Numbers go in steps of ten, so that a fix can be put between two released ones. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}
