/** The Connections page as a trader reads and presses it. */
import { expect, type Locator, type Page } from "playwright/test";
import type { Exchange } from "./exchange.ts";

export class ConnectionsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  panel(id: string): Locator {
    return this.page.getByRole("region", { name: `Connection ${id}`, exact: true });
  }

  async shows(id: string, state: "connected" | "reconnecting" | "needs-you" | "off"): Promise<void> {
    await expect(this.panel(id)).toHaveAttribute("data-state", state);
  }

  async press(id: string, name: string): Promise<void> {
    await this.panel(id).getByRole("button", { name, exact: true }).click();
  }

  /** Adds by the form; ends when the dialog is gone. */
  get form(): Locator {
    return this.page.getByRole("dialog");
  }

  async openAdd(): Promise<void> {
    await this.page.getByRole("button", { name: "Add connection" }).click();
    await expect(this.form).toBeVisible();
  }

  async fillCustom(exchange: Exchange, name: string, username: string): Promise<void> {
    await this.form.getByRole("radio", { name: /^Custom/u }).check({ force: true });
    await this.form.getByLabel("Name of this connection").fill(name);
    await this.form.getByLabel("User name").fill(username);
    await this.form.getByLabel("Address of requests (REST)").fill(exchange.urls.http);
    await this.form.getByLabel("Address of the user socket").fill(exchange.urls.ws);
    await this.form.getByLabel("Address of the market-data socket").fill(exchange.urls.md);
  }

  async submit(button: "Add" | "Save"): Promise<void> {
    await this.form.getByRole("button", { name: button, exact: true }).click();
  }

  steps(within: Locator): Locator {
    return within.getByRole("list", { name: "Test", exact: true }).getByRole("listitem");
  }
}
