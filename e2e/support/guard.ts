/** Whatever a page complains of fails the test that caused it: console errors, uncaught errors, CSP violations. */
import type { Page } from "playwright/test";

export class Guard {
  readonly #problems: string[] = [];
  readonly #forgiven: RegExp[] = [];

  /** To be called before the page goes anywhere. */
  async watch(page: Page): Promise<void> {
    page.on("console", (message) => {
      if (message.type() === "error") this.#problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.#problems.push(`page: ${error.message}`));
    page.on("crash", () => this.#problems.push("the page crashed"));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP ${event.effectiveDirective} blocked ${event.blockedURI || "inline"}`);
      });
    });
  }

  /** For a test that provokes it. */
  forgive(pattern: RegExp): void {
    this.#forgiven.push(pattern);
  }

  problems(): readonly string[] {
    return this.#problems.filter((problem) => !this.#forgiven.some((pattern) => pattern.test(problem)));
  }
}
