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

  follower(account: string): Locator {
    return this.page.getByRole("row", { name: `Follower ${account}`, exact: true });
  }

  /** The line below a follower's row that explains it. */
  why(account: string): Locator {
    return this.page.getByRole("row", { name: `Why ${account}`, exact: true });
  }

  leader(account: string): Locator {
    return this.page.getByRole("row", { name: `Leader ${account}`, exact: true });
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

  /** What a follower's row says of one contract. Flat and expected flat may also be shown by leaving it out. */
  async shows(account: string, contract: string, shown: Shown): Promise<void> {
    const { position, expected = position, state = "in-sync" } = shown;
    const row = this.follower(account);
    for (const [field, value] of Object.entries({ position, expected, inFlight: 0 })) {
      const cell = this.field(row, field).locator(`[data-contract="${contract}"] [data-value]`);
      const other = this.field(row, field).locator(
        `[data-contract="${contract}"] [data-value]:not([data-value="${value}"])`,
      );
      if (position === 0 && expected === 0) await expect(other).toHaveCount(0);
      else await expect(cell).toHaveAttribute("data-value", String(value));
    }
    await expect(this.field(row, "state")).toHaveAttribute("data-state", state);
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
