/** The Groups page as a trader reads and presses it. */
import { expect, type Locator, type Page } from "playwright/test";

export class GroupsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  line(name: string): Locator {
    return this.page.getByRole("region", { name: `Group ${name}`, exact: true });
  }

  /** The form, whichever group it is of. */
  get form(): Locator {
    return this.page.getByRole("form", { name: /^(New group|Edit )/u });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async expand(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name, exact: true }).click();
  }

  async edit(name: string): Promise<void> {
    await this.line(name)
      .getByRole("button", { name: `Edit ${name}` })
      .click();
    await expect(this.form).toBeVisible();
  }

  async openNew(): Promise<void> {
    await this.page.getByRole("button", { name: "New group" }).click();
    await expect(this.form).toBeVisible();
  }

  /** An account behind a login, in the list of the leader or of a follower's row. */
  async choose(field: Locator, account: string): Promise<void> {
    const option = field.locator("option", { hasText: new RegExp(`^${account}(?!\\d)`, "u") });
    await field.selectOption(await option.first().getAttribute("value"));
  }

  /** Several at once, by the dialog. */
  async addFollowers(...accounts: readonly string[]): Promise<void> {
    await this.form.getByRole("button", { name: "Add followers…" }).click();
    for (const account of accounts) await this.dialog.getByRole("checkbox", { name: account }).check();
    await this.dialog.getByRole("button", { name: /^Add \d/u }).click();
    await expect(this.dialog).toBeHidden();
  }

  row(account: string): Locator {
    return this.form.getByRole("row", { name: `Follower ${account}`, exact: true });
  }

  /** The rows' accounts, from top to bottom. */
  async rows(): Promise<readonly string[]> {
    const names = await this.form
      .locator('tr[aria-label^="Follower "]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
    return names.map((name) => name.replace("Follower ", ""));
  }

  async openRow(account: string): Promise<Locator> {
    await this.row(account).getByRole("button", { name: account, exact: true }).click();
    return this.form.getByRole("row", { name: `Settings of ${account}` });
  }

  /** A radio button is under its own label: a press on the words is what a trader does. */
  async pick(within: Locator, words: string): Promise<void> {
    await within.getByText(words, { exact: true }).click();
  }

  async save(): Promise<void> {
    await this.form.getByRole("button", { name: /^(Save|Make the group)$/u }).click();
  }

  problems(): Locator {
    return this.form.getByRole("list", { name: /^Problems/u }).getByRole("listitem");
  }

  async back(): Promise<void> {
    await this.page.getByRole("button", { name: "Back to the groups" }).click();
    await expect(this.form).toBeHidden();
  }
}
