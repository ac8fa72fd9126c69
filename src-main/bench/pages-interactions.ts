/** What a trader does on the pages, each as one interaction that ends with the frame that shows it. */
import type { Page } from "playwright/test";
import { groupName } from "./pages-setup.ts";

export interface Interaction {
  readonly name: string;
  /** It goes on over many frames: the longest pause between two of them is measured. */
  readonly scrolls?: true;
  /** Brings the page to where it can be done; not measured. */
  readonly before?: (page: Page, round: number) => Promise<unknown>;
  readonly act: (page: Page, round: number) => Promise<unknown>;
}

async function open(page: Page, name: "Cockpit" | "Groups" | "Activity"): Promise<void> {
  const dialog = page.getByRole("dialog");
  if (await dialog.isVisible()) await dialog.getByRole("button", { name: "Cancel" }).click();
  const rail = page.getByRole("navigation", { name: "Pages" });
  await rail.getByRole("button", { name, exact: true }).click();
}

const searchBox = (page: Page) => page.getByRole("searchbox", { name: "Find a group or an account" });

/** The list, with nothing filtered and no form over it. */
async function list(page: Page): Promise<void> {
  await open(page, "Groups");
  const back = page.getByRole("button", { name: "Back to the groups" });
  if (await back.isVisible()) await back.click();
  await searchBox(page).fill("");
}

async function form(page: Page): Promise<void> {
  await open(page, "Groups");
  const back = page.getByRole("button", { name: "Back to the groups" });
  if (!(await back.isVisible())) await page.getByRole("button", { name: `Edit ${groupName(0)}` }).click();
  await back.waitFor();
}

const firstRow = (page: Page) => page.getByRole("button", { name: "DESK0101", exact: true });

async function openRow(page: Page, wanted: boolean): Promise<void> {
  await form(page);
  const isOpen = (await firstRow(page).getAttribute("aria-expanded")) === "true";
  if (isOpen !== wanted) await firstRow(page).click();
}

/** One more letter at the end of what stands there. */
async function typeInto(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).first();
  await field.focus();
  await page.keyboard.press("End");
}

/** Alternates between two states, so that every round does something. */
const toggled = (round: number): boolean => round % 2 === 0;

const listed: readonly Interaction[] = [
  {
    name: "open the Groups page",
    before: (page) => open(page, "Activity"),
    act: (page) => open(page, "Groups"),
  },
  {
    name: "open a group in the list, and close it",
    before: list,
    act: (page) => page.getByRole("button", { name: groupName(3), exact: true }).click(),
  },
  {
    name: "type a letter into the filter",
    before: async (page) => {
      await list(page);
      await searchBox(page).focus();
    },
    act: (page, round) => page.keyboard.press(["d", "g", "1", "4"][round % 4] ?? "d"),
  },
  {
    name: "clear the filter",
    before: async (page) => {
      await list(page);
      await searchBox(page).fill("9");
      await page.keyboard.press("End");
    },
    act: (page) => page.keyboard.press("Backspace"),
  },
];

const edited: readonly Interaction[] = [
  {
    name: "open the form of a group with 20 followers",
    before: list,
    act: (page) => page.getByRole("button", { name: `Edit ${groupName(0)}` }).click(),
  },
  {
    name: "open a follower in the form",
    before: (page) => openRow(page, false),
    act: (page) => firstRow(page).click(),
  },
  {
    name: "type a digit of a multiplier, with its preview",
    before: async (page, round) => {
      await openRow(page, true);
      await typeInto(page, "Multiplier");
      if (!toggled(round)) return;
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("1.0");
    },
    act: (page, round) => page.keyboard.press(toggled(round) ? "5" : "Backspace"),
  },
  {
    name: "type a letter of the group's name",
    before: async (page) => {
      await form(page);
      await typeInto(page, "Name");
    },
    act: (page) => page.keyboard.press("x"),
  },
  {
    name: "type what is wrong, with its message",
    before: async (page) => {
      await form(page);
      await typeInto(page, "Grace time, seconds");
    },
    act: (page, round) => page.keyboard.press(toggled(round) ? "x" : "Backspace"),
  },
  {
    name: "switch a follower in the form",
    before: form,
    act: (page) => page.getByRole("checkbox", { name: "DESK0105 copies" }).click(),
  },
  {
    name: "select all followers, and none",
    before: form,
    act: (page) => page.getByRole("checkbox", { name: "Select all followers" }).click(),
  },
  {
    name: "move a follower",
    before: form,
    act: (page, round) =>
      page.getByRole("button", { name: `Move DESK0110 ${toggled(round) ? "down" : "up"}` }).click(),
  },
  {
    name: "open the picker of 1,050 accounts",
    before: form,
    act: (page) => page.getByRole("button", { name: "Add followers…" }).click(),
  },
  {
    name: "type a letter into the picker's filter",
    before: async (page) => {
      const filter = page.getByLabel("Find an account");
      if (!(await filter.isVisible())) {
        await form(page);
        await page.getByRole("button", { name: "Add followers…" }).click();
      }
      await filter.fill("");
      await filter.focus();
    },
    act: (page) => page.keyboard.press("4"),
  },
];

const cockpit: readonly Interaction[] = [
  {
    name: "open the cockpit",
    before: (page) => open(page, "Activity"),
    act: (page) => open(page, "Cockpit"),
  },
  {
    name: "scroll the cockpit by a screen (longest frame)",
    scrolls: true,
    before: async (page) => {
      await open(page, "Cockpit");
      await page.mouse.move(600, 500);
    },
    act: (page, round) => page.mouse.wheel(0, 800 * (toggled(Math.floor(round / 8)) ? 1 : -1)),
  },
  {
    name: "arm a flatten in the cockpit",
    before: async (page) => {
      // Opened anew it begins at its top.
      await open(page, "Activity");
      await open(page, "Cockpit");
      await page.keyboard.press("Escape");
    },
    act: (page) => page.getByRole("button", { name: `Flatten group ${groupName(0)}` }).click(),
  },
];

/** In an order in which each leaves the page where the next can go on. */
export const interactions: readonly Interaction[] = [...listed, ...edited, ...cockpit];
