/**
 * Text that a trader can not read whole: cut off by a box that hides what overflows, lying outside the window in a
 * direction that does not scroll, or under something else. Runs in the page.
 */
import type { Page } from "playwright/test";

/** One line per text: what is wrong, the text, where it stands. */
export function unreadableTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const SLACK_PX = 1;
    const hides = (overflow: string): boolean => overflow === "hidden" || overflow === "clip";
    const scrolls = (overflow: string): boolean => overflow === "auto" || overflow === "scroll";

    /** Text that is only for those who listen stands in a box of one pixel. */
    const isForTheEar = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { width, height } = at.getBoundingClientRect();
        // A box that is no box (`display: contents`) has no size either.
        if (width <= 1 && height <= 1 && getComputedStyle(at).display !== "contents") return true;
      }
      return false;
    };

    const isCut = (rect: DOMRect, element: Element): boolean => {
      let seesY = true;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { overflowX, overflowY, position, textOverflow } = getComputedStyle(at);
        const isWider = at.scrollWidth > at.clientWidth + SLACK_PX;
        const box = at.getBoundingClientRect();
        const cutX = rect.left < box.left - SLACK_PX || rect.right > box.right + SLACK_PX;
        const cutY = rect.top < box.top - SLACK_PX || rect.bottom > box.bottom + SLACK_PX;
        if (hides(overflowX) && cutX) return true;
        // Text that ends in an ellipsis may report the box of what is left of it.
        if (at === element && hides(overflowX) && textOverflow === "ellipsis" && isWider) return true;
        if (seesY && hides(overflowY) && cutY) return true;
        // Nothing on these pages is meant to be scrolled sideways.
        if (scrolls(overflowX) && isWider && cutX) return true;
        if (scrolls(overflowY)) seesY = false;
        if (position === "fixed") break;
      }
      if (rect.left < -SLACK_PX || rect.right > window.innerWidth + SLACK_PX) return true;
      return seesY && (rect.top < -SLACK_PX || rect.bottom > window.innerHeight + SLACK_PX);
    };

    /** Something else lies over its beginning, middle or end. What is scrolled out of sight is no matter. */
    const isCovered = (rect: DOMRect, element: Element): boolean => {
      const y = (rect.top + rect.bottom) / 2;
      const xs = [rect.left + 2, (rect.left + rect.right) / 2, rect.right - 2];
      return xs.some((x) => {
        const top = document.elementFromPoint(x, y);
        if (top === null || top.contains(element) || element.contains(top)) return false;
        for (let at = element.parentElement; at !== null; at = at.parentElement) {
          const box = at.getBoundingClientRect();
          if (scrolls(getComputedStyle(at).overflowY) && (y < box.top || y > box.bottom)) return false;
        }
        return getComputedStyle(top).position !== "sticky" && top.closest("thead") === null;
      });
    };

    const found: string[] = [];
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
      const where = `"${text}" in <${element.tagName.toLowerCase()} class="${element.className}">`;
      if (rects.some((rect) => isCut(rect, element))) found.push(`cut: ${where}`);
      else if (rects.some((rect) => isCovered(rect, element))) found.push(`covered: ${where}`);
    }
    return found;
  });
}
