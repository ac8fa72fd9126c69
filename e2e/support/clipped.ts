/**
 * Text that a trader can not read whole: cut off by a box that hides what overflows, or lying outside the window in a
 * direction that does not scroll. Runs in the page.
 */
import type { Page } from "playwright/test";

/** One line per text, with where it stands. */
export function clippedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const SLACK_PX = 1;
    const hides = (overflow: string): boolean => overflow === "hidden" || overflow === "clip";
    const scrolls = (overflow: string): boolean => overflow === "auto" || overflow === "scroll";

    /** Text that is only for those who listen stands in a box of one pixel. */
    const isForTheEar = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { width, height } = at.getBoundingClientRect();
        if (width <= 1 && height <= 1) return true;
      }
      return false;
    };

    const isCut = (rect: DOMRect, element: Element): boolean => {
      let seesX = true;
      let seesY = true;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        const cutX = rect.left < box.left - SLACK_PX || rect.right > box.right + SLACK_PX;
        const cutY = rect.top < box.top - SLACK_PX || rect.bottom > box.bottom + SLACK_PX;
        if (seesX && hides(overflowX) && cutX) return true;
        if (seesY && hides(overflowY) && cutY) return true;
        // Nothing on these pages is meant to be scrolled sideways.
        if (seesX && scrolls(overflowX) && at.scrollWidth > at.clientWidth + SLACK_PX && cutX) return true;
        if (scrolls(overflowY)) seesY = false;
        if (position === "fixed") break;
      }
      seesX = rect.left >= -SLACK_PX && rect.right <= window.innerWidth + SLACK_PX;
      return !seesX || (seesY && (rect.top < -SLACK_PX || rect.bottom > window.innerHeight + SLACK_PX));
    };

    const cut: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      if (element === null || text === "" || ["SCRIPT", "STYLE", "OPTION"].includes(element.tagName))
        continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (isForTheEar(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      if (rects.some((rect) => isCut(rect, element))) {
        cut.push(`"${text}" in <${element.tagName.toLowerCase()} class="${element.className}">`);
      }
    }
    return cut;
  });
}
