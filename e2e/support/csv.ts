/**
 * A reader of RFC 4180, written from its text and shared with nobody: records end in CRLF, a quoted field may hold
 * anything with quotes doubled. Throws where the file breaks the rules, so that a sloppy writer can not pass.
 */

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  records(): string[][] {
    const records: string[][] = [];
    while (this.#at < this.#text.length) records.push(this.#record());
    return records;
  }

  #record(): string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.#text[this.#at] === '"' ? this.#quoted() : this.#plain());
      if (this.#take(",")) continue;
      if (this.#take("\r\n")) return fields;
      throw new Error(`Neither a comma nor CRLF at ${this.#at}: ${JSON.stringify(this.#near())}`);
    }
  }

  #plain(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !",\r\n".includes(this.#text.charAt(this.#at))) {
      if (this.#text[this.#at] === '"')
        throw new Error(`A quote in a plain field at ${this.#at}: ${this.#near()}`);
      this.#at += 1;
    }
    return this.#text.slice(from, this.#at);
  }

  #quoted(): string {
    let field = "";
    this.#at += 1;
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0) throw new Error("A quoted field never ends");
      field += this.#text.slice(this.#at, end);
      this.#at = end + 1;
      if (!this.#take('"')) return field;
      field += '"';
    }
  }

  #take(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #near(): string {
    return this.#text.slice(Math.max(0, this.#at - 40), this.#at + 40);
  }
}

/** Rows by their heading. Every record has as many fields as the heading. */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [heading, ...records] = new Reader(text).records();
  if (heading === undefined) throw new Error("The file has no heading");
  return records.map((fields, index) => {
    if (fields.length !== heading.length) {
      throw new Error(`Record ${index + 2} has ${fields.length} fields, the heading ${heading.length}`);
    }
    return Object.fromEntries(heading.map((name, column) => [name, fields[column] ?? ""]));
  });
}
