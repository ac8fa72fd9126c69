/** The page as a trader reads and presses it: by names, roles and fields, never by looks. */
import { expect, type Locator, type Page } from "playwright/test";
import type { FollowerState } from "../../src-shared/cockpit/model.ts";

export interface Shown {
  readonly position: number;
  /** Left out: the same as the position. */
  readonly expected?: number;
  /** Left out: in sync. */
  readonly state?: FollowerState;
}

/** Looks again soon at first: most things hold within a few milliseconds. */
export const POLL = { intervals: [10, 20, 50, 100], timeout: 15_000 };

export type PageName = "Cockpit" | "Practice" | "Groups" | "Connections" | "Activity";

export class Cockpit {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(name: PageName): Promise<void> {
    const pages = this.page.getByRole("navigation", { name: "Pages" });
    await pages.getByRole("button", { name, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeAttached();
  }

  /** Rows are found by the name that they give themselves: the same as by role and name, at a tenth of the cost. */
  follower(account: string): Locator {
    return this.page.locator(`tr[aria-label="Follower ${account}"]`);
  }

  /** The line below a follower's row that explains it. */
  why(account: string): Locator {
    return this.page.locator(`tr[aria-label="Why ${account}"]`);
  }

  leader(account: string): Locator {
    return this.page.locator(`tr[aria-label="Leader ${account}"]`);
  }

  field(row: Locator, name: string): Locator {
    return row.locator(`[data-field="${name}"]`);
  }

  /** A leader's fill on the tape: `Buy 2NQZ6`. */
  tapeEntry(text: string): Locator {
    return this.tapeEntries().filter({ hasText: text });
  }

  tapeEntries(): Locator {
    return this.page.getByRole("list", { name: "Leader fills, newest first" }).locator("> li");
  }

  engine(): Locator {
    return this.page.getByLabel("Engine", { exact: true });
  }

  switchOf(account: string): Locator {
    return this.page.getByRole("switch", { name: `Copy to ${account}` });
  }

  /** Copying can begin: the leader is live and no follower is offline. */
  async isLive(leader: string, followers: readonly string[]): Promise<void> {
    await expect(this.field(this.leader(leader), "state")).toHaveAttribute("data-state", "live");
    for (const account of followers) {
      await expect(this.field(this.follower(account), "state")).not.toHaveAttribute("data-state", "offline");
    }
  }

  /** Everything is on disk, and of every order it is known what became of it. */
  async isCertain(): Promise<void> {
    // A missing order is called not placed after two readings, ten seconds after it can have been sent at the latest.
    await expect(this.engine()).toContainText("ledger durable, 0 unknown orders", { timeout: 30_000 });
  }

  /** What a follower's row says of one contract. */
  async shows(account: string, contract: string, shown: Shown): Promise<void> {
    await this.allShow(contract, { [account]: shown });
  }

  /** The same for many followers, read in one look. A line that is not there says flat and expected flat. */
  async allShow(contract: string, wanted: Readonly<Record<string, Shown>>): Promise<void> {
    const accounts = Object.keys(wanted);
    const lines = Object.entries(wanted).map(
      ([account, { position, expected = position, state = "in-sync" }]) =>
        [account, { position, expected, inFlight: 0, state }] as const,
    );
    await expect
      .poll(() => this.#read(contract, accounts), { ...POLL, message: `the page on ${contract}` })
      .toEqual(Object.fromEntries(lines));
  }

  #read(contract: string, accounts: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    return this.page.evaluate(
      ([of, names]) => {
        const rowOf = (name: string): unknown => {
          const row = document.querySelector(`tr[aria-label="Follower ${name}"]`);
          if (row === null) return "no such row";
          const value = (field: string): number => {
            const line = row.querySelector(`[data-field="${field}"] [data-contract="${of}"] [data-value]`);
            return line === null ? 0 : Number(line.getAttribute("data-value"));
          };
          const state = row.querySelector('[data-field="state"]')?.getAttribute("data-state");
          return {
            position: value("position"),
            expected: value("expected"),
            inFlight: value("inFlight"),
            state,
          };
        };
        return Object.fromEntries(names.map((name) => [name, rowOf(name)]));
      },
      [contract, accounts] as const,
    );
  }

  /** How the last copy ended, with the words that are read out. */
  async lastCopy(account: string, outcome: string, words: string | RegExp): Promise<void> {
    const copy = this.field(this.follower(account), "lastCopy");
    await expect(copy.locator("[data-outcome]")).toHaveAttribute("data-outcome", outcome);
    await expect(copy).toContainText(words);
  }

  /** The first press arms and says what the second will do. */
  async flatten(name: string, armedWords: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
    await this.page.getByRole("button", { name: armedWords }).click();
  }
}
