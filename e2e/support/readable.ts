/** Whether a page can be read: by everyone, as far as axe can tell (WCAG 2.2 AA), and whole. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "playwright/test";
import { unreadableTexts } from "./unreadable.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function isWhole(page: Page, name: string): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  expect(await unreadableTexts(page), `${name} at ${width}×${height}`).toEqual([]);
}

export async function violationsOn(page: Page): Promise<readonly string[]> {
  // One page without frames: the quick way, which opens no second page, looks at the same.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await axe.options({ resultTypes: ["violations"], runOnly: TAGS }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

export async function isAccessible(page: Page, name: string): Promise<void> {
  expect(await violationsOn(page), name).toEqual([]);
}
