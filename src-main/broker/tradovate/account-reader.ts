/**
 * Reads accounts over REST: lists of orders, commands, versions, reports, fills, positions and cash of the login, once for
 * all accounts that were asked for before the reading began. What began earlier would prove less, so it is not shared.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import type { AccountSnapshot } from "../../core/input.ts";
import type { Clock } from "../../runtime/port.ts";
import { isEntityType } from "./entities.ts";
import type { EntityType } from "./entities.ts";
import { failureWords } from "./errors.ts";
import type { OwnKind } from "./pacer.ts";
import type { Rest } from "./rest.ts";
import { emptySections, fillSection } from "./sections.ts";
import type { Sections } from "./sections.ts";
import type { Session } from "./session.ts";

export type ReadResult =
  | { readonly ok: true; readonly sections: Sections }
  | { readonly ok: false; readonly why: string };

const lists = [
  "order",
  "command",
  "orderVersion",
  "executionReport",
  "commandReport",
  "fill",
  "position",
] as const satisfies readonly EntityType[];

/** Proves nothing of a position: without it the picture has no cash, and is as whole as before. */
const extra = ["cashBalance"] as const satisfies readonly EntityType[];

/** Lists over REST; `types` that fail make the whole read fail: half a picture proves nothing. */
export async function readLists(
  rest: Rest,
  session: Session,
  types: readonly EntityType[],
  into: Sections = emptySections(),
  kind: OwnKind = "read",
): Promise<ReadResult> {
  const token = session.current?.accessToken ?? null;
  const results = await Promise.all(
    types.map(async (type) => ({
      type,
      result: await rest.send({ method: "GET", path: `${type}/list`, token, priority: 4, kind }),
    })),
  );
  for (const { type, result } of results) {
    if (!result.ok) return { ok: false, why: `${type}/list: ${failureWords(result.failure).words}` };
    if (!Array.isArray(result.body) || !isEntityType(type)) {
      return { ok: false, why: `${type}/list: the broker's reply could not be read` };
    }
    fillSection(into, type, result.body);
  }
  return { ok: true, sections: into };
}

export interface AccountReaderOptions {
  readonly clock: Pick<Clock, "monoNs">;
  readonly rest: Rest;
  readonly session: Session;
  /** Turns what was read into pictures; may itself look up what is missing. */
  readonly assemble: (
    sections: Sections,
    accounts: readonly AccountKey[],
    beganNs: number,
  ) => Promise<readonly AccountSnapshot[]>;
  readonly done: (snapshots: readonly AccountSnapshot[]) => void;
  readonly failed: (accounts: readonly AccountKey[], why: string) => void;
}

export class AccountReader {
  readonly #options: AccountReaderOptions;
  #wanted = new Set<AccountKey>();
  #running = false;

  constructor(options: AccountReaderOptions) {
    this.#options = options;
  }

  read(account: AccountKey): void {
    this.#wanted.add(account);
    // The round begins after this turn: accounts asked for in the same turn share it.
    queueMicrotask(() => void this.#rounds());
  }

  async #rounds(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#wanted.size > 0) await this.#round();
    } finally {
      this.#running = false;
    }
  }

  async #round(): Promise<void> {
    const { rest, session, clock, assemble, done, failed } = this.#options;
    const accounts = [...this.#wanted];
    this.#wanted = new Set();
    const beganNs = clock.monoNs();
    const [result, cash] = await Promise.all([
      readLists(rest, session, lists),
      readLists(rest, session, extra),
    ]);
    if (result.ok && cash.ok) result.sections.cashBalance = cash.sections.cashBalance;
    if (result.ok) done(await assemble(result.sections, accounts, beganNs));
    else failed(accounts, result.why);
  }
}
