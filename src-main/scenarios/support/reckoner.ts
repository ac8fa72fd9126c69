/**
 * What each follower must hold, reckoned from the leader's trades and the rules of product.md alone (S1 to S4): shares
 * no line with the core. A follower that lost an entry says so; nothing here makes it up.
 */

export interface Sizing {
  /** Hundredths. */
  readonly multiplier: number;
  readonly atLeastOne?: boolean;
}

interface Book {
  held: number;
  /** Leader's and follower's positions at the last opening fill: La and Pa of S2. */
  leaderAnchor: number;
  ownAnchor: number;
}

/** Half up, and at least one unless it is said otherwise. */
function sized(leader: number, { multiplier, atLeastOne = true }: Sizing): number {
  const contracts = Math.abs(leader);
  if (contracts === 0) return 0;
  return Math.max(atLeastOne ? 1 : 0, Math.floor((contracts * multiplier + 50) / 100));
}

function halfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

export class Reckoner {
  readonly #sizings: ReadonlyMap<string, Sizing>;
  readonly #books = new Map<string, Book>();
  #leader = 0;
  #before: { leader: number; books: Map<string, Book> } | null = null;

  constructor(sizings: ReadonlyMap<string, Sizing>) {
    this.#sizings = sizings;
    for (const follower of sizings.keys()) {
      this.#books.set(follower, { held: 0, leaderAnchor: 0, ownAnchor: 0 });
    }
  }

  get leader(): number {
    return this.#leader;
  }

  /** One trade of the leader, whole. `lost`: followers whose entry of it never reached the broker. */
  trade(quantity: number, lost: ReadonlySet<string> = new Set()): void {
    const before = this.#leader;
    this.#before = {
      leader: before,
      books: new Map([...this.#books].map(([name, book]) => [name, { ...book }])),
    };
    const after = before + quantity;
    this.#leader = after;
    for (const [follower, book] of this.#books) {
      this.#follow(book, { before, after, isLost: lost.has(follower), sizing: this.#sizingOf(follower) });
    }
  }

  /** Takes the last trade back, for one whose losers are known only afterwards. */
  undo(): void {
    if (this.#before === null) throw new Error("there is no trade to take back");
    this.#leader = this.#before.leader;
    for (const [follower, book] of this.#before.books) this.#books.set(follower, book);
    this.#before = null;
  }

  /** The leader's position changed while nobody looked: entries are missed, exits are made up. */
  outage(quantity: number): void {
    this.trade(quantity, new Set(this.#books.keys()));
  }

  positions(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#books].map(([follower, { held }]) => [follower, held]));
  }

  #sizingOf(follower: string): Sizing {
    const sizing = this.#sizings.get(follower);
    if (sizing === undefined) throw new Error(`no sizing of ${follower}`);
    return sizing;
  }

  #follow(book: Book, move: { before: number; after: number; isLost: boolean; sizing: Sizing }): void {
    const { before, after, isLost, sizing } = move;
    const sideBefore = Math.sign(before);
    const side = Math.sign(after);
    if (side !== 0 && side === sideBefore && Math.abs(after) < Math.abs(before)) {
      this.#reduce(book, after, sizing);
      return;
    }
    if (side !== sideBefore) book.held = 0;
    if (side === 0) {
      book.leaderAnchor = 0;
      book.ownAnchor = 0;
      return;
    }
    const from = side === sideBefore ? before : 0;
    const inTrade = book.held !== 0 || sized(from, sizing) === 0;
    if (!isLost && inTrade) book.held += side * (sized(after, sizing) - sized(from, sizing));
    book.leaderAnchor = after;
    book.ownAnchor = book.held;
  }

  #reduce(book: Book, after: number, sizing: Sizing): void {
    const whole = sized(book.leaderAnchor, sizing);
    const kept = whole === 0 ? 0 : halfUp(Math.abs(book.ownAnchor) * sized(after, sizing), whole);
    book.held = Math.sign(after) * Math.min(Math.abs(book.held), kept);
  }
}
